import { startLocal } from "gatewright/local";
import { testBackend } from "../backend";
import { TestGateway } from "../test-gateway";
import { type MethodDescription, restGateway, writeRestFolder } from "./rest-fixture";

// Sources of the expected results (docs/decisions/021-facts-carry-sources.md explains the marks in titles):
// - [captured]: responses that LocalStack's tests recorded on AWS (test_rest_api_to_dynamodb_integration)
// - [AWS docs]: the API reference of DynamoDB, and the page integration-request-basic-setup of the developer guide

const ROLE = "arn:aws:iam::123456789012:role/api";
const TABLE = "${aws_dynamodb_table.pets.name}";

const dynamoDb = (
  target: string,
  template: string | undefined,
  { integration = {}, responses }: MethodDescription = {},
): MethodDescription => ({
  integration: {
    type: "AWS",
    integration_http_method: "POST",
    uri: `arn:aws:apigateway:eu-central-1:dynamodb:${target}`,
    credentials: ROLE,
    ...(template === undefined ? {} : { request_templates: { "application/json": template } }),
    ...integration,
  },
  responses: responses ?? { default: { status_code: "200" } },
});

const KEY = `{ "TableName": "${TABLE}", "Key": { "id": { "S": "$input.params('id')" } } }`;
const ITEM = `{ "TableName": "${TABLE}", "Item": { "id": { "S": "$input.params('id')" }, "name": { "S": $input.json('$.name') } } }`;

const PET = {
  responses: {
    default: {
      status_code: "200",
      response_templates: {
        "application/json": `#set($item = $input.path('$.Item'))
#if($item == "")#set($context.responseOverride.status = 404){"message": "no such pet"}#else{"id": "$item.id.S", "name": "$item.name.S"}#end`,
      },
    },
    error: {
      status_code: "500",
      selection_pattern: "4\\d{2}",
      response_templates: { "application/json": `{"error": "$input.path('$.__type').split("#")[1]"}` },
    },
  },
};

const list = {
  responses: {
    default: {
      status_code: "200",
      response_templates: {
        "application/json": `[#foreach($item in $input.path('$.Items'))"$item.id.S"#if($foreach.hasNext),#end#end]`,
      },
    },
  },
};

/** Services that are not emulated, with the ends of their URIs. The last one has a subdomain. */
const SERVICES: Readonly<Record<string, string>> = {
  sqs: "sqs:path/123456789012/orders",
  sns: "sns:path//",
  kinesis: "kinesis:action/PutRecord",
  states: "states:action/StartExecution",
  events: "events:action/PutEvents",
  s3: "s3:path/files/{key}",
  sagemaker: "runtime.sagemaker:path/endpoints/a/invocations",
};

const api = restGateway({
  stages: {
    dev: {
      access_log_settings: {
        destination_arn: "arn:aws:logs:eu-central-1:123456789012:log-group:api",
        format:
          "$context.requestId $context.integrationStatus $context.integration.status $context.awsEndpointRequestId",
      },
    },
  },
  methods: {
    "PUT /pets/{id}": dynamoDb("action/PutItem", ITEM),
    "GET /pets/{id}": dynamoDb("action/GetItem", KEY, PET),
    "DELETE /pets/{id}": dynamoDb("action/DeleteItem", KEY),
    "PATCH /pets/{id}": dynamoDb(
      "action/UpdateItem",
      `{ "TableName": "${TABLE}", "Key": { "id": { "S": "$input.params('id')" } }, "UpdateExpression": "SET #n = :n", "ExpressionAttributeNames": { "#n": "name" }, "ExpressionAttributeValues": { ":n": { "S": $input.json('$.name') } }, "ReturnValues": "ALL_NEW" }`,
    ),
    "GET /pets": dynamoDb("action/Scan", `{ "TableName": "${TABLE}" }`, list),
    "GET /query/{id}": dynamoDb(
      "action/Query",
      `{ "TableName": "${TABLE}", "KeyConditionExpression": "id = :id", "ExpressionAttributeValues": { ":id": { "S": "$input.params('id')" } } }`,
    ),
    "POST /pass": dynamoDb("action/GetItem", undefined),
    "GET /path/{id}": dynamoDb("path//", KEY, {
      integration: {
        request_parameters: {
          "integration.request.header.X-Amz-Target": "'DynamoDB_20120810.GetItem'",
          "integration.request.header.Host": "'dynamodb.eu-central-1.amazonaws.com'",
        },
      },
    }),
    "GET /missing/{id}": dynamoDb("action/GetItem", KEY.replace(TABLE, "none"), PET),
    "GET /transact": dynamoDb("action/TransactGetItems", "{}", {
      responses: { default: { status_code: "200" }, error: { status_code: "400", selection_pattern: "400" } },
    }),
    "GET /region": dynamoDb("action/Scan", "{}", {
      integration: { uri: "arn:aws:apigateway:us-west-2:dynamodb:action/Scan" },
    }),
    ...Object.fromEntries(
      Object.entries(SERVICES).map(([service, target]) => [
        `POST /services/${service}`,
        dynamoDb("", undefined, { integration: { uri: `arn:aws:apigateway:eu-central-1:${target}` } }),
      ]),
    ),
    "GET /endpoint": dynamoDb("action/Scan", `{ "TableName": "${TABLE}" }`, {
      responses: {
        default: {
          status_code: "200",
          response_parameters: { "method.response.header.X-Endpoint": "context.awsEndpointRequestId" },
          response_templates: { "application/json": "$context.awsEndpointRequestId" },
        },
      },
    }),
    "GET /caller/{id}": {
      ...dynamoDb("action/GetItem", KEY, { integration: { credentials: "arn:aws:iam::*:user/*" } }),
      authorization: "AWS_IAM",
    },
  },
  more: {
    resource: {
      aws_dynamodb_table: {
        pets: {
          name: "pets",
          billing_mode: "PAY_PER_REQUEST",
          hash_key: "id",
          attribute: [{ name: "id", type: "S" }],
        },
      },
    },
  },
});

