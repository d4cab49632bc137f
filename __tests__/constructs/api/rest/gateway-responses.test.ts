import {
  type GatewayResponses,
  IamAuthorizer,
  RestApi,
  type RestApiProps,
  TerraformVariable,
} from "gatewright";
import { Token } from "#cdktf";
import { errorsOf, synthesized, testStack } from "../../../support";
import { fn } from "../http/api-fixture";
import { restStack } from "./rest-fixture";

// A title that checks a rule of AWS names its source in brackets. A name such as (supported-gateway-response-types) is a
// page of https://docs.aws.amazon.com/apigateway/latest/developerguide/

/** Response parameters of problems without CORS. */
const PROBLEM = { "gatewayresponse.header.Content-Type": "'application/problem+json'" };

/** Arguments of the gateway responses of an API, by type. */
function responsesOf(props?: RestApiProps) {
  const { stack, api, answer } = restStack(props);
  api.route("GET /things", answer, { access: "public" });
  const resources = synthesized(stack).all("aws_api_gateway_gateway_response");
  return new Map(resources.map(({ values }) => [String(values.response_type), values]));
}

/** Body of a gateway response with sample values of the variables. */
function bodyOf(values: Readonly<Record<string, unknown>> | undefined): unknown {
  const { "application/json": template = "" } = (values?.response_templates ?? {}) as Record<string, string>;
  return JSON.parse(
    template
      .replaceAll("$context.error.messageString", '"message"')
      .replaceAll("$context.error.validationErrorString", "errors")
      .replaceAll("$context.requestId", "id"),
  );
}

/** Statuses and codes of the problems. The types are those of the API reference (API_GatewayResponse). */
const PROBLEMS: readonly [type: string, status: number, code: string][] = [
  ["ACCESS_DENIED", 403, "access-denied"],
  ["API_CONFIGURATION_ERROR", 500, "internal-error"],
  ["AUTHORIZER_CONFIGURATION_ERROR", 500, "internal-error"],
  ["AUTHORIZER_FAILURE", 500, "internal-error"],
  ["BAD_REQUEST_BODY", 400, "invalid-input"],
  ["BAD_REQUEST_PARAMETERS", 400, "invalid-input"],
  ["EXPIRED_TOKEN", 401, "expired-token"],
  ["INTEGRATION_FAILURE", 502, "integration-failure"],
  ["INTEGRATION_TIMEOUT", 504, "integration-timeout"],
  ["INVALID_API_KEY", 403, "invalid-api-key"],
  ["INVALID_SIGNATURE", 403, "invalid-signature"],
  ["MISSING_AUTHENTICATION_TOKEN", 403, "missing-authentication-token"],
  ["QUOTA_EXCEEDED", 429, "quota-exceeded"],
  ["REQUEST_TOO_LARGE", 413, "request-too-large"],
  ["RESOURCE_NOT_FOUND", 404, "resource-not-found"],
  ["THROTTLED", 429, "throttled"],
  ["UNAUTHORIZED", 401, "unauthorized"],
  ["UNSUPPORTED_MEDIA_TYPE", 415, "unsupported-media-type"],
  ["WAF_FILTERED", 403, "waf-filtered"],
];

describe("the gateway responses of a REST API", () => {
  test("every type of error has a gateway response (supported-gateway-response-types)", () => {
    const types = PROBLEMS.map(([type]) => type);
    expect([...responsesOf().keys()].sort()).toEqual([...types, "DEFAULT_4XX", "DEFAULT_5XX"].sort());
  });

  test.each(PROBLEMS)("%s is a problem with the status %i and the code %s", (type, status, code) => {
    const values = responsesOf().get(type);
    expect(values).toMatchObject({ status_code: `${status}`, response_parameters: PROBLEM });
    expect(bodyOf(values)).toEqual({ status, code, detail: expect.any(String), requestId: "id" });
  });

  test.each([
    ["DEFAULT_4XX", "request-rejected"],
    ["DEFAULT_5XX", "internal-error"],
  ])("%s is a problem without a status, which a template cannot read", (type, code) => {
    const values = responsesOf().get(type);
    expect(values).toMatchObject({ response_parameters: PROBLEM });
    expect(values).not.toHaveProperty("status_code");
    expect(bodyOf(values)).toEqual({ code, detail: expect.any(String), requestId: "id" });
  });

  test("the errors of authorizers have a text as their detail, because their message is null", () => {
    for (const type of ["AUTHORIZER_CONFIGURATION_ERROR", "AUTHORIZER_FAILURE"]) {
      expect(bodyOf(responsesOf().get(type))).toMatchObject({ detail: "The authorizer failed." });
    }
  });

  test("the detail of an invalid body contains the errors of the validation", () => {
    expect(bodyOf(responsesOf().get("BAD_REQUEST_BODY"))).toMatchObject({
      detail: "Invalid request body: errors",
    });
  });

  test("every response has the CORS headers", () => {
    const responses = responsesOf({ cors: { origins: ["https://a.example"] } });
    for (const { response_parameters } of responses.values()) {
      expect(response_parameters).toEqual({
        ...PROBLEM,
        "gatewayresponse.header.Access-Control-Allow-Origin": "'https://a.example'",
        "gatewayresponse.header.Access-Control-Expose-Headers": "'x-trace-id'",
        "gatewayresponse.header.Vary": "'Origin'",
      });
    }
  });

  test('"default" keeps the bodies of API Gateway, and adds CORS headers', () => {
    const { stack, api, answer } = restStack({ gatewayResponses: "default" });
    api.route("GET /things", answer, { access: "public" });
    synthesized(stack).none("aws_api_gateway_gateway_response");
    const responses = responsesOf({ gatewayResponses: "default", cors: { origins: ["*"] } });
    expect([...responses.keys()]).toEqual(["DEFAULT_4XX", "DEFAULT_5XX"]);
    expect(responses.get("DEFAULT_4XX")).not.toHaveProperty("response_templates");
  });
});

