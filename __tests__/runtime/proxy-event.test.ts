import type { APIGatewayProxyEvent } from "aws-lambda";
import { binary, problem, type Route, route } from "gatewright/contract";
import { handle, handleAll } from "gatewright/runtime";
import * as z from "zod/mini";
import { restEventOf } from "../support";

type Context = APIGatewayProxyEvent["requestContext"];

/**
 * Event of a REST API, as the developer guide shows it, with the values of a request that signs in with a user pool.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 */
const EVENT = {
  resource: "/owners/{owner}/things/{path+}",
  path: "/owners/a%2Fb/things/x%20y/z",
  httpMethod: "POST",
  headers: { Accept: "text/csv", Cookie: "b=2", "X-Tag": "two" },
  multiValueHeaders: {
    Accept: ["*/*", "text/csv"],
    Cookie: ["a=1; c=3", "b=2"],
    "X-Tag": ["one", "two"],
  },
  queryStringParameters: { q: "c d", "a+b": "&" },
  multiValueQueryStringParameters: { q: ["1", "c d"], "a+b": ["&"] },
  pathParameters: { owner: "a%2Fb", path: "x%20y/z" },
  stageVariables: null,
  requestContext: {
    accountId: "123456789012",
    apiId: "a1b2c3d4e5",
    authorizer: {
      claims: {
        sub: "ada",
        "cognito:groups": "admin,staff",
        exp: "Tue Jun 18 15:00:04 UTC 2024",
        iat: "Tue Jun 18 14:00:04 UTC 2024",
        auth_time: "1718719204",
        scope: "things/read things/write",
      },
    },
    domainName: "a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com",
    domainPrefix: "a1b2c3d4e5",
    extendedRequestId: "JKJaXmPLvHcESHA=",
    httpMethod: "POST",
    identity: { apiKeyId: "key1", sourceIp: "192.0.2.1", userAgent: "curl/8", userArn: null },
    path: "/v1/owners/a%2Fb/things/x%20y/z",
    protocol: "HTTP/1.1",
    requestId: "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
    requestTime: "18/Jun/2024:14:30:00 +0000",
    requestTimeEpoch: 1718721000000,
    resourceId: "abc123",
    resourcePath: "/owners/{owner}/things/{path+}",
    stage: "v1",
  },
  body: null,
  isBase64Encoded: false,
} as unknown as APIGatewayProxyEvent;

const things: Route = route("POST /owners/{owner}/things/{path+}");
const echo = handle(things, ({ params, query, headers, claims, requestId, event }) => ({
  status: 200,
  body: { params, query, headers, claims, requestId, event },
}));

/** Returns the parts of the request that the handler receives for an event. */
async function received(event: APIGatewayProxyEvent, handler = echo) {
  const { body = "" } = await handler(event);
  return JSON.parse(body);
}

function withContext(context: Partial<Context>): APIGatewayProxyEvent {
  return { ...EVENT, requestContext: { ...EVENT.requestContext, ...context } };
}

