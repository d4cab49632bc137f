import { computeResourceAttribute } from "#aws";
import { ownValue } from "#own-value";
import { type ObjectValue, UNKNOWN, type Value } from "../value";
import type { TypeFacts } from "./type-facts";

type KnownValues = NonNullable<TypeFacts["knownValues"]>;

/**
 * Types whose ID is the value of an argument, with the name of this argument. If the argument is known, the ID is known
 * in the plan.
 * @see https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs
 */
const IDS: Readonly<Record<string, string>> = {
  aws_cloudwatch_log_group: "name",
  aws_cloudwatch_metric_alarm: "alarm_name",
  aws_dynamodb_table: "name",
  aws_iam_role: "name",
  aws_lambda_function: "function_name",
  aws_s3_bucket: "bucket",
  aws_ssm_parameter: "name",
};

/** Facts of types with attributes that the provider computes from the configuration during the plan. */
export const PLANNED_TYPES: Readonly<Record<string, TypeFacts>> = {
  // acm/certificate.go
  aws_acm_certificate: {
    forceNew: [
      "certificate_authority_arn",
      "domain_name",
      "key_algorithm",
      "subject_alternative_names",
      "validation_method",
      "validation_option",
    ],
    knownValues: certificate,
  },
};

/** Returns the computed attributes of a type that are known in the plan. */
export function knownValuesOf(type: string): KnownValues {
  return (planned, config) => ({
    ...knownId(type, planned),
    ...ownValue(PLANNED_TYPES, type)?.knownValues?.(planned, config),
  });
}

function knownId(type: string, planned: ObjectValue): ObjectValue {
  const name = ownValue(IDS, type);
  if (name === undefined || planned.id !== UNKNOWN || typeof planned[name] !== "string") return {};
  const argument = (key: string) => planned[key];
  // These IDs do not contain the Region.
  return { id: computeResourceAttribute({ type, region: () => "", argument }, "id") as Value };
}

/**
 * Returns the domain names of a certificate, which a configuration often uses as the keys of `for_each`. The records
 * that validate the names are unknown.
 *
 * @see https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/acm/certificate.go
 */
function certificate(planned: ObjectValue, config: ObjectValue): ObjectValue {
  const { domain_name, subject_alternative_names: configured = null, validation_method } = config;
  if (planned.domain_validation_options !== UNKNOWN || typeof domain_name !== "string") return {};
  const names = configured === null ? [] : configured;
  if (!Array.isArray(names) || !names.every((name) => typeof name === "string")) return {};
  const options = [...new Set([domain_name, ...names])].sort().map((name) => ({
    domain_name: name,
    resource_record_name: UNKNOWN,
    resource_record_type: UNKNOWN,
    resource_record_value: UNKNOWN,
  }));
  return {
    ...(validation_method === "DNS" && { domain_validation_options: options }),
    ...(configured === null && { subject_alternative_names: [domain_name] }),
  };
}
