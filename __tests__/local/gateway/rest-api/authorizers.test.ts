import { setTimeout } from "node:timers/promises";
import { FUNCTION_CREDENTIALS, LOCAL_CREDENTIALS } from "#aws";
import { FUNCTION_CODE, invokeArn, USER_POOL } from "../terraform-fixture";
import { restGateway, restPermission } from "./rest-fixture";

// Sources of the expected results (docs/decisions/021-facts-carry-sources.md explains the marks in titles):
// - [AWS docs]: the pages apigateway-use-lambda-authorizer, api-gateway-lambda-authorizer-input,
//   apigateway-integrate-with-cognito and apigateway-enable-cognito-user-pool of the developer guide
// - [captured]: responses and events of AWS, for example in aws-powertools/powertools-lambda-typescript
// - [measured]: tests of LocalStack, ministack and the projects that a title names

/** Code of an authorizer that counts its invocations. The token selects the result. */
const CHECK = `let count = 0;
  const statement = (Effect, Resource) => ({ Version: "2012-10-17", Statement: [
    { Effect, Action: "execute-api:Invoke", Resource }] });
  const results = (methodArn) => ({
    allow: { principalId: "ann", policyDocument: statement("Allow", "*"),
      context: { count, tier: "gold", ok: true, none: null }, usageIdentifierKey: "key" },
    once: { principalId: "ann", policyDocument: statement("Allow", methodArn), context: { count } },
    stage: { principalId: "ann", policyDocument: statement("Allow", methodArn.split("/").slice(0, 2).join("/") + "/*"),
      context: { count } },
    method: { principalId: "ann", policyDocument: statement("Allow", methodArn.replace("/GET/", "/POST/")) },
    deny: { principalId: "ann", policyDocument: statement("Deny", "*") },
    none: { principalId: "ann", policyDocument: statement("Allow", "arn:aws:execute-api:*:*:other/*") },
    nested: { principalId: "ann", policyDocument: statement("Allow", "*"), context: { a: {} } },
    noPolicy: { principalId: "ann" },
    noPrincipal: { policyDocument: statement("Allow", "*") },
    null: null,
  });
  exports.handler = async (event) => {
    count++;
    const token = event.authorizationToken ?? event.headers.token ?? event.headers.Token;
    if (token === "unauthorized") throw new Error("Unauthorized");
    if (token === "fail") throw new Error("Unauthorized!");
    if (token === "event") return { principalId: "ann", policyDocument: statement("Allow", "*"),
      context: { event: JSON.stringify(event) } };
    if (token === "count") throw new Error("run " + count);
    return results(event.methodArn)[token];
  };`;

const custom = (name: string) => ({
  to: "echo",
  authorization: "CUSTOM",
  authorizer_id: `\${aws_api_gateway_authorizer.${name}.id}`,
});
const cognito = (more: object = {}) => ({ ...custom("users"), authorization: "COGNITO_USER_POOLS", ...more });
const token = { authorizer_uri: invokeArn("check"), authorizer_result_ttl_in_seconds: 0 };