describe("an event of a REST API", () => {
  test("the handler receives the request as from an HTTP API", async () => {
    expect(await received(EVENT)).toMatchObject({
      params: { owner: "a/b", path: "x y/z" },
      query: { q: "c d", "a+b": "&" },
      headers: { accept: "*/*,text/csv", "x-tag": "one,two" },
      requestId: "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
      event: {
        version: "2.0",
        routeKey: "POST /owners/{owner}/things/{path+}",
        rawPath: "/v1/owners/a/b/things/x y/z",
        rawQueryString: "q=1&q=c+d&a%2Bb=%26",
        cookies: ["a=1", "c=3", "b=2"],
        queryStringParameters: { q: "1,c d", "a+b": "&" },
        isBase64Encoded: false,
        requestContext: {
          apiId: "a1b2c3d4e5",
          domainName: "a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com",
          http: {
            method: "POST",
            path: "/v1/owners/a/b/things/x y/z",
            protocol: "HTTP/1.1",
            sourceIp: "192.0.2.1",
            userAgent: "curl/8",
          },
          identity: { apiKeyId: "key1" },
          stage: "v1",
          time: "18/Jun/2024:14:30:00 +0000",
          timeEpoch: 1718721000000,
        },
      },
    });
  });

  test("a log entry with the event contains the ID of the API key, and no key", async () => {
    const key = "s3cr3t-key";
    const spy = jest.spyOn(console, "info").mockImplementation(() => {});
    const identity = { ...EVENT.requestContext.identity, apiKey: key, caller: "AIDA1" };
    const multiValueHeaders = { "X-Api-Key": [key] };
    const multiValueQueryStringParameters = { api_key: ["s3cr3t"] };
    const handler = handle(things, ({ log, event }) => {
      const { rawQueryString: _, ...others } = event;
      log.info("received", { event: others });
      return { status: 200, body: { http: event.requestContext.http } };
    });
    const { http } = await received(
      { ...withContext({ identity }), multiValueHeaders, multiValueQueryStringParameters },
      handler,
    );
    const text = JSON.stringify(spy.mock.calls);
    spy.mockRestore();
    expect(text).toContain('"apiKeyId":"key1"');
    expect(text).not.toContain("s3cr3t");
    expect(Object.keys(http).sort()).toEqual(["method", "path", "protocol", "sourceIp", "userAgent"]);
  });

  test("headers with the same name in several spellings are one header", async () => {
    const multiValueHeaders = {
      "X-Tag": ["one"],
      "x-tag": ["two", "three"],
      Cookie: ["a=1"],
      cookie: ["b=2"],
    };
    const { headers, event } = await received({ ...EVENT, multiValueHeaders });
    expect(headers).toEqual({ "x-tag": "one,two,three" });
    expect(event.cookies).toEqual(["a=1", "b=2"]);
  });

  test("cookies are not in the headers, and an empty body is absent", async () => {
    const { headers, event } = await received(EVENT);
    expect(headers).not.toHaveProperty("cookie");
    expect(event).not.toHaveProperty("body");
    expect(event.stageVariables).toBeNull();
  });

  test("the claims of a Cognito authorizer have the format of a JWT authorizer", async () => {
    const { claims, event } = await received(EVENT);
    expect(claims).toEqual({
      sub: "ada",
      "cognito:groups": "[admin staff]",
      exp: "1718722804",
      iat: "1718719204",
      auth_time: "1718719204",
      scope: "things/read things/write",
    });
    expect(event.requestContext.authorizer).toEqual({ jwt: { claims, scopes: null } });
  });

  test.each([
    ["admin,staff", 204],
    ["staff", 204],
    ["stafff", 403],
    [undefined, 403],
  ])("a caller in the groups %s of a route with groups gets %d", async (groups, status) => {
    const handler = handle(route("GET /a", { groups: ["staff", "owner"] }), () => ({ status: 204 }));
    const claims: Record<string, string> = groups === undefined ? {} : { "cognito:groups": groups };
    expect((await handler(restEventOf({ claims }, "GET /a"))).statusCode).toBe(status);
  });

  test("the context of a Lambda authorizer is no claim", async () => {
    const authorizer = { principalId: "ada", integrationLatency: 3, claims: "admin", tenant: "t1" };
    const { claims, event } = await received(withContext({ authorizer }));
    expect(claims).toEqual({});
    expect(event.requestContext.authorizer).toEqual({ lambda: authorizer });
  });

  test("a signed request has the caller of IAM, and a public one has no authorizer", async () => {
    const user = { accessKey: "AKIA1", accountId: "123456789012", caller: "AIDA1", principalOrgId: "o-1" };
    const arn = "arn:aws:iam::123456789012:user/ada";
    const identity = { ...EVENT.requestContext.identity, ...user, user: "AIDA1", userArn: arn };
    const signed = await received(withContext({ authorizer: undefined, identity }));
    expect(signed.event.requestContext.authorizer).toEqual({
      iam: {
        accessKey: "AKIA1",
        accountId: "123456789012",
        callerId: "AIDA1",
        principalOrgId: "o-1",
        userArn: arn,
        userId: "AIDA1",
      },
    });
    const open = await received(withContext({ authorizer: undefined }));
    expect(open.event.requestContext).not.toHaveProperty("authorizer");
  });

  test("a path parameter that cannot be decoded is unchanged", async () => {
    const { params } = await received({ ...EVENT, pathParameters: { owner: "%zz", path: "50%" } });
    expect(params).toEqual({ owner: "%zz", path: "50%" });
  });

  test("a body and stage variables have the same names as in an event of an HTTP API", async () => {
    const event = { ...EVENT, body: "eA==", isBase64Encoded: true, stageVariables: { color: "blue" } };
    expect((await received(event)).event).toMatchObject({
      body: "eA==",
      isBase64Encoded: true,
      stageVariables: { color: "blue" },
    });
  });

  test("an event without headers and parameters is a request without them", async () => {
    const nothing = { multiValueHeaders: null, multiValueQueryStringParameters: null, pathParameters: null };
    const event = { ...EVENT, ...nothing } as unknown as APIGatewayProxyEvent;
    const request = await received(event);
    expect(request).toMatchObject({ params: {}, query: {}, headers: {} });
    expect(request.event).not.toHaveProperty("pathParameters");
    expect(request.event).not.toHaveProperty("queryStringParameters");
  });
});

