import type { Change } from "gatewright/plan";
import { change, review } from "../support";

const CORS = { "gatewayresponse.header.Access-Control-Allow-Origin": "'*'" };

/** Returns the change of the gateway response of a type. A null value is a missing response. */
function response(response_type: string, before: object | null, after: object | null): Change {
  const valuesOf = (values: object | null) => values && { rest_api_id: "api", response_type, ...values };
  const action = before === null ? "create" : after === null ? "delete" : "update";
  return change("aws_api_gateway_gateway_response", {
    address: `aws_api_gateway_gateway_response.${response_type}`,
    constructPath: `test/api/gateway-response-${response_type}`,
    action,
    before: valuesOf(before),
    after: valuesOf(after),
  });
}

const withBody = { response_templates: { "application/json": "{}" } };
const API_ID = "aws_api_gateway_rest_api.api.id";
const withCors = { response_parameters: CORS };
const api = (action: Change["action"]) =>
  change("aws_api_gateway_rest_api", {
    address: "aws_api_gateway_rest_api.api",
    action,
    before: { id: "api" },
  });

function findingsOf(changes: readonly Change[]) {
  return review(changes)
    .findings.filter(({ title }) => title === "Changed errors of API Gateway")
    .flatMap(({ findings }) => findings.flatMap(({ subject, lines }) => [subject, ...lines]));
}

const UNREADABLE = "- pages of other origins can no longer read the errors";

test("a review reports all errors that lose their CORS headers in one line", () => {
  const types = ["ACCESS_DENIED", "DEFAULT_4XX", "DEFAULT_5XX", "THROTTLED", "UNAUTHORIZED"];
  expect(findingsOf(types.map((type) => response(type, withCors, {})))).toEqual([
    "test/api",
    `${UNREADABLE} DEFAULT_4XX, DEFAULT_5XX, ACCESS_DENIED and 2 others`,
  ]);
});

test.each<[string, readonly Change[], readonly string[]]>([
  [
    "a deleted response without another one is unreadable",
    [response("DEFAULT_4XX", withCors, null)],
    ["test/api", `${UNREADABLE} DEFAULT_4XX`],
  ],
  [
    "a deleted response whose default has CORS headers is readable",
    [response("THROTTLED", withCors, null), response("DEFAULT_4XX", withCors, withCors)],
    [],
  ],
  [
    "the default of errors with 4XX does not apply to an error with 5XX",
    [response("INTEGRATION_TIMEOUT", withCors, null), response("DEFAULT_4XX", withCors, withCors)],
    ["test/api", `${UNREADABLE} INTEGRATION_TIMEOUT`],
  ],
  ["the errors of a deleted API are no finding", [api("delete"), response("THROTTLED", withCors, null)], []],
  ["a response without CORS headers can be deleted", [response("THROTTLED", {}, null)], []],
  ["a new response is no finding", [response("THROTTLED", null, withCors)], []],
  [
    "changed CORS headers are no error change",
    [response("THROTTLED", withCors, { response_parameters: { ...CORS, a: "'b'" } })],
    [],
  ],
  [
    "another status is a finding",
    [response("THROTTLED", { status_code: "429" }, { status_code: "503" })],
    ["test/api", "~ status of THROTTLED: 429 → 503"],
  ],
  [
    "a deleted response leaves the status and the body to API Gateway",
    [response("MISSING_AUTHENTICATION_TOKEN", { status_code: "404", ...withBody }, null)],
    [
      "test/api",
      '- body of the errors MISSING_AUTHENTICATION_TOKEN: {"message": …} of API Gateway instead of the declared body',
      "~ status of MISSING_AUTHENTICATION_TOKEN: 404 → 403",
    ],
  ],
  [
    "a deleted response with the status and the body of its default response is no finding",
    [
      response("THROTTLED", { status_code: "400", ...withBody }, null),
      response("DEFAULT_4XX", { status_code: "400", ...withBody }, { status_code: "400", ...withBody }),
    ],
    [],
  ],
  [
    "a deleted response with the status of API Gateway is no finding",
    ["EXPIRED_TOKEN:401", "INTEGRATION_FAILURE:502", "THROTTLED:429"].map((text) => {
      const [type = "", status_code] = text.split(":");
      return response(type, { status_code }, null);
    }),
    [],
  ],
  [
    "a new response that changes the status and the body is a finding",
    [response("THROTTLED", null, { status_code: "503", ...withBody })],
    [
      "test/api",
      '~ body of the errors THROTTLED: the declared body instead of {"message": …} of API Gateway',
      "~ status of THROTTLED: 429 → 503",
    ],
  ],
  [
    "the responses of a new API are no finding",
    [api("create"), response("THROTTLED", null, { status_code: "503", ...withBody, rest_api_id: API_ID })],
    [],
  ],
  [
    "a response that moves to another resource is no finding",
    [
      response("THROTTLED", { status_code: "503", ...withBody }, null),
      {
        ...response("THROTTLED", null, { status_code: "503", ...withBody }),
        address: "aws_api_gateway_gateway_response.moved",
      },
    ],
    [],
  ],
])("%s", (_, changes, lines) => {
  expect(findingsOf(changes)).toEqual(lines);
});

test("the review does not repeat a response whose status changes", () => {
  const { constructs } = review([response("THROTTLED", { status_code: "429" }, { status_code: "503" })]);
  expect(constructs).toEqual([]);
});

test("the review lists gateway responses with the same changes once", () => {
  const header = (value: string) => ({ response_parameters: { "gatewayresponse.header.x-a": value } });
  const { constructs } = review([
    response("DEFAULT_4XX", header("'a'"), header("'b'")),
    response("THROTTLED", header("'a'"), header("'b'")),
    response("UNAUTHORIZED", header("'a'"), header("'c'")),
  ]);
  expect(constructs.flatMap(({ lines }) => lines)).toEqual([
    "~ 2 aws_api_gateway_gateway_response",
    "    response_parameters.gatewayresponse.header.x-a: 'a' → 'b'",
    "~ aws_api_gateway_gateway_response.UNAUTHORIZED",
    "    response_parameters.gatewayresponse.header.x-a: 'a' → 'c'",
  ]);
});