const api = restGateway({
  stages: { dev: {}, v2: { variables: { who: "allow" } } },
  functions: {
    check: { code: CHECK },
    closed: { code: CHECK },
    hanging: { code: FUNCTION_CODE.hang, timeout: 1 },
  },
  authorizers: {
    token,
    cached: { ...token, authorizer_result_ttl_in_seconds: 300 },
    short: { ...token, authorizer_result_ttl_in_seconds: 1 },
    pattern: { ...token, identity_validation_expression: "al[l]ow" },
    open: { ...token, type: "REQUEST", identity_source: "" },
    hanging: { ...token, authorizer_uri: invokeArn("hanging") },
    requests: {
      ...token,
      type: "REQUEST",
      authorizer_result_ttl_in_seconds: 300,
      identity_source: "method.request.header.token",
    },
    request: { ...token, type: "REQUEST", identity_source: "method.request.header.token" },
    several: {
      ...token,
      type: "REQUEST",
      authorizer_result_ttl_in_seconds: 300,
      identity_source:
        "method.request.header.token, method.request.querystring.q,stageVariables.who,context.resourcePath",
    },
    byPath: { ...token, type: "REQUEST", identity_source: "method.request.path.id" },
    closed: { ...token, authorizer_uri: invokeArn("closed") },
    users: { type: "COGNITO_USER_POOLS", provider_arns: ["${aws_cognito_user_pool.users.arn}"] },
  },
  methods: {
    "GET /token": custom("token"),
    "GET /cached": custom("cached"),
    "GET /cached/other": custom("cached"),
    "GET /short": custom("short"),
    "GET /pattern": custom("pattern"),
    "POST /request/{id}": custom("request"),
    "GET /several": custom("several"),
    "GET /open": custom("open"),
    "GET /hanging": custom("hanging"),
    "GET /requests": custom("requests"),
    "GET /requests/other": custom("requests"),
    "GET /by-path/{id}": custom("byPath"),
    "ANY /any": custom("token"),
    "ANY /mixed": custom("token"),
    "OPTIONS /mixed": { to: "echo" },
    "GET /closed": custom("closed"),
    "GET /id": cognito(),
    "GET /scoped": cognito({ authorization_scopes: ["notes/read", "notes/write"] }),
    "GET /iam": { to: "echo", authorization: "AWS_IAM" },
    "GET /501": { ...custom("token"), integration: { type: "HTTP_PROXY", connection_id: "link" } },
  },
  more: {
    resource: {
      ...USER_POOL,
      aws_lambda_permission: {
        closed: restPermission("closed", {
          source_arn: "${aws_api_gateway_rest_api.api.execution_arn}/*/GET/closed",
        }),
      },
    },
  },
});

const withToken = (value: string) => ({ headers: { Authorization: value } });

/** Returns the status, the body and the error type of a response. */
async function answer(line: string, content?: Parameters<typeof api.call>[1]) {
  const { status, body, headers } = await api.call(line, content);
  return [status, body, headers["x-amzn-errortype"]];
}

const UNAUTHORIZED = [401, '{"message":"Unauthorized"}', "UnauthorizedException"];
const CONFIGURATION = [500, '{"message":null}', "AuthorizerConfigurationException"];

