import { REST_API_QUOTAS } from "#aws";
import type { RequestContent } from "../raw-http";
import { restGateway, restPermission } from "./rest-fixture";

// Sources of the expected results (docs/decisions/021-facts-carry-sources.md explains the marks in titles):
// - [measured]: LocalStack's tests, which ran against AWS; lgtm-generator#10; the knowledge center of AWS
// - [AWS docs]: the pages limits and api-gateway-execution-service-limits-table of the developer guide
// - [our choice]: behavior that does not come from AWS

const lambda = (to: string) => ({ type: "AWS_PROXY", uri: `\${aws_lambda_function.${to}.invoke_arn}` });
const api = restGateway({
  methods: {
    "ANY /": { to: "echo" },
    "GET /slow": { to: "hang", integration: { timeout_milliseconds: 100 } },
    "GET /denied": { to: "denied" },
    "GET /get": { integration: { ...lambda("echo"), integration_http_method: "GET" } },
    "GET /busy": { to: "busy" },
    "GET /pets/{id}": { to: "pet" },
    "GET /vtl": { integration: { type: "AWS", uri: "arn:aws:apigateway:eu-central-1:sqs:path/1/q" } },
    "GET /none/link": { to: "echo", integration: { connection_type: "VPC_LINK", connection_id: "x" } },
    "GET /open/{id}": { to: "echo" },
    "GET /iam/{id}": { to: "echo", authorization: "AWS_IAM" },
    "GET /none/stream": { to: "echo", integration: { response_transfer_mode: "STREAM" } },
  },
  functions: {
    denied: { code: "exports.handler = async () => ({});" },
    busy: { code: "exports.handler = async () => ({});", reserved_concurrent_executions: 0 },
    pet: { code: "exports.handler = async () => ({});" },
  },
  more: {
    resource: {
      aws_lambda_permission: {
        denied: restPermission("denied", {
          source_arn: "${aws_api_gateway_rest_api.api.execution_arn}/*/POST/denied",
        }),
        pet: restPermission("pet", {
          source_arn: "${aws_api_gateway_rest_api.api.execution_arn}/*/GET/pets/*",
        }),
      },
    },
  },
});

const limited = restGateway({
  api: {
    policy: JSON.stringify({
      Statement: [{ Effect: "Allow", Principal: "*", Action: "execute-api:Invoke", Resource: "*" }],
    }),
  },
  methods: { "GET /open/{id}": { to: "echo" } },
});

const INTERNAL = ['{"message": "Internal server error"}', "InternalServerErrorException"];

test.each<[string, string, number, readonly string[]]>([
  [
    "a slow integration",
    "GET /dev/slow",
    504,
    ['{"message": "Endpoint request timed out"}', "InternalServerErrorException"],
  ],
  ["no permission to invoke the function", "GET /dev/denied", 500, INTERNAL],
  ["an integration with another method than POST", "GET /dev/get", 500, INTERNAL],
  ["a throttled function", "GET /dev/busy", 500, INTERNAL],
])(
  "%s is an error of the gateway [measured: LocalStack, knowledge center]",
  async (_, line, status, rest) => {
    const response = await api.call(line);
    expect(response.status).toBe(status);
    expect([response.body, response.headers["x-amzn-errortype"]]).toEqual(rest);
  },
);

test("a permission with * for a path parameter allows the invocation [AWS docs]", async () => {
  expect((await api.call("GET /dev/pets/7")).status).toBe(200);
});

test("a body above 10 MB is 413, without an ID [measured: lgtm-generator#10]", async () => {
  const { status, headers, body, rawHeaders } = await api.call("POST /dev/", {
    body: Buffer.alloc(REST_API_QUOTAS.bodyBytes + 1),
  });
  expect([status, body]).toEqual([413, "HTTP content length exceeded 10485760 bytes."]);
  expect(headers["content-type"]).toBe("text; charset=utf-8");
  expect(rawHeaders.filter(([name]) => name.startsWith("x-am"))).toEqual([]);
});

