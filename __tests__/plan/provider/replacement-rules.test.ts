import { type ObjectValue, planChange, resourceFacts, UNKNOWN } from "../../../src/plan/provider";
import type { Block } from "../../../src/plan/schema";
import { resourceSchema } from "../../../src/plan/schema";

/**
 * Returns a complete value of a block. An argument that is not configured is null, an attribute that the
 * provider computes is an empty string, and a repeatable block that is not configured is an empty list.
 */
function whole({ attributes, blocks }: Block, configured: ObjectValue): ObjectValue {
  const nothing = [
    ...attributes.map(({ name, computed }) => [name, computed ? "" : null] as const),
    ...blocks.map(({ name, nesting }) => [name, nesting === "single" ? null : []] as const),
  ];
  return { ...Object.fromEntries(nothing), ...configured };
}

/** Plans an update that changes only the given arguments of a resource. */
function update(type: string, from: ObjectValue, to: ObjectValue) {
  const block = resourceSchema("resource", type) as Block;
  const change = { prior: whole(block, from), proposed: whole(block, to) };
  const berlin = { region: "eu-central-1", defaultTags: {} };
  return planChange(change, block, resourceFacts(type), berlin);
}

type Row = readonly [type: string, from: ObjectValue, to: ObjectValue];

const warm = (read: ObjectValue[string], write: ObjectValue[string] = null) => ({
  warm_throughput: [{ read_units_per_second: read, write_units_per_second: write }],
});
const imported = (input_format: string) => ({
  import_table: [{ input_format, s3_bucket_source: [{ bucket: input_format }] }],
});
const durable = (execution_timeout: number) => ({ durable_config: [{ execution_timeout }] });
const names = (case_sensitive: boolean) => ({ username_configuration: [{ case_sensitive }] });

describe("an argument that is set to its default or omitted", () => {
  test.each([
    ["aws_dynamodb_table", { restore_to_latest_time: false }],
    ["aws_iam_role", { path: "/" }],
    ["aws_kms_key", { customer_master_key_spec: "SYMMETRIC_DEFAULT" }],
    ["aws_kms_key", { key_usage: "ENCRYPT_DECRYPT" }],
    ["aws_lambda_function", { package_type: "Zip" }],
    ["aws_sns_topic", { fifo_topic: false }],
    ["aws_sqs_queue", { fifo_queue: false }],
    ["aws_db_instance", { storage_encrypted: false }],
    ["aws_rds_cluster", { engine_mode: "provisioned" }],
  ])("%s is not replaced if %j is added or removed", (type, written) => {
    expect(update(type, {}, written).requiresReplace).toEqual([]);
    expect(update(type, written, {}).requiresReplace).toEqual([]);
  });
});

test.each<Row>([
  ["aws_wafv2_web_acl", { name: "one" }, { name: "two" }],
  ["aws_wafv2_web_acl", { scope: "REGIONAL" }, { scope: "CLOUDFRONT" }],
  ["aws_wafv2_web_acl_association", { resource_arn: "arn:one" }, { resource_arn: "arn:two" }],
  ["aws_wafv2_web_acl_logging_configuration", { resource_arn: "arn:one" }, { resource_arn: "arn:two" }],
  ["aws_cognito_user_pool", {}, names(true)],
  ["aws_cognito_user_pool", names(true), names(false)],
  ["aws_cognito_user_pool_domain", {}, { certificate_arn: "arn:one" }],
  ["aws_cognito_user_pool_domain", { certificate_arn: "arn:one" }, {}],
  ["aws_cognito_user_pool_domain", { certificate_arn: "arn:one" }, { certificate_arn: UNKNOWN }],
  ["aws_dynamodb_table", {}, imported("CSV")],
  ["aws_dynamodb_table", imported("CSV"), {}],
  ["aws_dynamodb_table", {}, { restore_source_name: "one" }],
  ["aws_dynamodb_table", { restore_source_name: "one" }, { restore_source_name: "two" }],
  ["aws_dynamodb_table", { restore_source_table_arn: "arn:one" }, { restore_source_table_arn: "arn:two" }],
  ["aws_dynamodb_table", warm(12_000, 4000), warm(11_999, 4000)],
  ["aws_dynamodb_table", warm(12_000, 4000), warm(13_000, 3999)],
  ["aws_iam_role", { path: "/" }, { path: "/teams/" }],
  ["aws_iam_role", {}, { path: "/teams/" }],
  ["aws_lambda_function", {}, durable(60)],
  ["aws_lambda_function", durable(60), {}],
  ["aws_s3_bucket", { bucket: "one" }, { bucket: "two" }],
  ["aws_api_gateway_api_key", { value: "one" }, { value: "two" }],
  ["aws_api_gateway_authorizer", { type: "TOKEN" }, { type: "COGNITO_USER_POOLS" }],
  ["aws_api_gateway_authorizer", { type: "COGNITO_USER_POOLS" }, {}],
  ["aws_api_gateway_deployment", { triggers: { a: "1" } }, { triggers: { a: "2" } }],
  ["aws_api_gateway_deployment", { variables: { a: "1" } }, {}],
  ["aws_api_gateway_documentation_part", { location: [{ type: "API" }] }, { location: [{ type: "MODEL" }] }],
  ["aws_api_gateway_domain_name", { certificate_body: "one" }, { certificate_body: "two" }],
  ["aws_api_gateway_integration", { type: "HTTP" }, { type: "HTTP_PROXY" }],
  ["aws_api_gateway_integration", { credentials: "arn:one" }, {}],
  ["aws_api_gateway_method", { http_method: "GET" }, { http_method: "POST" }],
  ["aws_api_gateway_model", { content_type: "text/csv" }, { content_type: "application/json" }],
  ["aws_api_gateway_stage", { stage_name: "one" }, { stage_name: "two" }],
  ["aws_api_gateway_vpc_link", { target_arns: ["arn:one"] }, { target_arns: ["arn:two"] }],
  ["aws_secretsmanager_secret", { name: "one" }, { name: "two" }],
  ["aws_secretsmanager_secret_version", { secret_string_wo_version: 1 }, { secret_string_wo_version: 2 }],
  ["aws_db_instance", { storage_encrypted: true }, {}],
  ["aws_efs_file_system", { encrypted: true }, { encrypted: false }],
  ["aws_kinesis_stream", { name: "one" }, { name: "two" }],
  ["aws_rds_cluster", { master_username: "one" }, { master_username: "two" }],
  ["aws_ssm_parameter", { name: "one" }, { name: "two" }],
  ["aws_ssm_parameter", { tier: "Advanced" }, { tier: "Standard" }],
])("%s is replaced if %j becomes %j", (type, from, to) => {
  const [changed] = Object.keys({ ...from, ...to });
  expect(update(type, from, to).requiresReplace).toEqual([changed]);
});