const answer = async (line: string, content?: Parameters<typeof api.call>[1]) => {
  const { status, body } = await api.call(line, content);
  return [status, body];
};
const put = (id: string, name: string) => answer(`PUT /dev/pets/${id}`, { body: JSON.stringify({ name }) });

test("PutItem, GetItem and DeleteItem change a table [captured]", async () => {
  expect(await put("p-1", "Rex")).toEqual([200, "{}"]);
  expect(await answer("GET /dev/pets/p-1")).toEqual([200, '{"id": "p-1", "name": "Rex"}']);
  expect(await answer("DELETE /dev/pets/p-1")).toEqual([200, "{}"]);
  expect(await answer("GET /dev/pets/p-1")).toEqual([404, '{"message": "no such pet"}']);
});

test("UpdateItem returns the new item [AWS docs]", async () => {
  await put("p-2", "Rex");
  const [status, body] = await answer("PATCH /dev/pets/p-2", { body: '{"name":"Tom"}' });
  expect([status, JSON.parse(String(body))]).toEqual([
    200,
    { Attributes: { id: { S: "p-2" }, name: { S: "Tom" } } },
  ]);
});

test("Query and Scan return items [captured]", async () => {
  await put("p-3", "Rex");
  const [, found] = await answer("GET /dev/query/p-3");
  expect(JSON.parse(String(found))).toMatchObject({ Count: 1, ScannedCount: 1 });
  const [, none] = await answer("GET /dev/query/none");
  expect(JSON.parse(String(none))).toEqual({ Count: 0, Items: [], ScannedCount: 0 });
  expect(JSON.parse(String((await answer("GET /dev/pets"))[1]))).toContain("p-3");
});

test("a response has the headers of API Gateway, and none of DynamoDB [captured]", async () => {
  const { headers } = await api.call("GET /dev/query/none");
  expect(headers).toMatchObject({
    "content-type": "application/json",
    "x-amzn-trace-id": expect.stringMatching(/^Root=1-/),
  });
  expect(Object.keys(headers).filter((name) => /crc32|remapped/.test(name))).toEqual([]);
});

test("a body without a template is the input of the operation [AWS docs]", async () => {
  await put("p-4", "Rex");
  const [, body] = await answer("POST /dev/pass", { body: '{"TableName":"pets","Key":{"id":{"S":"p-4"}}}' });
  expect(JSON.parse(String(body))).toEqual({ Item: { id: { S: "p-4" }, name: { S: "Rex" } } });
});

test("a URI with a path names the operation in a header [AWS docs]", async () => {
  await put("p-5", "Rex");
  expect(JSON.parse(String((await answer("GET /dev/path/p-5"))[1]))).toMatchObject({
    Item: { id: { S: "p-5" } },
  });
});

