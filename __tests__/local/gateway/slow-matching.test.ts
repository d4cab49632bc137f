import { testBackend } from "./backend";
import { authorizedBy, invokeArn, invokePermission, JWT_AUTHORIZER, USER_POOL } from "./terraform-fixture";
import { testGateway } from "./test-gateway";

// The requests of this file fill the 10 kB of a request with text that is slow to match for a careless pattern. A
// request blocks all others while it is matched, so each of them must be answered long before the timeout of the test.

const TIMEOUT_MS = 30_000;

const LONG = "a".repeat(1_000);
const STARS = `${"*a".repeat(20)}*b`;

/** Code of an authorizer function whose policy has a pattern with many stars. */
const POLICY = `exports.handler = async ({ methodArn, routeArn = methodArn }) => ({ principalId: "x", policyDocument: {
  Statement: [{ Effect: "Allow", Action: "execute-api:Invoke", Resource: routeArn.split("/")[0] + "/${STARS}" }] } });`;

const endpoint = testBackend();
const echo = { to: "echo" };
const api = testGateway(() => ({
  api: {
    cors_configuration: { allow_origins: ["https://*"], allow_headers: ["x-a"], allow_methods: ["GET"] },
  },
  functions: { policy: { code: POLICY } },
  authorizers: {
    users: JWT_AUTHORIZER,
    stars: {
      authorizer_uri: invokeArn("policy"),
      authorizer_payload_format_version: "2.0",
      identity_sources: ["$request.header.x-user"],
    },
  },
  routes: {
    "GET /stars/{proxy+}": { ...echo, ...authorizedBy("stars", "CUSTOM") },
    [`GET /${LONG}`]: { to: "returnBody" },
    "GET /a/{b}/{c}/{d}/{proxy+}": echo,
    "GET /jwt": { ...echo, ...authorizedBy("users", "JWT") },
    "GET /iam": { ...echo, authorization_type: "AWS_IAM" },
    "GET /http": { to: endpoint.url },
    "GET /mapped": {
      ...echo,
      integration: { request_parameters: { "append:header.x-q": "$request.querystring.q" } },
    },
    $default: echo,
  },
  more: {
    resource: {
      ...USER_POOL,
      aws_lambda_permission: {
        "api-calls-returnBody": invokePermission("returnBody", {
          source_arn: `\${aws_apigatewayv2_api.api.execution_arn}/${STARS}`,
        }),
      },
    },
  },
}));

const repeat = (text: string, bytes = 8_000) => text.repeat(Math.floor(bytes / text.length));

test.each([
  ["the policy of a Lambda authorizer", `GET /stars/${LONG}`, ["x-user: x"], 403],
  ["the permission of a function", `GET /${LONG}`, [], 500],
  ["a path of slashes", `GET /a${repeat("/")}`, [], 200],
  ["a path of encoded characters", `GET /${repeat("%61")}`, [], 200],
  ["a path of encoded question marks", `GET /${repeat("%3F")}`, [], 200],
  ["an absolute URL", `GET http://${repeat(":")}`, [], 200],
  ["a query of separators", `GET /mapped?${repeat("&=")}`, [], 200],
  ["a query of many names", `GET /mapped?${repeat("q&")}`, [], 200],
  ["the name of a host", "GET /", [`host: ${repeat("a%61")}`], 200],
  ["the port of a host", "GET /", [`host: a:${repeat("1")}`], 200],
  ["a host with many ports", "GET /", [`host: ${repeat(":1")}`], 400],
  ["a list of cookies", "GET /", [`cookie: ${repeat("; ")}`], 200],
  ["the media type of a body", "GET /", [`content-type: ${repeat("text/ ;")}`], 200],
  ["an origin", "GET /", [`origin: ${repeat("https://")}`], 200],
  [
    "the headers of a preflight request",
    "OPTIONS /",
    [
      "origin: https://a",
      "access-control-request-method: GET",
      `access-control-request-headers: ${repeat(", ")}`,
    ],
    204,
  ],
  ["a token of points", "GET /jwt", [`authorization: Bearer ${repeat(".")}`], 401],
  ["a token of spaces", "GET /jwt", [`authorization: Bearer${repeat(" ")}`], 401],
  ["the fields of a signature", "GET /iam", [`authorization: AWS4-HMAC-SHA256 ${repeat(", =")}`], 403],
  ["the parameters of a signature", `GET /iam?X-Amz-Signature&${repeat("a=&")}`, [], 403],
  ["a list of client addresses", "GET /http", [`x-forwarded-for: ${repeat(", ", 2_000)}`], 200],
])(
  "a request that is slow to match is answered: %s",
  async (_, line, headers, status) => {
    expect((await api.call(line, { headers })).status).toBe(status);
  },
  TIMEOUT_MS,
);
