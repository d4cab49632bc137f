import type { Change } from "../plan-types";
import { constructOf, labelOf } from "./resource-label";

/** Nouns of resource types, as the documentation of AWS uses them. Any other type is named by its Terraform type. */
const NOUNS: Readonly<Record<string, string>> = {
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

/** Attributes that identify a resource, so that its name can replace them. */
const IDENTIFIERS = new Set(["arn", "bucket", "execution_arn", "function_name", "id", "name"]);

/** Reference in a line: `${aws_sqs_queue.jobs.arn}`, or the reference alone. */
const REFERENCE = /\$\{([a-z]\w*\.[\w-]+)\.(\w+)\}|\b([a-z]\w*\.[A-Za-z_][\w-]*)\.(\w+)\b/g;

/**
 * Replaces references in the lines of a finding with the names of the resources: `table "products"`. The name is the path
 * of the construct in its stack. A log group in the same construct as the changed resource becomes `its log group`, so
 * that the lines of all functions are equal. If an added and a removed line would be equal, the references stay.
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
  const named = lines.map((line) =>
    line.replaceAll(REFERENCE, (reference, template, templateAttribute, bare, bareAttribute) => {
      const attribute = templateAttribute ?? bareAttribute;
      const resource = resources.find(({ address }) => address === (template ?? bare));
      const name = resource && IDENTIFIERS.has(attribute) && nameOf(resource, change, resources);
      return name || reference;
    }),
  );
  const texts = named.map((line) => line.slice("+ ".length));
  return new Set(texts).size === texts.length ? named : lines;
}

type ChangedResource = Pick<Change, "address" | "constructPath">;

/** Returns the name of a resource, or `undefined` if another resource has the same name, as an instance of `count` has. */
function nameOf(resource: Change, change: ChangedResource, resources: readonly Change[]): string | undefined {
  const { type, address, constructPath } = resource;
  const construct = constructOf(resource);
  const sameType = resources.filter((other) => other.type === type && other.address !== address);
  if (sameType.some((other) => labelOf(other) === labelOf(resource))) return undefined;
  const isOnly = sameType.every((other) => constructOf(other) !== construct);
  const noun = NOUNS[type] ?? type;
  if (isOnly && type === "aws_cloudwatch_log_group" && construct === constructOf(change))
    return `its ${noun}`;
  if (constructPath === undefined) return `${noun} "${address.split(".")[1]}"`;
  const [, ...path] = (isOnly ? construct : constructPath).split("/");
  return `${noun} "${path.join("/")}"`;
}
