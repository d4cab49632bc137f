import { arn, type ComputedTypes, FIXED_TIME, type ResourceContext } from "./resource-context";

/**
 * Arguments of `aws_lambda_permission`. A change of any of them replaces the permission, so all of them identify it.
 *
 * @see https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/lambda/permission.go
 */
export const PERMISSION_ARGUMENTS: readonly string[] = [
  "action",
  "event_source_token",
  "function_name",
  "function_url_auth_type",
  "principal",
  "principal_org_id",
  "qualifier",
  "source_account",
  "source_arn",
  "statement_id",
  "statement_id_prefix",
];

/** @see https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/resources/lambda_function */
export const LAMBDA_ATTRIBUTES: ComputedTypes = {
  aws_lambda_function: {
    identifiedBy: ["function_name"],
    attributes: {
      id: ({ text }) => text("function_name"),
      arn: functionArn,
      invoke_arn: (resource) => invokeArn(resource, functionArn(resource)),
      response_streaming_invoke_arn: (resource) => streamingInvokeArn(resource, functionArn(resource)),
      version,
      qualified_arn: qualifiedArn,
      qualified_invoke_arn: (resource) => invokeArn(resource, qualifiedArn(resource)),
      code_sha256: ({ text }) => text("source_code_hash"),
      last_modified: () => FIXED_TIME.replace("Z", ".000+0000"),
    },
  },
  aws_lambda_alias: {
    identifiedBy: ["function_name", "name"],
    attributes: {
      id: aliasArn,
      arn: aliasArn,
      invoke_arn: (alias) => invokeArn(alias, aliasArn(alias)),
    },
  },
  aws_lambda_permission: {
    identifiedBy: PERMISSION_ARGUMENTS,
    attributes: {
      id: ({ text }) => text("statement_id"),
      statement_id: ({ token }) => `terraform-${token(26)}`,
      statement_id_prefix: () => "terraform-",
    },
  },
};

function functionArn(resource: ResourceContext): string {
  return arn(resource, "lambda", `function:${resource.text("function_name")}`);
}

function qualifiedArn(resource: ResourceContext): string {
  return `${functionArn(resource)}:${version(resource)}`;
}

function version({ value }: ResourceContext): string {
  return value("publish") === true ? "1" : "$LATEST";
}

/**
 * URI with which API Gateway streams the response of a function. The provider has this attribute since version 6.28 (pull
 * request 45652). An alias has none.
 */
function streamingInvokeArn({ region }: ResourceContext, lambdaArn: string): string {
  return `arn:aws:apigateway:${region}:lambda:path/2021-11-15/functions/${lambdaArn}/response-streaming-invocations`;
}

function invokeArn({ region }: ResourceContext, lambdaArn: string): string {
  return `arn:aws:apigateway:${region}:lambda:path/2015-03-31/functions/${lambdaArn}/invocations`;
}

/** Returns the ARN of an alias. Its argument `function_name` is the name or the ARN of the function. */
function aliasArn(alias: ResourceContext): string {
  const [name] = alias
    .text("function_name")
    .replace(/^arn:.*:function:/, "")
    .split(":");
  return arn(alias, "lambda", `function:${name}:${alias.text("name")}`);
}
