import type { Change } from "../plan-types";
import { groupItems } from "./plain-values";
import { constructOf } from "./resource-label";

/** Nouns that the AWS documentation uses for resource types. A type without a noun keeps its Terraform name. */
const NOUNS: Readonly<Record<string, string>> = {
  aws_api_gateway_rest_api: "API",
  aws_apigatewayv2_api: "API",
  aws_cloudwatch_event_bus: "event bus",
  aws_cloudwatch_log_group: "log group",
  aws_cognito_user_pool: "user pool",
  aws_dynamodb_table: "table",
  aws_iam_policy: "policy",
  aws_iam_role: "role",
  aws_kinesis_stream: "stream",
  aws_kms_key: "key",
  aws_lambda_function: "function",
  aws_s3_bucket: "bucket",
  aws_secretsmanager_secret: "secret",
  aws_sfn_state_machine: "state machine",
  aws_sns_topic: "topic",
  aws_sqs_queue: "queue",
  aws_ssm_parameter: "parameter",
};

/** Attributes that identify a resource. Only references to these attributes are replaced by a name. */
const IDENTIFIERS = new Set(["arn", "bucket", "execution_arn", "function_name", "id", "name"]);

/** Reference to an attribute of a resource: `${aws_sqs_queue.jobs.arn}` or `aws_sqs_queue.jobs.arn`. */
const REFERENCE = /\$\{([a-z]\w*\.[\w-]+)\.(\w+)\}|\b([a-z]\w*\.[A-Za-z_][\w-]*)\.(\w+)\b/g;

/**
 * Replaces references in the lines of a finding with the names of the resources: `table "products"`. A name contains
 * the path of the construct in its stack. The only log group in the construct of the changed resource becomes
 * `its log group`. The lines of several functions are then equal, and a review can merge them. If two lines would be
 * equal except for `+`, `-` or `~`, all references stay, because the finding would no longer show what changes.
 *
 * @param lines lines that start with `+ `, `- ` or `~ `
 * @param change changed resource that the lines describe
 * @param resources all resources of the plan
 */
export function nameResources(
  lines: readonly string[],
  change: ChangedResource,
  resources: readonly Change[],
): readonly string[] {
  const names = namesByAddress(resources);
  const named = lines.map((line) =>
    line.replaceAll(REFERENCE, (reference, template, templateAttribute, bare, bareAttribute) => {
      const name = names.get(template ?? bare);
      if (name === undefined || !IDENTIFIERS.has(templateAttribute ?? bareAttribute)) return reference;
      return name.logGroupOf === constructOf(change) ? "its log group" : name.text;
    }),
  );
  const texts = named.map((line) => line.slice("+ ".length));
  return new Set(texts).size === texts.length ? named : lines;
}

type ChangedResource = Pick<Change, "address" | "constructPath">;

interface ResourceName {
  readonly text: string;
  /** Path of the construct whose only log group the resource is. Absent for any other resource. */
  readonly logGroupOf?: string;
}

/** Returns the names of the resources by address. Resources that would have the same name are left out. */
function namesByAddress(resources: readonly Change[]): ReadonlyMap<string, ResourceName> {
  const current = [...new Map(resources.map((resource) => [resource.address, resource])).values()];
  const sameType = groupItems(current, (resource) => `${resource.type} ${constructOf(resource)}`);
  const names = [...sameType.values()].flatMap((group) =>
    group.map((resource) => ({ address: resource.address, ...nameOf(resource, group.length === 1) })),
  );
  const unique = [...groupItems(names, ({ text }) => text).values()].filter(({ length }) => length === 1);
  return new Map(unique.flat().map(({ address, ...name }) => [address, name]));
}

/** @param isOnlyOfType true if the construct has no other resource of the type */
function nameOf({ type, address, constructPath }: Change, isOnlyOfType: boolean): ResourceName {
  const noun = NOUNS[type] ?? type;
  if (constructPath === undefined) return { text: `${noun} "${address.split(".")[1]}"` };
  const construct = constructOf({ address, constructPath });
  const [, ...path] = (isOnlyOfType ? construct : constructPath).split("/");
  return {
    text: `${noun} "${path.join("/")}"`,
    ...(isOnlyOfType && type === "aws_cloudwatch_log_group" ? { logGroupOf: construct } : {}),
  };
}