describe("a Lambda authorizer", () => {
  test("a TOKEN authorizer receives exactly these fields [AWS docs]", async () => {
    const { requestContext } = await api.event("GET /dev/token", withToken("event"));
    expect(JSON.parse(requestContext.authorizer.event)).toEqual({
      type: "TOKEN",
      methodArn: expect.stringMatching(
        /^arn:aws:execute-api:eu-central-1:123456789012:[a-z0-9]{10}\/dev\/GET\/token$/,
      ),
      authorizationToken: "event",
    });
  });

  test("a REQUEST authorizer receives exactly these fields [AWS docs; captured: aws-powertools]", async () => {
    const { requestContext } = await api.event("POST /dev/request/7", {
      headers: { Token: "event" },
      body: "x",
    });
    const { host } = new URL(api.local.url);
    const headers = {
      "Content-Length": "1",
      Host: host,
      Token: "event",
      "X-Amzn-Trace-Id": expect.any(String),
      "X-Forwarded-For": "127.0.0.1",
      "X-Forwarded-Port": expect.any(String),
      "X-Forwarded-Proto": "http",
    };
    const { authorizer, ...contextWithoutAuthorizer } = requestContext;
    expect(JSON.parse(authorizer.event)).toEqual({
      type: "REQUEST",
      methodArn: expect.stringMatching(/\/dev\/POST\/request\/7$/),
      resource: "/request/{id}",
      path: "/request/7",
      httpMethod: "POST",
      headers,
      multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
      queryStringParameters: {},
      multiValueQueryStringParameters: {},
      pathParameters: { id: "7" },
      stageVariables: {},
      requestContext: contextWithoutAuthorizer,
    });
  });

  test("the function passes its context as strings, with the principal and the latency [captured: aws-powertools]", async () => {
    const { requestContext } = await api.event("GET /dev/token", withToken("allow"));
    expect(requestContext.authorizer).toEqual({
      principalId: "ann",
      count: expect.stringMatching(/^\d+$/),
      tier: "gold",
      ok: "true",
      integrationLatency: expect.any(Number),
    });
  });

  test("usageIdentifierKey is not in the event [unverified]", async () => {
    const { requestContext } = await api.event("GET /dev/token", withToken("allow"));
    expect(requestContext.authorizer).not.toHaveProperty("usageIdentifierKey");
  });

  test("a REQUEST authorizer with a TTL of 0 needs no identity source [AWS docs]", async () => {
    expect((await api.call("GET /dev/open", { headers: { token: "allow" } })).status).toBe(200);
  });

  test("a function that exceeds its timeout gets 500 [measured: jwt-rsa-aws-custom-authorizer#6]", async () => {
    expect(await answer("GET /dev/hanging", withToken("allow"))).toEqual(CONFIGURATION);
  });

  test("ANY with an authorizer rejects a CORS preflight [measured: sls#4994]", async () => {
    const headers = { Origin: "https://a.example", "Access-Control-Request-Method": "GET" };
    expect(await answer("OPTIONS /dev/any", { headers })).toEqual(UNAUTHORIZED);
    expect((await api.call("OPTIONS /dev/mixed", { headers })).status).toBe(200);
  });

  test("methodArn has the real path and the HTTP method [AWS docs]", async () => {
    const { requestContext } = await api.event("PUT /dev/any", withToken("event"));
    expect(JSON.parse(requestContext.authorizer.event).methodArn).toMatch(/\/dev\/PUT\/any$/);
    const { requestContext: other } = await api.event("POST /dev/request/a%2Bb", {
      headers: { token: "event" },
    });
    expect(JSON.parse(other.authorizer.event).methodArn).toMatch(/\/dev\/POST\/request\/a%2Bb$/);
  });

  test.each<[string, string, readonly unknown[]]>([
    ["no token", "", UNAUTHORIZED],
    ["the error Unauthorized", "unauthorized", UNAUTHORIZED],
  ])("a function that gets %s responds with 401 [AWS docs]", async (_, value, expected) => {
    expect(await answer("GET /dev/token", withToken(value))).toEqual(expected);
  });

  test.each<[string, string]>([
    ["another error", "fail"],
    ["a result without a policy", "noPolicy"],
    ["the result null", "null"],
    ["a nested context", "nested"],
  ])(
    "a function with %s responds with 500 [measured: ministack#1367, serverless/examples#305]",
    async (_, value) => {
      expect(await answer("GET /dev/token", withToken(value))).toEqual(CONFIGURATION);
    },
  );

  test("a result without a principal gets 500 [unverified]", async () => {
    expect(await answer("GET /dev/token", withToken("noPrincipal"))).toEqual(CONFIGURATION);
  });

  test("a function that API Gateway may not invoke gets 500 [AWS docs]", async () => {
    expect(await answer("GET /dev/closed", withToken("allow"))).toEqual(CONFIGURATION);
    expect(api.takeLogs("request").at(-1)).toContain("no aws_lambda_permission allows");
  });

  test.each<[string, string]>([
    ["deny", "with an explicit deny in an identity-based policy"],
    ["none", "because no identity-based policy allows the execute-api:Invoke action"],
    ["method", "because no identity-based policy allows the execute-api:Invoke action"],
  ])("the policy %s responds with 403 and Message [captured: chalice#971]", async (value, reason) => {
    const message = `User is not authorized to access this resource ${reason}`;
    expect(await answer("GET /dev/token", withToken(value))).toEqual([
      403,
      JSON.stringify({ Message: message }),
      "AccessDeniedException",
    ]);
  });

  test("the function is not invoked for a token that does not match its expression [AWS docs]", async () => {
    expect(await answer("GET /dev/pattern", withToken("xallowx"))).toEqual(UNAUTHORIZED);
    expect((await api.call("GET /dev/pattern", withToken("allow"))).status).toBe(200);
  });

  test.each<[string, string, object]>([
    ["a TOKEN authorizer without a token", "GET /dev/cached", {}],
    ["a REQUEST authorizer without a header", "POST /dev/request/7", {}],
    ["a REQUEST authorizer with an empty header", "POST /dev/request/7", { headers: { token: "" } }],
  ])("%s gets 401, and the function is not invoked [AWS docs]", async (_, line, content) => {
    const countOf = async () =>
      (await api.event("GET /dev/token", withToken("allow"))).requestContext.authorizer;
    const before = Number((await countOf()).count);
    expect(await answer(line, content)).toEqual(UNAUTHORIZED);
    expect(Number((await countOf()).count)).toBe(before + 1);
  });

  test("a request needs all of the identity sources [AWS docs]", async () => {
    const headers = { token: "allow" };
    expect(await answer("GET /v2/several", { headers })).toEqual(UNAUTHORIZED);
    expect(await answer("GET /v2/several?q=", { headers })).toEqual(UNAUTHORIZED);
    expect(await answer("GET /dev/several?q=1", { headers })).toEqual(UNAUTHORIZED);
    expect((await api.call("GET /v2/several?q=1", { headers })).status).toBe(200);
  });

  test("the last value of a repeated header and of a repeated query parameter is the identity [unverified]", async () => {
    const TOKENS = ["Authorization: deny", "Authorization: event"];
    const { requestContext } = await api.event("GET /dev/token", { headers: TOKENS });
    expect(JSON.parse(requestContext.authorizer.event).authorizationToken).toBe("event");
    expect(await answer("POST /dev/request/7", { headers: ["token: allow", "token:"] })).toEqual(
      UNAUTHORIZED,
    );
    const headers = { token: "allow" };
    expect(await answer("GET /v2/several?q=1&q=", { headers })).toEqual(UNAUTHORIZED);
  });

  test("a path parameter is no identity source [AWS docs]", async () => {
    expect(await answer("GET /dev/by-path/7")).toEqual(UNAUTHORIZED);
  });

  test("the authorizer runs before a 501 response [our choice]", async () => {
    expect((await api.call("GET /dev/501", withToken("deny"))).status).toBe(403);
    expect((await api.call("GET /dev/501", withToken("allow"))).status).toBe(501);
  });
});