describe("the prop gatewayResponses", () => {
  const responses = (gatewayResponses: GatewayResponses) => responsesOf({ gatewayResponses });

  test("another status is also the status in the problem", () => {
    const values = responses({ MISSING_AUTHENTICATION_TOKEN: { status: 404 } }).get(
      "MISSING_AUTHENTICATION_TOKEN",
    );
    expect(values).toMatchObject({ status_code: "404" });
    expect(bodyOf(values)).toMatchObject({ status: 404, code: "missing-authentication-token" });
  });

  test("a header is a text or an expression, and replaces a header with the same name", () => {
    const headers = {
      "retry-after": "1",
      "x-id": "method.request.header.x-id",
      "x-color": "stageVariables.color",
      "x-request": "context.requestId",
      "ACCESS-CONTROL-ALLOW-ORIGIN": "https://b.example",
    };
    const gatewayResponses = { THROTTLED: { headers } };
    const values = responsesOf({ gatewayResponses, cors: { origins: ["*"] } }).get("THROTTLED");
    expect(values?.response_parameters).toEqual({
      ...PROBLEM,
      "gatewayresponse.header.Access-Control-Expose-Headers": "'x-trace-id'",
      "gatewayresponse.header.retry-after": "'1'",
      "gatewayresponse.header.x-id": "method.request.header.x-id",
      "gatewayresponse.header.x-color": "stageVariables.color",
      "gatewayresponse.header.x-request": "context.requestId",
      "gatewayresponse.header.ACCESS-CONTROL-ALLOW-ORIGIN": "'https://b.example'",
    });
  });

  test("a body replaces the problem and its media type", () => {
    const body = '{"message":$context.error.messageString,"path":"$context.path"}';
    const values = responses({ THROTTLED: { body } }).get("THROTTLED");
    expect(values).toMatchObject({ status_code: "429", response_templates: { "application/json": body } });
    expect(values).not.toHaveProperty("response_parameters");
  });

  test("the settings of a default response apply to all types with such a status that are not set", () => {
    const all = responses({ DEFAULT_4XX: { headers: { "x-a": "a" } }, THROTTLED: { status: 503 } });
    const ofClass = (digit: string) =>
      [...all.values()].filter(({ status_code }) => `${status_code}`.startsWith(digit));
    const parameters = { ...PROBLEM, "gatewayresponse.header.x-a": "'a'" };
    for (const values of [all.get("DEFAULT_4XX"), ...ofClass("4")])
      expect(values?.response_parameters).toEqual(parameters);
    for (const values of [all.get("DEFAULT_5XX"), ...ofClass("5")])
      expect(values?.response_parameters).toEqual(PROBLEM);
    expect(all.get("THROTTLED")).toMatchObject({ status_code: "503" });
  });

  test("Terraform computes a status, a header and a body", () => {
    const stack = testStack();
    const variable = (name: string) => new TerraformVariable(stack, name, {});
    const gatewayResponses = {
      THROTTLED: { status: variable("status").numberValue, headers: { "x-a": variable("a").stringValue } },
      UNAUTHORIZED: { body: variable("body").stringValue },
    };
    const api = new RestApi(stack, "api", { gatewayResponses });
    api.route("GET /", fn(stack), { authorizer: new IamAuthorizer() });
    expect(errorsOf(stack)).toEqual([]);
    const { only } = synthesized(stack);
    const { values } = only("aws_api_gateway_gateway_response", { response_type: "THROTTLED" });
    expect(values).toMatchObject({
      status_code: "${var.status}",
      response_parameters: { "gatewayresponse.header.x-a": "'${var.a}'" },
      response_templates: { "application/json": expect.stringContaining('"status":${var.status},') },
    });
    only("aws_api_gateway_gateway_response", {
      response_type: "UNAUTHORIZED",
      response_templates: { "application/json": "${var.body}" },
    });
  });
});

