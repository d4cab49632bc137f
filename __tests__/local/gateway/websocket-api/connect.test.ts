import { SignatureV4 } from "@smithy/signature-v4";
import { LOCAL_CREDENTIALS } from "#aws";
import { Sha256 } from "../../authorizers/sha256";
import { authorizedBy, invokeArn } from "../terraform-fixture";
import { webSocketGateway, webSocketPermission } from "./web-socket-fixture";

// Sources of the expected results (docs/decisions/021-facts-carry-sources.md explains the marks in titles):
// - [captured]: handshakes of several public projects with live WebSocket APIs
// - [AWS docs]: the pages apigateway-websocket-api-route-keys-connect-disconnect, apigateway-websocket-api-lambda-auth and
//   websocket-connect-route-subprotocol of the developer guide
// - [measured]: projects that describe what they measured on AWS, such as SST

const echo = { $default: { to: "echo", twoWay: true } };
const open = webSocketGateway({
  stages: {
    dev: {},
    limited: { default_route_settings: { throttling_burst_limit: 100 } },
    undeployed: { auto_deploy: false },
  },
  routes: echo,
});
const answered = webSocketGateway({ routes: { $connect: { to: "returnQuery" }, ...echo } });
const failing = webSocketGateway({ routes: { $connect: { to: "fail" }, ...echo } });
const slow = webSocketGateway({
  routes: { $connect: { to: "hang", integration: { timeout_milliseconds: 100 } }, ...echo },
});
const forbidden = webSocketGateway({
  routes: { $connect: { to: "denied" }, ...echo },
  functions: { denied: { code: "exports.handler = async () => ({ statusCode: 200 });" } },
  more: {
    resource: {
      aws_lambda_permission: {
        denied: webSocketPermission("denied", {
          source_arn: "${aws_apigatewayv2_api.api.execution_arn}/dev/$disconnect",
        }),
      },
    },
  },
});
const linked = webSocketGateway({
  routes: {
    $connect: {
      integration: {
        integration_type: "HTTP_PROXY",
        integration_uri: "https://example.com",
        connection_id: "vpclink",
      },
    },
  },
});
const early = webSocketGateway({
  routes: { $connect: { to: "post" } },
  functions: {
    post: {
      code: `const { ApiGatewayManagementApiClient: Client, PostToConnectionCommand: Post } = require("@aws-sdk/client-apigatewaymanagementapi");
        exports.handler = async ({ requestContext: { connectionId: ConnectionId } }) => {
          const { $metadata } = await new Client().send(new Post({ ConnectionId, Data: "x" })).catch((error) => error);
          return { statusCode: $metadata.httpStatusCode };
        };`,
    },
  },
});
const limited = webSocketGateway({
  stages: { dev: { default_route_settings: { throttling_burst_limit: 1, throttling_rate_limit: 0.001 } } },
  routes: echo,
});
const signed = webSocketGateway({
  routes: { $connect: { to: "echo", authorization_type: "AWS_IAM" }, ...echo },
});
const authorized = webSocketGateway({
  stages: { dev: { stage_variables: { tenant: "acme" } } },
  routes: { $connect: { to: "echo", ...authorizedBy("users", "CUSTOM") }, ...echo },
  functions: {
    authorize: {
      code: `exports.handler = async ({ methodArn, headers }) => {
        const { Mode: mode } = headers;
        if (mode === "unauthorized") throw new Error("Unauthorized");
        if (mode === "crash") throw new TypeError("no");
        if (mode === "malformed") return { isAuthorized: true };
        const Effect = mode === "deny" ? "Deny" : "Allow";
        const Statement = [{ Effect, Action: "execute-api:Invoke", Resource: methodArn }];
        const context = { text: "x".repeat(mode === "large" ? 8192 : 1) };
        return { principalId: "ada", context, policyDocument: { Version: "2012-10-17", Statement } };
      };`,
    },
  },
  authorizers: {
    users: {
      authorizer_uri: invokeArn("authorize"),
      identity_sources: [
        "route.request.header.Mode",
        "route.request.querystring.token",
        "stageVariables.tenant",
        "context.identity.sourceIp",
      ],
    },
  },
});

/** Returns the place of a handshake for which the function of `$connect` returns a value. */
function returning(value: unknown): string {
  return `/dev?result=${encodeURIComponent(JSON.stringify(value))}`;
}