describe("the cache of a Lambda authorizer", () => {
  const countOf = async (line: string, value: string): Promise<string> =>
    (await api.event(line, withToken(value))).requestContext.authorizer.count;

  test("the cache is off with a TTL of 0 [AWS docs]", async () => {
    expect(await countOf("GET /dev/token", "allow")).not.toBe(await countOf("GET /dev/token", "allow"));
  });

  test("a result belongs to a stage and the values of the identity sources [measured: ministack#1367]", async () => {
    const first = await countOf("GET /dev/cached", "allow");
    expect(await countOf("GET /dev/cached", "allow")).toBe(first);
    expect(await countOf("GET /dev/cached/other", "allow")).toBe(first);
    expect(await countOf("GET /v2/cached", "allow")).not.toBe(first);
  });

  test("the cache keeps the policy, which is evaluated for each method [measured: sls#6176]", async () => {
    expect((await api.call("GET /dev/cached", withToken("once"))).status).toBe(200);
    expect((await api.call("GET /dev/cached/other", withToken("once"))).status).toBe(403);
    expect((await api.call("GET /dev/cached", withToken("once"))).status).toBe(200);
  });

  test("a policy for the whole stage allows the other methods of the stage [measured: ministack#1367]", async () => {
    const first = await countOf("GET /dev/cached", "stage");
    expect(await countOf("GET /dev/cached/other", "stage")).toBe(first);
  });

  test("the values of a REQUEST authorizer select the cached result [AWS docs]", async () => {
    const countOfRequest = async (line: string, token: string): Promise<string> =>
      (await api.event(line, { headers: { token } })).requestContext.authorizer.count;
    const first = await countOfRequest("GET /dev/requests", "allow");
    expect(await countOfRequest("GET /dev/requests/other?q=1", "allow")).toBe(first);
    expect(await countOfRequest("GET /dev/requests", "stage")).not.toBe(first);
  });

  test.each(["noPolicy", "null", "count"])(
    "the invalid result %s is not cached [measured: ministack#1367]",
    async (value) => {
      const before = Number(await countOf("GET /dev/token", "allow"));
      expect(await answer("GET /dev/cached", withToken(value))).toEqual(CONFIGURATION);
      expect(await answer("GET /dev/cached", withToken(value))).toEqual(CONFIGURATION);
      expect(Number(await countOf("GET /dev/token", "allow"))).toBe(before + 3);
    },
  );

  test("a denial is cached [AWS docs]", async () => {
    const before = Number(await countOf("GET /dev/token", "allow"));
    expect((await api.call("GET /dev/cached", withToken("deny"))).status).toBe(403);
    expect((await api.call("GET /dev/cached", withToken("deny"))).status).toBe(403);
    expect(Number(await countOf("GET /dev/token", "allow"))).toBe(before + 2);
  });

  test("a cached result has a latency of 0 [unverified]", async () => {
    await api.event("GET /dev/cached", withToken("allow"));
    const { requestContext } = await api.event("GET /dev/cached", withToken("allow"));
    expect(requestContext.authorizer.integrationLatency).toBe(0);
  });

  test("a result expires after the TTL [AWS docs]", async () => {
    const first = await countOf("GET /dev/short", "allow");
    await setTimeout(1100);
    expect(await countOf("GET /dev/short", "allow")).not.toBe(first);
  });
});

