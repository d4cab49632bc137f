import { computeValues, type ObjectValue, UNKNOWN } from "../../../src/plan/provider";
import type { Block } from "../../../src/plan/schema";
import { resourceSchema } from "../../../src/plan/schema";
import { computed, nested } from "./blocks";

const BERLIN = { region: "eu-central-1", defaultTags: {} };

/**
 * Returns the value of a resource with this configuration, including the fake values of computed attributes.
 */
function createResource(type: string, configured: ObjectValue): ObjectValue {
  const block = resourceSchema("resource", type) as Block;
  return computeValues("resource", type, block, configured, BERLIN);
}

function read(type: string, configured: ObjectValue = {}): ObjectValue {
  return computeValues("data", type, resourceSchema("data", type) as Block, configured, BERLIN);
}

const ACCOUNT = "123456789012";
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const SERVICE = "arn:aws:apigateway:eu-central-1";

test.each<[string, ObjectValue, Record<string, unknown>]>([
  [
    "aws_lambda_function",
    { function_name: "answer", source_code_hash: "abc=" },
    {
      id: "answer",
      arn: `arn:aws:lambda:eu-central-1:${ACCOUNT}:function:answer`,
      invoke_arn: `${SERVICE}:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:${ACCOUNT}:function:answer/invocations`,
      qualified_arn: `arn:aws:lambda:eu-central-1:${ACCOUNT}:function:answer:$LATEST`,
      version: "$LATEST",
      code_sha256: "abc=",
    },
  ],
  ["aws_lambda_function", { function_name: "answer", publish: true }, { version: "1" }],
  [
    "aws_apigatewayv2_api",
    { name: "api" },
    {
      id: expect.stringMatching(/^[a-z0-9]{10}$/),
      api_endpoint: expect.stringMatching(
        /^https:\/\/[a-z0-9]{10}\.execute-api\.eu-central-1\.amazonaws\.com$/,
      ),
      execution_arn: expect.stringMatching(/^arn:aws:execute-api:eu-central-1:123456789012:[a-z0-9]{10}$/),
    },
  ],
  [
    "aws_apigatewayv2_stage",
    { api_id: "abc", name: "$default" },
    {
      id: "$default",
      arn: `${SERVICE}::/apis/abc/stages/$default`,
      execution_arn: `arn:aws:execute-api:eu-central-1:${ACCOUNT}:abc/$default`,
      invoke_url: "https://abc.execute-api.eu-central-1.amazonaws.com/",
    },
  ],
  [
    "aws_api_gateway_rest_api",
    { name: "pets" },
    {
      id: expect.stringMatching(/^[a-z0-9]{10}$/),
      arn: expect.stringMatching(/^arn:aws:apigateway:eu-central-1::\/restapis\/[a-z0-9]{10}$/),
      execution_arn: expect.stringMatching(/^arn:aws:execute-api:eu-central-1:123456789012:[a-z0-9]{10}$/),
      root_resource_id: expect.stringMatching(/^[a-z0-9]{10}$/),
      api_key_source: "HEADER",
      created_date: "2026-01-01T00:00:00Z",
    },
  ],
  [
    "aws_api_gateway_resource",
    { rest_api_id: "abc", parent_id: "root", path_part: "pets" },
    { id: expect.stringMatching(/^[a-z0-9]{6}$/), path: "/pets" },
  ],
  [
    "aws_api_gateway_method",
    { rest_api_id: "abc", resource_id: "r", http_method: "GET" },
    { id: "agm-abc-r-GET" },
  ],
  [
    "aws_api_gateway_method_response",
    { rest_api_id: "abc", resource_id: "r", http_method: "GET", status_code: "200" },
    { id: "agmr-abc-r-GET-200" },
  ],
  [
    "aws_api_gateway_integration",
    { rest_api_id: "abc", resource_id: "r", http_method: "GET" },
    {
      id: "agi-abc-r-GET",
      cache_namespace: "r",
      passthrough_behavior: "WHEN_NO_MATCH",
      response_transfer_mode: "BUFFERED",
    },
  ],
  [
    "aws_api_gateway_integration_response",
    { rest_api_id: "abc", resource_id: "r", http_method: "GET", status_code: "200" },
    { id: "agir-abc-r-GET-200" },
  ],
  [
    "aws_api_gateway_gateway_response",
    { rest_api_id: "abc", response_type: "DEFAULT_4XX" },
    { id: "aggr-abc-DEFAULT_4XX" },
  ],
  [
    "aws_api_gateway_authorizer",
    { rest_api_id: "abc", name: "tokens" },
    {
      id: expect.stringMatching(/^[a-z0-9]{6}$/),
      arn: expect.stringMatching(
        /^arn:aws:apigateway:eu-central-1::\/restapis\/abc\/authorizers\/[a-z0-9]{6}$/,
      ),
    },
  ],
  [
    "aws_api_gateway_stage",
    { rest_api_id: "abc", stage_name: "v1" },
    {
      id: "ags-abc-v1",
      arn: `${SERVICE}::/restapis/abc/stages/v1`,
      execution_arn: `arn:aws:execute-api:eu-central-1:${ACCOUNT}:abc/v1`,
      invoke_url: "https://abc.execute-api.eu-central-1.amazonaws.com/v1",
      web_acl_arn: "",
    },
  ],
  [
    "aws_api_gateway_method_settings",
    { rest_api_id: "abc", stage_name: "v1", method_path: "*/*" },
    { id: "abc-v1-*/*" },
  ],
  ["aws_api_gateway_rest_api_policy", { rest_api_id: "abc" }, { id: "abc" }],
  [
    "aws_api_gateway_documentation_part",
    { rest_api_id: "abc", location: [{ type: "API" }] },
    { id: expect.stringMatching(/^abc\/[a-z0-9]{6}$/) },
  ],
  ["aws_api_gateway_documentation_version", { rest_api_id: "abc", version: "1" }, { id: "abc/1" }],
  [
    "aws_api_gateway_account",
    {},
    { id: "api-gateway-account", throttle_settings: [{ burst_limit: 5000, rate_limit: 10_000 }] },
  ],
  [
    "aws_api_gateway_api_key",
    { name: "acme" },
    {
      arn: expect.stringMatching(/^arn:aws:apigateway:eu-central-1::\/apikeys\/[a-z0-9]{10}$/),
      value: expect.stringMatching(/^local-acme-[a-z0-9]{20}$/),
    },
  ],
  [
    "aws_api_gateway_usage_plan",
    { name: "gold" },
    { arn: expect.stringMatching(/^arn:aws:apigateway:eu-central-1::\/usageplans\/[a-z0-9]{6}$/) },
  ],
  [
    "aws_wafv2_web_acl",
    { name: "waf", scope: "REGIONAL" },
    {
      arn: expect.stringMatching(
        /^arn:aws:wafv2:eu-central-1:123456789012:regional\/webacl\/waf\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
      ),
    },
  ],
  [
    "aws_wafv2_web_acl",
    { name: "waf", scope: "CLOUDFRONT" },
    { arn: expect.stringMatching(/:global\/webacl\/waf\//), application_integration_url: "" },
  ],
  [
    "aws_wafv2_web_acl_association",
    { web_acl_arn: "arn:acl", resource_arn: "arn:stage" },
    { id: "arn:acl,arn:stage" },
  ],
  ["aws_wafv2_web_acl_logging_configuration", { resource_arn: "arn:acl" }, { id: "arn:acl" }],
  ["aws_api_gateway_usage_plan_key", { key_id: "k1", usage_plan_id: "p1" }, { id: "k1" }],
  [
    "aws_api_gateway_domain_name",
    { domain_name: "a.example.com" },
    {
      id: "a.example.com",
      arn: `${SERVICE}::/domainnames/a.example.com`,
      regional_domain_name: expect.stringMatching(
        /^d-[a-z0-9]{10}\.execute-api\.eu-central-1\.amazonaws\.com$/,
      ),
      regional_zone_id: expect.stringMatching(/^Z[A-Z0-9]{13}$/),
      security_policy: "TLS_1_2",
    },
  ],
  [
    "aws_api_gateway_base_path_mapping",
    { domain_name: "a.example.com", base_path: "v1" },
    { id: "a.example.com/v1" },
  ],
  ["aws_api_gateway_base_path_mapping", { domain_name: "a.example.com" }, { id: "a.example.com/" }],
  [
    "aws_api_gateway_base_path_mapping",
    { domain_name: "a.example.com", domain_name_id: "d1" },
    { id: "a.example.com//d1" },
  ],
  [
    "aws_api_gateway_domain_name_access_association",
    { domain_name_arn: `${SERVICE}::/domainnames/a.example.com`, access_association_source: "vpce-1" },
    {
      arn: `arn:aws:apigateway:eu-central-1:${ACCOUNT}:/domainnameaccessassociations/domainname/a.example.com/vpcesource/vpce-1`,
    },
  ],
  [
    "aws_cognito_user_pool",
    { name: "users" },
    {
      id: expect.stringMatching(/^eu-central-1_[a-z0-9]{9}$/),
      endpoint: expect.stringMatching(
        /^cognito-idp\.eu-central-1\.amazonaws\.com\/eu-central-1_[a-z0-9]{9}$/,
      ),
    },
  ],
  [
    "aws_cognito_user_pool_client",
    { name: "web" },
    { id: expect.stringMatching(/^[a-z0-9]{26}$/), client_secret: "" },
  ],
  [
    "aws_cognito_user_pool_client",
    { name: "web", generate_secret: true },
    { client_secret: expect.stringMatching(/^[a-z0-9]{52}$/) },
  ],
  [
    "aws_cognito_resource_server",
    { identifier: "things", user_pool_id: "pool", scope: [{ scope_name: "read" }] },
    { id: "pool|things", scope_identifiers: ["things/read"] },
  ],
  ["aws_cognito_user_group", { name: "admin", user_pool_id: "pool" }, { id: "pool/admin" }],
  ["aws_cognito_user_pool_domain", { domain: "things" }, { id: "things", aws_account_id: ACCOUNT }],
  [
    "aws_dynamodb_table",
    { name: "things" },
    { id: "things", arn: `arn:aws:dynamodb:eu-central-1:${ACCOUNT}:table/things` },
  ],
  ["aws_dynamodb_table", { name: "things", stream_enabled: false }, { stream_arn: "", stream_label: "" }],
  [
    "aws_dynamodb_table",
    { name: "things", stream_enabled: true },
    {
      stream_arn: `arn:aws:dynamodb:eu-central-1:${ACCOUNT}:table/things/stream/2026-01-01T00:00:00.000`,
      stream_label: "2026-01-01T00:00:00.000",
    },
  ],
  ["aws_kms_key", {}, { id: expect.stringMatching(UUID), key_id: expect.stringMatching(UUID) }],
  ["aws_iam_role", { name: "role" }, { id: "role", arn: `arn:aws:iam::${ACCOUNT}:role/role` }],
  ["aws_iam_role", { name: "role", path: "/a/" }, { arn: `arn:aws:iam::${ACCOUNT}:role/a/role` }],
  [
    "aws_iam_openid_connect_provider",
    { url: "https://login.example.com/a" },
    { arn: `arn:aws:iam::${ACCOUNT}:oidc-provider/login.example.com/a` },
  ],
  ["aws_iam_role_policy", { name: "run", role: "role" }, { id: "role:run" }],
  ["aws_lambda_permission", {}, { id: expect.stringMatching(/^terraform-\w{26}$/) }],
  [
    "aws_cloudwatch_log_group",
    { name: "/a/b" },
    { arn: `arn:aws:logs:eu-central-1:${ACCOUNT}:log-group:/a/b` },
  ],
  [
    "aws_cloudwatch_metric_alarm",
    { alarm_name: "high" },
    { arn: `arn:aws:cloudwatch:eu-central-1:${ACCOUNT}:alarm:high` },
  ],
  ["aws_sns_topic", { name: "alarms" }, { id: `arn:aws:sns:eu-central-1:${ACCOUNT}:alarms`, owner: ACCOUNT }],
  [
    "aws_sns_topic_subscription",
    { topic_arn: "arn:topic", protocol: "email" },
    { arn: expect.stringMatching(/^arn:topic:[0-9a-f-]{36}$/), pending_confirmation: true },
  ],
  ["aws_sqs_queue", { name: "dead" }, { id: `https://sqs.eu-central-1.amazonaws.com/${ACCOUNT}/dead` }],
])("the fake values of %s have the same format as on AWS for %j", (type, configured, expected) => {
  expect(createResource(type, configured)).toMatchObject(expected);
});

describe("fake values", () => {
  test("two resources with the same configuration have the same fake values", () => {
    const ids = ["one", "one", "two"].map((name) => createResource("aws_apigatewayv2_api", { name }).id);
    expect(ids[0]).toBe(ids[1]);
    expect(ids[0]).not.toBe(ids[2]);
  });

  test("the root resource of a REST API does not have the ID of the API", () => {
    const { id, root_resource_id } = createResource("aws_api_gateway_rest_api", { name: "pets" });
    expect(root_resource_id).not.toBe(id);
  });

  test("a new trigger gives a deployment a new ID", () => {
    const ids = ["1", "2"].map(
      (redeployment) =>
        createResource("aws_api_gateway_deployment", { rest_api_id: "abc", triggers: { redeployment } }).id,
    );
    expect(ids[0]).not.toBe(ids[1]);
  });

  test("fake values use the region of the resource", () => {
    expect(createResource("aws_sns_topic", { name: "a", region: "us-east-1" }).arn).toBe(
      `arn:aws:sns:us-east-1:${ACCOUNT}:a`,
    );
  });

  test("every unknown value gets a fake value, at any depth", () => {
    const values = computeValues(
      "resource",
      "aws_thing",
      {
        attributes: [
          computed("list", { type: ["list", "string"] }),
          computed("map", { type: ["map", "number"] }),
        ],
        blocks: [
          nested("part", {
            attributes: [computed("weight", { type: "number" }), computed("is_on", { type: "bool" })],
            blocks: [],
          }),
        ],
      },
      { list: null, map: UNKNOWN, part: [{ weight: null, is_on: UNKNOWN }] },
      BERLIN,
    );
    expect(values).toEqual({ list: [], map: {}, part: [{ weight: 0, is_on: false }] });
  });

  test("the fake values of a resource do not apply to attributes of its nested blocks", () => {
    const block: Block = {
      attributes: [computed("id")],
      blocks: [nested("part", { attributes: [computed("id")], blocks: [] }, { nesting: "single" })],
    };
    const values = computeValues(
      "resource",
      "aws_sqs_queue",
      block,
      { name: "own", id: null, part: { id: null } },
      BERLIN,
    );
    expect(values).toMatchObject({
      id: `https://sqs.eu-central-1.amazonaws.com/${ACCOUNT}/own`,
      part: { id: expect.stringMatching(/^[a-z0-9]{10}$/) },
    });
  });

  test("a type without facts gets values that match its attribute names", () => {
    expect(createResource("aws_ecr_repository", { name: "images" })).toMatchObject({
      arn: expect.stringMatching(/^arn:aws:ecr:eu-central-1:123456789012:[a-z0-9]{10}$/),
      registry_id: "",
    });
    expect(createResource("aws_sqs_queue", { name_prefix: "dead-" }).name).toMatch(/^dead-[a-z0-9]{26}$/);
  });

  test("an attribute of the type dynamic gets null", () => {
    const types = { type: ["object", { a: "string", b: ["set", "number"] }] } as const;
    const block: Block = {
      attributes: [computed("one", types), computed("any", { type: "dynamic" })],
      blocks: [],
    };
    expect(computeValues("resource", "aws_thing", block, { one: null, any: null }, BERLIN)).toEqual({
      one: { a: "", b: [0] },
      any: null,
    });
  });
});

describe("a data source", () => {
  test("data sources return the account, the region and the partition", () => {
    expect(read("aws_caller_identity").account_id).toBe(ACCOUNT);
    expect(read("aws_region")).toMatchObject({
      id: "eu-central-1",
      region: "eu-central-1",
      name: "eu-central-1",
    });
    expect(read("aws_partition")).toMatchObject({ partition: "aws", dns_suffix: "amazonaws.com" });
    expect(read("aws_availability_zones").names).toEqual(["eu-central-1a", "eu-central-1b", "eu-central-1c"]);
  });

  test("a data source finds every requested object", () => {
    const url = "https://login.example.com";
    expect(read("aws_iam_openid_connect_provider", { url }).arn).toBe(
      `arn:aws:iam::${ACCOUNT}:oidc-provider/login.example.com`,
    );
    expect(read("aws_sns_topic", { name: "alarms" })).toMatchObject({
      name: "alarms",
      arn: expect.stringMatching(/^arn:aws:sns:eu-central-1:/),
    });
  });

  test("policy documents differ if their configuration differs", () => {
    const [one, two] = ["read", "write"].map(
      (sid) => read("aws_iam_policy_document", { statement: [{ sid }] }).json,
    );
    expect(JSON.parse(String(one))).toMatchObject({ Version: "2012-10-17", Statement: [] });
    expect(one).not.toBe(two);
  });
});