describe("payload format 1.0 of an HTTP API", () => {
  const http = { ...EVENT, version: "1.0" };

  test("the path is decoded already", async () => {
    const pathParameters = { owner: "a%2Fb", path: "50%" };
    expect((await received({ ...http, pathParameters })).params).toEqual(pathParameters);
  });

  test("the claims and scopes of a JWT authorizer are unchanged", async () => {
    const authorizer = {
      claims: { exp: "1718722804", "cognito:groups": "[a,b c]" },
      scopes: ["things/read"],
    };
    const requestContext = { ...EVENT.requestContext, authorizer };
    const { claims, event } = await received({ ...http, requestContext });
    expect(claims).toEqual(authorizer.claims);
    expect(event.requestContext.authorizer).toEqual({ jwt: authorizer });
  });

  test("the route $default handles a request that has it as its resource", async () => {
    const handler = handleAll(
      handle(route("GET /a"), () => ({ status: 200, body: "a" })),
      handle(route("$default"), ({ event }) => ({ status: 200, body: event.routeKey })),
    );
    expect(await received({ ...http, resource: "$default" }, handler)).toBe("$default");
  });
});

describe("a result for a REST API", () => {
  test("cookies are values of the header set-cookie", async () => {
    const handler = handle(route("GET /a"), () => ({
      status: 200,
      headers: { "X-A": "1" },
      cookies: ["a=1; Secure", "b=2"],
      body: 1,
    }));
    expect(await handler(restEventOf({}, "GET /a"))).toEqual({
      statusCode: 200,
      headers: { "content-type": "application/json", "x-a": "1" },
      multiValueHeaders: { "set-cookie": ["a=1; Secure", "b=2"] },
      body: "1",
    });
  });

  test("bytes are encoded in base64", async () => {
    const image = route("GET /a", { replies: { 200: binary("image/png") } });
    const handler = handle(image, () => ({ status: 200, body: Buffer.of(0, 255) }));
    expect(await handler(restEventOf({}, "GET /a"))).toMatchObject({ isBase64Encoded: true, body: "AP8=" });
  });

  test.each([
    ["a reply without a body", { status: 204 }],
    ["a problem", { status: 404, code: "missing", detail: "It is missing." }],
  ] as const)("the result of %s has only properties that API Gateway accepts", async (_, reply) => {
    const replies = { 204: { media: "empty" }, 404: problem("missing") } as const;
    const handler = handle(route("GET /a", { replies }) as Route, () => reply as never);
    const accepted = ["statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded"];
    expect(accepted).toEqual(expect.arrayContaining(Object.keys(await handler(restEventOf({}, "GET /a")))));
  });
});

describe("handleAll", () => {
  const respond = ({ event }: { readonly event: { readonly routeKey: string } }) => ({
    status: 200,
    body: event.routeKey,
  });
  const handler = handleAll(
    handle(route("ANY /things/{id}"), respond),
    handle(route("GET /things/{id}"), respond),
    handle(route("ANY /files/{path+}", { query: z.object({ n: z.optional(z.int()) }) }), respond),
  );

  test.each([
    ["GET /things/{id}", "GET /things/{id}"],
    ["PUT /things/{id}", "ANY /things/{id}"],
    ["PUT /files/{path+}", "ANY /files/{path+}"],
  ])("the request %s of a REST API calls the route %s", async (request, key) => {
    expect(JSON.parse((await handler(restEventOf({}, request))).body ?? "")).toBe(key);
  });

  test("a request without a handler is a 500 whose log names the route", async () => {
    const spy = jest.spyOn(console, "error").mockImplementation(() => {});
    const { statusCode } = await handler(restEventOf({}, "GET /none"));
    expect([statusCode, JSON.stringify(spy.mock.calls)]).toEqual([
      500,
      expect.stringContaining('no handler for route \\"GET /none\\"'),
    ]);
    spy.mockRestore();
  });
});