describe("a Cognito authorizer", () => {
  test.each([
    ["an ID token", ""],
    ["an ID token with Bearer", "Bearer "],
  ])("a method without scopes accepts %s [AWS docs]", async (_, prefix) => {
    const id = await api.local.token({ use: "id" });
    expect((await api.call("GET /dev/id", withToken(`${prefix}${id}`))).status).toBe(200);
  });

  test("a method with scopes accepts an access token with one of the scopes [AWS docs]", async () => {
    const access = await api.local.token({ scopes: ["notes/write"] });
    expect((await api.call("GET /dev/scoped", withToken(access))).status).toBe(200);
  });

  test("a method with scopes accepts a token with several scopes [AWS docs]", async () => {
    const access = await api.local.token({ scopes: ["email", "notes/read"] });
    expect((await api.call("GET /dev/scoped", withToken(`Bearer ${access}`))).status).toBe(200);
  });

  test("the event has the claims as strings, with dates [captured: aws-powertools]", async () => {
    const id = await api.local.token({ use: "id", claims: { flag: true, roles: ["a", "b"], none: null } });
    const { authorizer } = (await api.event("GET /dev/id", withToken(id))).requestContext;
    expect(Object.keys(authorizer)).toEqual(["claims"]);
    expect(authorizer.claims).toMatchObject({
      token_use: "id",
      flag: "true",
      roles: "a,b",
      exp: expect.stringMatching(/^[A-Z][a-z]{2} [A-Z][a-z]{2} \d\d \d\d:\d\d:\d\d UTC \d{4}$/),
      iat: expect.stringMatching(/^[A-Z][a-z]{2} [A-Z][a-z]{2} \d\d \d\d:\d\d:\d\d UTC \d{4}$/),
      auth_time: expect.stringMatching(/^\d+$/),
    });
    expect(authorizer.claims).not.toHaveProperty("none");
  });

  test.each<[string, string, () => Promise<string> | string]>([
    ["no token", "GET /dev/id", () => ""],
    ["a text that is no token", "GET /dev/id", () => "x"],
    ["an access token for a method without scopes", "GET /dev/id", () => api.local.token()],
    ["an ID token for a method with scopes", "GET /dev/scoped", () => api.local.token({ use: "id" })],
    ["an access token without one of the scopes", "GET /dev/scoped", () => api.local.token()],
    ["another issuer", "GET /dev/id", () => api.local.token({ use: "id", claims: { iss: "https://x" } })],
    [
      "a changed token",
      "GET /dev/id",
      async () => (await api.local.token({ use: "id" })).replace(/.{8}$/, "AAAAAAAA"),
    ],
  ])("the authorizer rejects %s with 401 [AWS docs]", async (_, line, create) => {
    expect(await answer(line, withToken(await create()))).toEqual(UNAUTHORIZED);
  });

  test.each<[string, string, "access" | "id"]>([
    ["GET /dev/id", "--id", "access"],
    ["GET /dev/scoped", "--scope notes/read", "id"],
  ])("the terminal names the command that creates a token for %s", async (line, option, use) => {
    api.takeLogs("request");
    await answer(line, withToken(await api.local.token({ use })));
    expect(api.takeLogs("request")).toEqual([
      expect.stringContaining(`. To get a token, run: npx gatewright token ${option}`),
    ]);
  });

  test("an expired token is rejected with another message [captured: amplify-js#6060]", async () => {
    const expired = await api.local.token({ use: "id", expiresInMinutes: -1 });
    expect(await answer("GET /dev/id", withToken(expired))).toEqual([
      401,
      '{"message":"The incoming token has expired"}',
      "UnauthorizedException",
    ]);
  });
});