test.each<Row>([
  ["aws_api_gateway_authorizer", { type: "TOKEN" }, { type: "REQUEST" }],
  ["aws_api_gateway_deployment", { description: "one" }, { description: "two" }],
  ["aws_api_gateway_integration", { uri: "https://one" }, { uri: "https://two" }],
  ["aws_api_gateway_method", { authorization: "NONE" }, { authorization: "AWS_IAM" }],
  ["aws_api_gateway_method_settings", { settings: [{ a: 1 }] }, { settings: [{ a: 2 }] }],
  ["aws_api_gateway_resource", { path_part: "one" }, { path_part: "two" }],
  ["aws_api_gateway_rest_api", { name: "one" }, { name: "two" }],
  ["aws_api_gateway_usage_plan", { name: "one" }, { name: "two" }],
  ["aws_wafv2_web_acl", { description: "one" }, { description: "two" }],
  ["aws_cognito_user_pool", names(true), {}],
  ["aws_cognito_user_pool_domain", { certificate_arn: "arn:one" }, { certificate_arn: "arn:two" }],
  ["aws_cognito_user_pool_domain", {}, { certificate_arn: UNKNOWN }],
  ["aws_dynamodb_table", imported("CSV"), imported("ION")],
  ["aws_dynamodb_table", { restore_source_name: "one" }, {}],
  ["aws_dynamodb_table", { restore_source_table_arn: "arn:one" }, { restore_source_table_arn: "" }],
  ["aws_dynamodb_table", warm(12_000), warm(12_001)],
  ["aws_dynamodb_table", warm(12_000), warm(null)],
  ["aws_dynamodb_table", warm(12_000), warm(UNKNOWN)],
  ["aws_dynamodb_table", warm(12_000), {}],
  ["aws_lambda_function", durable(60), durable(90)],
  ["aws_ssm_parameter", { tier: "Standard" }, { tier: "Advanced" }],
  ["aws_ssm_parameter", { value_wo_version: 1 }, { value_wo_version: 2 }],
])("%s is not replaced if %j becomes %j", (type, from, to) => {
  expect(update(type, from, to).requiresReplace).toEqual([]);
});

describe("a table's stream", () => {
  const STREAM = {
    stream_enabled: true,
    stream_view_type: "NEW_IMAGE",
    stream_arn: "arn:one",
    stream_label: "one",
  };
  const NEW_STREAM = { stream_arn: UNKNOWN, stream_label: UNKNOWN };

  test.each<[ObjectValue, ObjectValue]>([
    [STREAM, { stream_enabled: false }],
    [STREAM, { stream_enabled: null }],
    [STREAM, { stream_view_type: "KEYS_ONLY" }],
    [{ ...STREAM, stream_enabled: null }, { stream_enabled: true }],
  ])("a table with %j gets a new stream when it changes to %j", (from, to) => {
    expect(update("aws_dynamodb_table", from, { ...from, ...to }).planned).toMatchObject(NEW_STREAM);
  });

  test.each<[ObjectValue, ObjectValue]>([
    [STREAM, { deletion_protection_enabled: true }],
    [STREAM, { stream_view_type: "" }],
    [{ ...STREAM, stream_enabled: null }, { stream_enabled: false }],
  ])("a table with %j keeps its stream when it changes to %j", (from, to) => {
    expect(update("aws_dynamodb_table", from, { ...from, ...to }).planned).toMatchObject({
      stream_arn: "arn:one",
    });
  });
});