test("an event above 6 MB is 413 [measured: lgtm-generator#10]", async () => {
  const { status, headers, body } = await api.call("POST /dev/", {
    headers: { "content-type": "text/plain" },
    body: Buffer.alloc(7 * 1024 * 1024, "x"),
  });
  expect([status, body]).toEqual([413, '{"message": "Request Too Long"}']);
  expect(headers["x-amzn-errortype"]).toBe("BadRequestException");
});

// 431 was captured from an HTTP API. It is unverified that a REST API responds in the same way.
test.each<[string, string, RequestContent]>([
  ["a header of 10,240 bytes", "GET /dev/", { headers: { "x-long": "x".repeat(10_240) } }],
  ["a path of 10,240 bytes", `GET /dev/${"x".repeat(10_240)}`, {}],
  ["a query of 10,240 bytes", `GET /dev/?${"x".repeat(10_240)}`, {}],
])("%s is 431, with the IDs of a REST API [unverified]", async (_, line, content) => {
  const { status, body, rawHeaders } = await api.call(line, content);
  expect([status, body]).toEqual([431, "HTTP header is larger than 10240 bytes."]);
  expect(rawHeaders.map(([name]) => name)).toEqual(
    expect.arrayContaining(["x-amzn-RequestId", "x-amz-apigw-id"]),
  );
});

test.each<[string, string, RequestContent]>([
  ["a header", "GET /dev/", { headers: { "x-long": "x".repeat(9000) } }],
  ["a query", `GET /dev/?${"x".repeat(9000)}`, {}],
])("%s of 9,000 bytes is accepted [AWS docs]", async (_, line, content) => {
  expect((await api.call(line, content)).status).toBe(200);
});

/** Returns a path below `/dev/<name>` with which the ARN of the method has this number of bytes. */
const pathOfArn = (name: string, bytes: number) => {
  const arn = `arn:aws:execute-api:eu-central-1:123456789012:abcdefghij/dev/GET/${name}/`;
  return `/dev/${name}/${"x".repeat(bytes - arn.length)}`;
};

test("a method ARN above 1,600 bytes is 414, if the method has an authorization [AWS docs]", async () => {
  const { status, body } = await api.call(`GET ${pathOfArn("iam", 1601)}`);
  expect([status, body]).toEqual([414, '{"message":"Request URI too long"}']);
  expect((await api.call(`GET ${pathOfArn("iam", 1600)}`)).status).toBe(403);
  expect((await api.call(`GET ${pathOfArn("open", 1601)}`)).status).toBe(200);
  expect(api.takeLogs("request").join("\n")).toContain("the ARN of the method has 1601 bytes");
});

test("a method ARN above 1,600 bytes is 414, if the API has a resource policy [AWS docs]", async () => {
  expect((await limited.call(`GET ${pathOfArn("open", 1601)}`)).status).toBe(414);
  expect((await limited.call(`GET ${pathOfArn("open", 1600)}`)).status).toBe(200);
});

test("a query with the characters |, { and } is accepted [unverified]", async () => {
  expect((await api.event("GET /dev/?a=|{}")).queryStringParameters).toEqual({ a: "|{}" });
});

test("a path that cannot be decoded reaches the API [measured: LocalStack]", async () => {
  expect((await api.call("GET /dev/%zz")).status).toBe(403);
});

test.each([
  ["GET /dev/vtl", "aws_api_gateway_integration.GET-vtl"],
  ["GET /dev/none/link", "aws_api_gateway_integration.GET-none-link"],
  ["GET /dev/none/stream", "aws_api_gateway_integration.GET-none-stream"],
])("%s is not emulated, and other methods are served [our choice]", async (line, address) => {
  const { status, body } = await api.call(line);
  expect(status).toBe(501);
  expect(body).toContain(address);
  expect(api.local.warnings.join("\n")).toContain(address);
});