test("settings and headers that only Terraform knows are errors", () => {
  const stack = testStack();
  const { value } = new TerraformVariable(stack, "settings", {});
  const headers = Token.asStringMap(new TerraformVariable(stack, "headers", {}).value);
  const gatewayResponses = { THROTTLED: value, UNAUTHORIZED: { headers } };
  new RestApi(stack, "api", { gatewayResponses }).route("GET /", fn(stack), { access: "public" });
  const fix =
    "expected a value that is known at synthesis. Write an object; its properties may be values of Terraform.";
  expect(errorsOf(stack)).toEqual([
    `test/api: gatewayResponses.THROTTLED is known only to Terraform; ${fix}`,
    `test/api: gatewayResponses.UNAUTHORIZED.headers is known only to Terraform; ${fix}`,
  ]);
});

describe("the validation of gatewayResponses", () => {
  const errorsWith = (gatewayResponses: unknown) => {
    const { stack, api, answer } = restStack({ gatewayResponses } as RestApiProps);
    api.route("GET /", answer, { access: "public" });
    return errorsOf(stack);
  };

  test.each<[string, unknown, string]>([
    [
      "another value",
      "none",
      'gatewayResponses is "none"; expected an object with settings by type, or "default". Write `{ THROTTLED: { status: 503 } }`.',
    ],
    [
      "an unknown type",
      { THROTLED: {} },
      'gatewayResponses has the unknown property "THROTLED". Did you mean "THROTTLED"?',
    ],
    [
      "settings that are no object",
      { THROTTLED: 503 },
      "gatewayResponses.THROTTLED is 503; expected an object. Write `THROTTLED: { status: 503 }`.",
    ],
    [
      "a text instead of settings",
      { THROTTLED: "no", DEFAULT_4XX: {} },
      'gatewayResponses.THROTTLED is "no"; expected an object. Write `THROTTLED: { status: 429 }`.',
    ],
    [
      "a status without a body (RFC 9110, section 15.3.5)",
      { THROTTLED: { status: 204 } },
      "gatewayResponses.THROTTLED.status is 204, which is a response without a body, but API Gateway sends one; expected another status. Correct it.",
    ],
    ...["method.request.header.", "method.request.body.id", "context.", "stageVariables.a!"].map(
      (value): [string, unknown, string] => [
        `the header value ${value}`,
        { THROTTLED: { headers: { "x-a": value } } },
        `gatewayResponses.THROTTLED.headers["x-a"] is "${value}", which is no expression that API Gateway can read; expected one such as method.request.header.x-id or context.requestId. Correct it.`,
      ],
    ),
    [
      "a status outside 200 to 599",
      { THROTTLED: { status: 99 } },
      "gatewayResponses.THROTTLED.status is 99; expected a whole number from 200 to 599",
    ],
    [
      "an invalid header name",
      { THROTTLED: { headers: { "a b": "1" } } },
      'gatewayResponses.THROTTLED.headers has "a b"; expected the name of a header. Rename it.',
    ],
    [
      "a header that is set twice",
      { THROTTLED: { headers: { "x-a": "1", "X-A": "2" } } },
      'gatewayResponses.THROTTLED.headers has "X-A" twice. Remove one.',
    ],
    [
      "a header value in single quotes",
      { THROTTLED: { headers: { "x-a": "'1'" } } },
      `gatewayResponses.THROTTLED.headers["x-a"] is "'1'"; expected printable ASCII characters other than '. Write "1".`,
    ],
    [
      "a header value with a line break",
      { THROTTLED: { headers: { "x-a": "1\n2" } } },
      String.raw`gatewayResponses.THROTTLED.headers["x-a"] is "1\n2"; expected printable ASCII characters other than '. Correct it.`,
    ],
    [
      "a body that is not JSON",
      { DEFAULT_4XX: { body: '{"message":$context.error.message' } },
      "gatewayResponses.DEFAULT_4XX.body is not JSON after API Gateway replaces its variables; expected JSON. Correct it, or set the header content-type.",
    ],
    [
      "a message that is quoted twice",
      { DEFAULT_4XX: { body: '{"message":"$context.error.messageString"}' } },
      "gatewayResponses.DEFAULT_4XX.body is not JSON after API Gateway replaces its variables; expected JSON. Remove the quotes around $context.error.messageString, which has quotes itself.",
    ],
    [
      "a body above 300 KB (limits)",
      { DEFAULT_4XX: { body: JSON.stringify("a".repeat(300 * 1024)) } },
      "gatewayResponses.DEFAULT_4XX.body has 307202 bytes; the maximum is 307200. Shorten it.",
    ],
  ])("%s is an error", (_, gatewayResponses, error) => {
    expect(errorsWith(gatewayResponses)).toEqual([`test/api: ${error}`]);
  });

  test.each<[string, GatewayResponses]>([
    [
      "a text with its content type",
      { DEFAULT_4XX: { headers: { "Content-Type": "text/plain" }, body: "no" } },
    ],
    [
      "a JSON body with variables",
      { THROTTLED: { body: '{"n":$context.requestTimeEpoch,"p":"$context.path"}' } },
    ],
    ["a redirect", { UNAUTHORIZED: { status: 302, headers: { location: "https://a.example/login" } } }],
  ])("%s is no error", (_, gatewayResponses) => {
    expect(errorsWith(gatewayResponses)).toEqual([]);
  });
});
