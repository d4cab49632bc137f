import { createAuthorizerEvent } from "../../../src/local/authorizers";
import type { RoutedRecord } from "../../../src/local/gateway";
import { HTTP_API_EVENTS } from "../../../src/local/gateway";
import type { LambdaAuthorization } from "../../../src/local/model";
import { authorizationRequest, lambdaAuthorization, NOON, request, stage } from "./support";

// Sources of the expected results:
// - payload format version in https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
// - a captured event in swift-server/swift-aws-lambda-events

const FULL_REQUEST = authorizationRequest(
  request({
    encodedPath: "/dev/products/a%20b",
    path: "/dev/products/a b",
    rawQuery: "parameter1=value1&parameter1=value2&parameter2=a%20b",
    headers: { authorization: "user1", cookie: "c1=v,1; c2", "user-agent": "agent" },
    body: Buffer.from("{}"),
  }),
  { stage: stage("dev", { tier: "gold" }), pathParameters: { productId: "a b" } },
);

function createEvent(
  request: RoutedRecord,
  version: LambdaAuthorization["payloadFormatVersion"],
  identities: string[],
): unknown {
  const event = createAuthorizerEvent(
    request,
    lambdaAuthorization({ payloadFormatVersion: version }),
    identities,
    HTTP_API_EVENTS,
  );
  return JSON.parse(JSON.stringify(event));
}

test("an event of format 2.0 has the documented fields", () => {
  expect(createEvent(FULL_REQUEST, "2.0", ["user1", "123"])).toEqual({
    version: "2.0",
    type: "REQUEST",
    routeArn: "arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5/dev/GET/products/a%20b",
    identitySource: ["user1", "123"],
    routeKey: "GET /products/{productId}",
    rawPath: "/dev/products/a b",
    rawQueryString: "parameter1=value1&parameter1=value2&parameter2=a%20b",
    cookies: ["c1=v,1", "c2"],
    headers: {
      host: "localhost:3000",
      authorization: "user1",
      "user-agent": "agent",
    },
    queryStringParameters: { parameter1: "value1,value2", parameter2: "a b" },
    requestContext: {
      accountId: "123456789012",
      apiId: "a1b2c3d4e5",
      domainName: "localhost",
      domainPrefix: "localhost",
      http: {
        method: "GET",
        path: "/dev/products/a b",
        protocol: "HTTP/1.1",
        sourceIp: "203.0.113.7",
        userAgent: "agent",
      },
      requestId: "JKJaXmPLvHcESHA=",
      routeKey: "GET /products/{productId}",
      stage: "dev",
      time: "05/Oct/2026:12:00:00 +0000",
      timeEpoch: NOON,
    },
    pathParameters: { productId: "a b" },
    stageVariables: { tier: "gold" },
  });
});

test("an event of format 2.0 has no empty fields, except identitySource, which is null", () => {
  const event = createEvent(authorizationRequest(undefined, { pathParameters: {} }), "2.0", []);
  expect(event).toHaveProperty("identitySource", null);
  expect(Object.keys(event as object)).toEqual([
    "version",
    "type",
    "routeArn",
    "identitySource",
    "routeKey",
    "rawPath",
    "rawQueryString",
    "headers",
    "requestContext",
  ]);
});

test("an event of format 1.0 has the documented fields", () => {
  const event = createEvent(FULL_REQUEST, "1.0", ["user1", "123"]);
  expect(event).toMatchObject({
    version: "1.0",
    type: "REQUEST",
    methodArn: "arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5/dev/GET/products/a%20b",
    identitySource: "user1,123",
    authorizationToken: "user1,123",
    resource: "/products/{productId}",
    path: "/dev/products/a%20b",
    httpMethod: "GET",
    headers: { Host: "localhost:3000", authorization: "user1", cookie: "c1=v,1; c2" },
    queryStringParameters: { parameter1: "value2", parameter2: "a b" },
    pathParameters: { productId: "a b" },
    stageVariables: { tier: "gold" },
    requestContext: {
      path: "/dev/products/a b",
      accountId: "123456789012",
      resourceId: "GET /products/{productId}",
      stage: "dev",
      requestId: "JKJaXmPLvHcESHA=",
      identity: { sourceIp: "203.0.113.7" },
      resourcePath: "/products/{productId}",
      httpMethod: "GET",
      apiId: "a1b2c3d4e5",
    },
  });
  const excluded = ["body", "isBase64Encoded", "multiValueHeaders", "multiValueQueryStringParameters"];
  expect(Object.keys(event as object).filter((name) => excluded.includes(name))).toEqual([]);
});

test("an event of format 1.0 has empty objects for absent parameters", () => {
  const event = createEvent(authorizationRequest(undefined, { pathParameters: {} }), "1.0", []);
  expect(event).toHaveProperty("identitySource", "");
  for (const name of ["queryStringParameters", "pathParameters", "stageVariables"]) {
    expect(event).toHaveProperty(name, {});
  }
});