/** Body of a rejected handshake. */
function errorBody(message: string) {
  return expect.stringMatching(
    new RegExp(
      String.raw`^\{"message": "${message}", "connectionId":"[\w-]{15}=", "requestId":"[\w-]{15}="\}$`,
    ),
  );
}

describe("the gateway opens a connection", () => {
  test("an API without a $connect route accepts a client [AWS docs]", async () => {
    expect((await open.connect("/dev")).socket.readyState).toBe(1);
  });

  test.each([200, 201, 299])("a $connect that returns %i accepts a client [AWS docs]", async (statusCode) => {
    expect((await answered.connect(returning({ statusCode }))).socket.readyState).toBe(1);
  });

  test("the path can have a slash after the stage [unverified]", async () => {
    expect((await open.connect("/dev/")).socket.readyState).toBe(1);
  });

  test("a connection opens only after $connect has answered [AWS docs]", async () => {
    await authorized.connect("/dev?token=1", { headers: { Mode: "allow" } });
    const lines = authorized.local.logs().filter(({ kind }) => kind === "request" || kind === "function");
    expect(lines.at(-1)?.text).toMatch(/^200 CONNECT \/dev\?token=1 {2}[\d.]+ ms$/);
    expect(lines.at(-2)?.kind).toBe("function");
  });
});

describe("the subprotocol", () => {
  test("the subprotocol is absent if $connect returns none [AWS docs]", async () => {
    const client = answered.connect(returning({ statusCode: 200 }), { protocols: ["chat"] });
    await expect(Promise.race([client, failure(client)])).rejects.toThrow();
  });

  test.each(["Sec-WebSocket-Protocol", "sec-websocket-protocol"])(
    "the subprotocol is the one in the header %s that $connect returns [AWS docs]",
    async (name) => {
      const place = returning({ statusCode: 200, headers: { [name]: "v2" } });
      const { socket } = await answered.connect(place, { protocols: ["v1", "v2"] });
      expect(socket.protocol).toBe("v2");
    },
  );

  test("the subprotocol cannot add a header to the response [our choice]", async () => {
    const place = returning({ statusCode: 200, headers: { "Sec-WebSocket-Protocol": "v1\r\nX-Y: 1" } });
    expect(await answered.rejection(place, { protocols: ["v1"] })).toEqual({
      status: 502,
      body: errorBody("Internal server error"),
    });
  });
});

/** Rejects if a client does not open its connection. */
async function failure(client: Promise<unknown>): Promise<never> {
  await client;
  throw new Error("the connection was opened");
}

test.each<[string, number, string, () => typeof open, string, object?]>([
  ["a stage that does not exist [captured]", 403, "Forbidden", () => open, "/prod"],
  ["the path of no stage [unverified]", 403, "Forbidden", () => open, "/"],
  ["a path below the stage [unverified]", 403, "Forbidden", () => open, "/dev/rooms"],
  ["a stage without a deployment [captured]", 403, "Forbidden", () => open, "/undeployed"],
  ["a stage whose settings leave out a limit [measured]", 429, "Too Many Requests", () => open, "/limited"],
  [
    "a $connect that returns 301 [captured]",
    301,
    "Moved Permanently",
    () => answered,
    returning({ statusCode: 301 }),
  ],
  [
    "a $connect that returns 401 [captured]",
    401,
    "Unauthorized",
    () => answered,
    returning({ statusCode: 401 }),
  ],
  [
    "a $connect that returns 501 [captured]",
    501,
    "Not Implemented",
    () => answered,
    returning({ statusCode: 501 }),
  ],
  ["a $connect that returns null [captured]", 502, "Internal server error", () => answered, returning(null)],
  ["a $connect without a status [captured]", 502, "Internal server error", () => answered, returning({})],
  ["a $connect that throws [captured]", 502, "Internal server error", () => failing, "/dev"],
  ["a $connect that is too slow [unverified]", 502, "Internal server error", () => slow, "/dev"],
  ["a $connect without permission [unverified]", 500, "Internal server error", () => forbidden, "/dev"],
  ["a missing header [AWS docs]", 401, "Unauthorized", () => authorized, "/dev?token=1"],
  ["a missing parameter [AWS docs]", 401, "Unauthorized", () => authorized, "/dev", { Mode: "allow" }],
  [
    "an authorizer that throws Unauthorized [AWS docs]",
    401,
    "Unauthorized",
    () => authorized,
    "/dev?token=1",
    { Mode: "unauthorized" },
  ],
  ["a policy that denies [AWS docs]", 403, "Forbidden", () => authorized, "/dev?token=1", { Mode: "deny" }],
  [
    "an authorizer that crashes [measured]",
    500,
    "Internal server error",
    () => authorized,
    "/dev?token=1",
    { Mode: "crash" },
  ],
  [
    "an authorizer without a policy [unverified]",
    500,
    "Internal server error",
    () => authorized,
    "/dev?token=1",
    { Mode: "malformed" },
  ],
  [
    "a result of an authorizer of more than 8 KB [AWS docs]",
    500,
    "Internal server error",
    () => authorized,
    "/dev?token=1",
    { Mode: "large" },
  ],
  ["a missing signature [unverified]", 403, "Forbidden", () => signed, "/dev"],
])("a handshake is rejected for %s", async (_, status, message, gateway, place, headers = {}) => {
  expect(await gateway().rejection(place, { headers: headers as Record<string, string> })).toEqual({
    status,
    body: errorBody(message),
  });
});

