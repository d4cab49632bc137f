import { PERMISSION_ARGUMENTS } from "#aws";
import { isAddedOrRemoved, type TypeFacts, type Update } from "./type-facts";

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/lambda/function.go */
const lambdaFunction: TypeFacts = {
  forceNew: ["function_name", "package_type", "tenancy_config"],
  forceNewIf: { durable_config: isAddedOrRemoved },
  addsDefaults: true,
  defaults: { memory_size: 128, package_type: "Zip", timeout: 3 },
  recomputed: ({ planned, isChanged }: Update) => [
    ...(isChanged(...CODE) ? ["last_modified"] : []),
    ...(planned.publish === true && isChanged(...CODE, ...CONFIGURATION, "publish") ? VERSION : []),
  ],
};

/**
 * Arguments that make the provider update the code of a function. The provider's function
 * `needsFunctionCodeUpdate` has the same list.
 */
const CODE = [
  "filename",
  "source_code_hash",
  "s3_bucket",
  "s3_key",
  "s3_object_version",
  "source_kms_key_arn",
  "image_uri",
  "architectures",
];

/**
 * Arguments that make the provider update the configuration of a function. The provider's function
 * `needsFunctionConfigUpdate` has the same list.
 */
const CONFIGURATION = [
  "description",
  "handler",
  "file_system_config",
  "image_config",
  "logging_config",
  "memory_size",
  "role",
  "timeout",
  "kms_key_arn",
  "layers",
  "dead_letter_config",
  "durable_config",
  "snap_start",
  "tracing_config",
  "vpc_config",
  "runtime",
  "environment",
  "ephemeral_storage",
  "capacity_provider_config",
  "publish_to",
];

/** Attributes that change when a new version of the function is published. */
const VERSION = ["version", "qualified_arn", "qualified_invoke_arn"];

export const LAMBDA: Readonly<Record<string, TypeFacts>> = {
  aws_lambda_function: lambdaFunction,
  aws_lambda_permission: { forceNew: PERMISSION_ARGUMENTS },
};