describe("IAM authorization", () => {
  test.each([
    ["long-term", LOCAL_CREDENTIALS],
    ["temporary", FUNCTION_CREDENTIALS],
  ])(
    "the method accepts %s credentials, and the event names the caller [captured: aws-powertools]",
    async (_, credentials) => {
      const { headers, requestContext } = await api.event(
        "GET /dev/iam",
        await api.signGet("/dev/iam", credentials),
      );
      expect(requestContext).not.toHaveProperty("authorizer");
      expect(requestContext.identity).toMatchObject({
        accessKey: credentials.accessKeyId,
        accountId: "123456789012",
        caller: expect.any(String),
        user: expect.any(String),
        userArn: "arn:aws:iam::123456789012:user/local",
      });
      const names = Object.keys(headers).map((name) => name.toLowerCase());
      expect(names).toContain("x-amz-date");
      expect(names).not.toContain("authorization");
    },
  );

  test("temporary credentials keep their session token in the event [captured: aws-powertools]", async () => {
    const { headers } = await api.event("GET /dev/iam", await api.signGet("/dev/iam", FUNCTION_CREDENTIALS));
    expect(Object.keys(headers).map((name) => name.toLowerCase())).toContain("x-amz-security-token");
  });

  test("an unsigned request is rejected [measured: AWS knowledge center]", async () => {
    expect(await answer("GET /dev/iam")).toEqual([
      403,
      '{"message":"Missing Authentication Token"}',
      "MissingAuthenticationTokenException",
    ]);
  });

  test("the error describes a header Authorization that is no signature [measured: time-addressable-media-store#8]", async () => {
    const [status, body, type] = await answer("GET /dev/iam", withToken("Bearer x"));
    expect([status, type]).toEqual([403, "IncompleteSignatureException"]);
    expect(body).toContain("Invalid key=value pair (missing equal-sign) in Authorization header");
  });

  test("another secret key is rejected [measured: ministack#1746]", async () => {
    const signed = await api.signGet("/dev/iam", { ...LOCAL_CREDENTIALS, secretAccessKey: "other" });
    const [status, body, type] = await answer("GET /dev/iam", signed);
    expect([status, type]).toEqual([403, "InvalidSignatureException"]);
    expect(body).toMatch(
      /^\{"message":"The request signature we calculated does not match the signature you provided\./,
    );
  });

  test("an unknown access key is rejected [measured: AWS knowledge center]", async () => {
    const signed = await api.signGet("/dev/iam", { accessKeyId: "AKIAOTHER", secretAccessKey: "other" });
    const [status, body, type] = await answer("GET /dev/iam", signed);
    expect([status, type]).toEqual([403, "AccessDeniedException"]);
    expect(body).toContain("The security token included in the request is invalid.");
  });

  test("an old signature is rejected [captured: aws4#118]", async () => {
    const authorization = `AWS4-HMAC-SHA256 Credential=${LOCAL_CREDENTIALS.accessKeyId}/20201027/eu-central-1/execute-api/aws4_request, SignedHeaders=host;x-amz-date, Signature=${"0".repeat(64)}`;
    const headers = { "x-amz-date": "20201027T125507Z", authorization };
    const [status, body, type] = await answer("GET /dev/iam", { headers });
    expect([status, type]).toEqual([403, "InvalidSignatureException"]);
    expect(body).toMatch(
      /^\{"message":"Signature expired: 20201027T125507Z is now earlier than \d{8}T\d{6}Z \(\d{8}T\d{6}Z - 5 min\.\)"\}$/,
    );
  });
});