test("the response can contain the request ID of DynamoDB [AWS docs]", async () => {
  const { body, headers } = await api.call("GET /dev/endpoint");
  expect(body).toMatch(/^[\dA-Z]{52}$/);
  expect(headers["x-endpoint"]).toBe(body);
});

test("a call can have the credentials of the caller [AWS docs]", async () => {
  await put("p-6", "Rex");
  const { status, body } = await api.call("GET /dev/caller/p-6", await api.signGet("/dev/caller/p-6"));
  expect([status, JSON.parse(body)]).toMatchObject([200, { Item: { id: { S: "p-6" } } }]);
});

test("an error of DynamoDB selects the response by its status [AWS docs]", async () => {
  expect(await answer("GET /dev/missing/x")).toEqual([500, '{"error": "ResourceNotFoundException"}']);
});

test("an operation that dynalite does not support is an error of DynamoDB, which names it [our choice]", async () => {
  const [status, body] = await answer("GET /dev/transact");
  expect([status, body]).toEqual([400, expect.stringContaining("TransactGetItems is not emulated")]);
});

test("the access log has the status and the request ID of DynamoDB [AWS docs]", async () => {
  api.takeLogs("access");
  await api.call("GET /dev/missing/x");
  expect(api.takeLogs("access")).toEqual([expect.stringMatching(/^[\da-f-]{36} 400 400 [\dA-Z]{52}$/)]);
});

test.each<readonly [subject: string, line: string, reason: string]>([
  ...Object.keys(SERVICES).map(
    (service) =>
      [
        `the service ${service}`,
        `POST /dev/services/${service}`,
        `integrations with the AWS service "${service}" are not emulated`,
      ] as const,
  ),
  ["a table of another Region", "GET /dev/region", 'uri is in the Region "us-west-2"'] as const,
])("%s is not emulated, and the reason names it [our choice]", async (_, line, reason) => {
  const [status, body] = await answer(line);
  expect([status, JSON.parse(String(body)).message]).toEqual([501, expect.stringContaining(reason)]);
  expect(api.local.warnings.join()).toContain(reason);
});

test.each<readonly [integration: Readonly<Record<string, unknown>>, error: string]>([
  ...["AWS", "HTTP", "MOCK"].map(
    (type) =>
      [
        { type, response_transfer_mode: "STREAM" },
        `response_transfer_mode is "STREAM" and type is "${type}"; expected the type AWS_PROXY or HTTP_PROXY.`,
      ] as const,
  ),
  [{ credentials: null }, "credentials is not set; expected the ARN of a role"] as const,
  [
    { uri: "arn:aws:apigateway:eu-central-1:dynamodb:Scan" },
    'expected "arn:aws:apigateway:REGION:SERVICE:action/ACTION"',
  ] as const,
])(
  "the integration %j is an error at the start, because AWS rejects it [captured, AWS docs]",
  async (integration, error) => {
    const dir = writeRestFolder({ methods: { "GET /": dynamoDb("action/Scan", "{}", { integration }) } });
    await expect(startLocal({ dir })).rejects.toThrow(error);
  },
);

describe("the request to the service", () => {
  const backend = testBackend();
  const gateway = new TestGateway();
  beforeAll(async () => {
    process.env.AWS_ENDPOINT_URL_DYNAMODB = backend.url;
    const stack = { methods: { "POST /": dynamoDb("action/Scan", "{}") } };
    await gateway.start({ dir: writeRestFolder(stack) });
  });
  afterAll(async () => {
    await gateway.stop();
    Reflect.deleteProperty(process.env, "AWS_ENDPOINT_URL_DYNAMODB");
  });

  test("the request to the service has the default headers, and none of the caller [captured]", async () => {
    const content = { headers: { "Content-Type": "application/json", Accept: "x", "X-Custom": "1" } };
    const { headers, method } = JSON.parse((await gateway.call("POST /dev/", content)).body);
    expect(method).toBe("POST");
    expect(Object.fromEntries(headers)).toMatchObject({
      Accept: "application/json",
      "User-Agent": expect.stringMatching(/^AmazonAPIGateway_[a-z0-9]{10}$/),
      "X-Amzn-Trace-Id": expect.stringMatching(/^Root=1-/),
      "X-Amz-Target": "DynamoDB_20120810.Scan",
    });
    const names = headers.map(([name]: readonly string[]) => name);
    expect(names).not.toContain("X-Custom");
    expect(names).not.toContain("X-Amzn-Apigateway-Api-Id");
  });
});
