import type { BlockArguments } from "../terraform-fixture";
import { REST_API_ID, type RestDescription, restGateway } from "./rest-fixture";

// The preflight of the AWS CDK (addCorsPreflight), written as Terraform.
//
// Sources of the expected results (docs/decisions/021-facts-carry-sources.md explains the marks in titles):
// - [AWS docs]: the page how-to-cors of the developer guide, and aws-apigateway/lib/resource.ts of aws/aws-cdk
// - [measured]: the issues that a title names

const PREFLIGHT: BlockArguments = {
  "Access-Control-Allow-Headers":
    "Content-Type,X-Amz-Date,Authorization,X-Api-Key,X-Amz-Security-Token,X-Amz-User-Agent",
  "Access-Control-Allow-Origin": "https://a.example",
  Vary: "Origin",
  "Access-Control-Allow-Methods": "OPTIONS,GET,PUT,POST,DELETE,PATCH,HEAD",
  "Access-Control-Allow-Credentials": "true",
  "Access-Control-Max-Age": "600",
  "Access-Control-Expose-Headers": "X-One",
};

const OPTIONS = {
  rest_api_id: REST_API_ID,
  resource_id: "${aws_api_gateway_resource.path-pets.id}",
  http_method: "OPTIONS",
  status_code: "204",
};
const toParameters = (value: (name: string) => unknown) =>
  Object.fromEntries(Object.keys(PREFLIGHT).map((name) => [`method.response.header.${name}`, value(name)]));

const stack: RestDescription = {
  methods: {
    "GET /pets": { to: "echo", api_key_required: true },
    "OPTIONS /pets": {
      integration: { type: "MOCK", request_templates: { "application/json": "{ statusCode: 200 }" } },
    },
    "GET /fail": { to: "fail" },
    "POST /own": { to: "returnBody" },
  },
  more: {
    resource: {
      aws_api_gateway_integration_response: {
        options: { ...OPTIONS, response_parameters: toParameters((name) => `'${PREFLIGHT[name]}'`) },
      },
      aws_api_gateway_method_response: {
        options: { ...OPTIONS, response_parameters: toParameters(() => true) },
      },
    },
  },
};
const api = restGateway(stack);
const custom = restGateway({
  ...stack,
  more: {
    resource: {
      ...(stack.more?.resource as Record<string, BlockArguments>),
      aws_api_gateway_gateway_response: Object.fromEntries(
        ["DEFAULT_4XX", "DEFAULT_5XX"].map((response_type) => [
          response_type,
          {
            rest_api_id: REST_API_ID,
            response_type,
            response_parameters: { "gatewayresponse.header.Access-Control-Allow-Origin": "'*'" },
          },
        ]),
      ),
    },
  },
});

const origin = { headers: { Origin: "https://a.example", "Access-Control-Request-Method": "GET" } };

test("the preflight of the AWS CDK has all of its headers, without a key and a function [AWS docs]", async () => {
  const { status, body, headers } = await api.call("OPTIONS /dev/pets", origin);
  expect([status, body]).toEqual([204, ""]);
  const expected = Object.entries(PREFLIGHT).map(([name, value]) => [name.toLowerCase(), value]);
  expect(headers).toMatchObject(Object.fromEntries(expected));
});

test("a resource without OPTIONS has no preflight [AWS docs]", async () => {
  const { status, headers } = await api.call("OPTIONS /dev/fail", origin);
  expect([status, headers["access-control-allow-origin"]]).toEqual([403, undefined]);
});

test.each(["GET /dev/pets", "GET /dev/fail", "GET /dev/nothing"])(
  "the error of %s has CORS headers only with a gateway response [measured: sls#3191, SAM#1983]",
  async (line) => {
    expect((await api.call(line, origin)).headers).not.toHaveProperty("access-control-allow-origin");
    expect((await custom.call(line, origin)).headers["access-control-allow-origin"]).toBe("*");
  },
);

test("a result has only the CORS headers that the function returns [AWS docs]", async () => {
  expect((await api.returns("POST /dev/own", {})).headers).not.toHaveProperty("access-control-allow-origin");
  const { headers } = await api.returns("POST /dev/own", { headers: { "Access-Control-Allow-Origin": "*" } });
  expect(headers["access-control-allow-origin"]).toBe("*");
});
