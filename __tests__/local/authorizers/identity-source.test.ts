import { readIdentity } from "../../../src/local/authorizers";
import { routeArnOf } from "../../../src/local/gateway";
import { authorizationRequest, request, stage } from "./support";

// Sources of the expected results:
// - identity sources in https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
// - https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html

const REQUEST = authorizationRequest(
  request({
    rawQuery: "a=1&a=2&Name=x%20y+z&empty=&broken=%zz",
    headers: { authorization: "secret", "user-agent": "curl/8", "x-empty": "" },
  }),
  { stage: stage("$default", { tier: "gold" }) },
);

test.each([
  ["a header, regardless of its case", "$request.header.AUTHORIZATION", "secret"],
  ["an absent header", "$request.header.Other", undefined],
  ["an empty header as absent", "$request.header.X-Empty", undefined],
  ["a query parameter, decoded", "$request.querystring.Name", "x y z"],
  ["a query parameter in another case", "$request.querystring.name", undefined],
  ["a repeated query parameter", "$request.querystring.a", "1,2"],
  ["an empty query parameter as absent", "$request.querystring.empty", undefined],
  ["a query parameter that cannot be decoded", "$request.querystring.broken", "%zz"],
  ["a stage variable", "$stageVariables.tier", "gold"],
  ["an absent stage variable", "$stageVariables.toString", undefined],
  ["the account", "$context.accountId", "123456789012"],
  ["the API", "$context.apiId", "a1b2c3d4e5"],
  ["the method", "$context.httpMethod", "GET"],
  ["the address", "$context.identity.sourceIp", "203.0.113.7"],
  ["the user agent", "$context.identity.userAgent", "curl/8"],
  ["the path", "$context.path", "/products/1"],
  ["the protocol", "$context.protocol", "HTTP/1.1"],
  ["the request", "$context.requestId", "JKJaXmPLvHcESHA="],
  ["the host", "$context.domainName", "localhost"],
  ["the time, in seconds", "$context.requestTimeEpoch", "1791201600"],
  ["the route", "$context.routeKey", "GET /products/{productId}"],
  ["the stage", "$context.stage", "$default"],
  ["a variable of the response, which does not exist yet", "$context.status", undefined],
  ["an unknown variable", "$context.constructor", undefined],
  ["a string that is no identity source", "Authorization", undefined],
])("an identity source reads %s: %s", (_, source, value) => {
  expect(readIdentity(source, REQUEST)).toBe(value);
});

describe("the ARN of a route", () => {
  const ARN = "arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5";

  test.each([
    ["$default", "/products/1", `${ARN}/$default/GET/products/1`],
    ["$default", "/", `${ARN}/$default/GET/`],
    ["$default", "/a%20b/", `${ARN}/$default/GET/a%20b/`],
    ["$default", "/$default/x", `${ARN}/$default/GET/$default/x`],
    ["dev", "/dev/products/1", `${ARN}/dev/GET/products/1`],
    ["dev", "/d%65v/products/1", `${ARN}/dev/GET/products/1`],
    ["dev", "/dev", `${ARN}/dev/GET/`],
    ["dev", "/dev/dev", `${ARN}/dev/GET/dev`],
  ])(
    "the ARN has the request's own method and path without its stage: stage %s, path %s",
    (name, encodedPath, arn) => {
      expect(routeArnOf(authorizationRequest(request({ encodedPath }), { stage: stage(name) }))).toBe(arn);
    },
  );
});