test("a handshake whose $connect is not emulated is rejected with the reason [our choice]", async () => {
  const reason =
    "aws_apigatewayv2_integration.connect: connection_id is not emulated. Use an integration URI that this computer can reach.";
  const { status, body } = await linked.rejection();
  expect([status, JSON.parse(body).message === reason]).toEqual([501, true]);
  expect(linked.local.warnings).toEqual([`$connect (${reason})`]);
});

test("a function of $connect cannot send a message to its own connection, which does not exist yet [unverified]", async () => {
  expect(await early.rejection()).toMatchObject({ status: 410 });
});

test("a handshake above the limit of the stage gets 429 [measured]", async () => {
  expect((await limited.connect()).socket.readyState).toBe(1);
  expect((await limited.rejection()).status).toBe(429);
});

test.each([
  ["another version", { protocolVersion: 8 }],
  ["a subprotocol that is not a name", { headers: { "Sec-WebSocket-Protocol": "a b" } }],
])("a handshake with %s is rejected with 400 [unverified]", async (_, options) => {
  expect(await open.rejection("/dev", options)).toEqual({ status: 400, body: '{"message":"Bad Request"}' });
});

test("a signed handshake is authorized, and its caller is in each event [unverified]", async () => {
  const { host, hostname } = new URL(signed.local.url);
  const signer = new SignatureV4({
    credentials: LOCAL_CREDENTIALS,
    region: "eu-central-1",
    service: "execute-api",
    sha256: Sha256,
  });
  const request = { method: "GET", protocol: "https:", hostname, path: "/dev", headers: { host } };
  const { headers } = await signer.sign(request);
  const client = await signed.connect("/dev", { headers });
  expect(JSON.parse(await client.ask("hello")).requestContext.identity).toEqual({
    accessKey: LOCAL_CREDENTIALS.accessKeyId,
    accountId: "123456789012",
    caller: expect.any(String),
    user: expect.any(String),
    userArn: "arn:aws:iam::123456789012:user/local",
    sourceIp: "127.0.0.1",
  });
});

test("the terminal shows the reason of a rejected handshake", async () => {
  await open.rejection("/prod?token=1");
  await authorized.rejection("/dev?token=2", { headers: { Mode: "deny" } });
  expect(await open.line("request", /\/prod/)).toBe(
    "403 CONNECT /prod  the path is not a stage with a deployment; the stages are /dev, /limited, /undeployed",
  );
  expect(await authorized.line("request", /^403.*token=2/)).toMatch(
    /^403 CONNECT \/dev\?token=2 {2}\d+(\.\d)? ms {2}policy: DENY arn:aws:execute-api:eu-central-1:123456789012:[a-z0-9]{10}\/dev\/\$connect \(\$connect\)$/,
  );
});

test("a stage without a deployment is a note", () => {
  expect(open.local.notes).toEqual([
    'aws_apigatewayv2_stage.undeployed: auto_deploy and deployment_id are not set, so nothing is deployed to the stage "undeployed", and it rejects connections with 403. Write auto_deploy = true.',
  ]);
});
