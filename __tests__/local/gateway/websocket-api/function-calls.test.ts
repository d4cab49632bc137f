import { startLocal } from "gatewright/local";
import { WebSocketTestGateway, webSocketGateway, writeWebSocketFolder } from "./web-socket-fixture";

// Functions that send messages to connections, as the documentation of AWS and other projects do it.

/** Returns the code of a function that sends a message. @param send statements that send `reply` to `connectionId` */
function sender(send: string): { readonly code: string } {
  return {
    code: `exports.handler = async ({ requestContext: { connectionId, domainName, stage } }) => {
      const reply = "reply";
      ${send}
      return { statusCode: 200 };
    };`,
  };
}

const SDK = `const { ApiGatewayManagementApiClient, PostToConnectionCommand } = require("@aws-sdk/client-apigatewaymanagementapi");
  const post = (options) => new ApiGatewayManagementApiClient(options).send(
    new PostToConnectionCommand({ ConnectionId: connectionId, Data: reply }));`;

const SIGN = `const { SignatureV4 } = require("@smithy/signature-v4");
  const { createHash, createHmac } = require("node:crypto");
  class Sha256 {
    constructor(key) { this.hash = key ? createHmac("sha256", key) : createHash("sha256"); }
    update(data) { this.hash.update(data); }
    async digest() { return this.hash.digest(); }
  }
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken } = process.env;
  const signer = new SignatureV4({ credentials: { accessKeyId, secretAccessKey, sessionToken }, region: process.env.AWS_REGION, service: "execute-api", sha256: Sha256 });
  const path = "/" + stage + "/@connections/" + encodeURIComponent(connectionId);
  const request = { method: "POST", protocol: "https:", hostname: domainName, path, headers: { host: domainName }, body: reply };
  const { headers } = await signer.sign(request);`;

const functions = {
  variable: sender(`${SDK} await post({});`),
  domain: sender(`${SDK} await post({ endpoint: "https://" + domainName + "/" + stage });`),
  fetch: sender(
    `${SIGN} await fetch("https://" + domainName + path, { method: "POST", headers, body: reply });`,
  ),
  https: sender(`${SIGN} await new Promise((resolve, reject) => {
    const request = require("node:https").request("https://" + domainName + path, { method: "POST", headers }, resolve);
    request.on("error", reject).end(reply);
  });`),
};
const routes = Object.fromEntries(Object.keys(functions).map((name) => [name, { to: name }]));

const api = webSocketGateway({ routes, functions });

test.each([
  ["the AWS SDK and no endpoint", "variable"],
  ["the AWS SDK and the domain name of the event", "domain"],
  ["fetch() and the domain name of the event", "fetch"],
  ["node:https and the domain name of the event", "https"],
])("a function that uses %s reaches the client", async (_, action) => {
  const client = await api.connect();
  expect(await client.ask({ action })).toBe("reply");
});

/** Routes and functions that return the variable with the endpoint. */
const READ_ENDPOINT = {
  routes: { $default: { to: "read", twoWay: true } },
  functions: {
    read: {
      code: 'exports.handler = async () => ({ body: process.env.AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI ?? "none" });',
    },
  },
};

test("the endpoint of a function is the first stage of the API that invokes it, even if there are several APIs", async () => {
  const gateway = new WebSocketTestGateway();
  await gateway.start({
    dir: writeWebSocketFolder({
      ...READ_ENDPOINT,
      stages: { dev: {}, prod: {} },
      more: {
        resource: {
          aws_apigatewayv2_api: {
            zoo: { name: "zoo", protocol_type: "WEBSOCKET", route_selection_expression: "$request.body.x" },
          },
          aws_apigatewayv2_stage: {
            zoo: { api_id: "${aws_apigatewayv2_api.zoo.id}", name: "live", auto_deploy: true },
          },
        },
      },
    }),
  });
  const endpoint = gateway.local.url.replace("ws://", "http://");
  expect(await (await gateway.connect()).ask("hello")).toBe(endpoint);
  expect(endpoint).toMatch(/\/dev$/);
  await gateway.stop();
});

test("the endpoint in the environment of the gateway has priority", async () => {
  process.env.AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI = "http://localhost:4566";
  const local = await startLocal({ dir: writeWebSocketFolder(READ_ENDPOINT) });
  delete process.env.AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI;
  const result = await local.invoke("read", {});
  expect(result).toMatchObject({ isSuccess: true, value: { body: "http://localhost:4566" } });
  await local.stop();
});

test("a variable with the URL of an API or of a stage has a local URL, to which clients connect", async () => {
  const variables = {
    API: "${aws_apigatewayv2_api.api.api_endpoint}",
    LIVE: "${aws_apigatewayv2_api.api.api_endpoint}/live",
    STAGE: "${aws_apigatewayv2_stage.dev.invoke_url}",
    DEFAULT: "${aws_apigatewayv2_stage.default.invoke_url}",
    MANAGEMENT: "https://${aws_apigatewayv2_api.api.id}.execute-api.eu-central-1.amazonaws.com/live",
  };
  const gateway = new WebSocketTestGateway();
  await gateway.start({
    dir: writeWebSocketFolder({
      stages: { dev: {}, live: {}, $default: {} },
      routes: { read: { to: "read", twoWay: true }, send: { to: "send" } },
      functions: {
        read: {
          code: "exports.handler = async () => ({ body: JSON.stringify(process.env) });",
          environment: { variables },
        },
        send: {
          ...sender(`${SDK} await post({ endpoint: process.env.MANAGEMENT });`),
          environment: { variables },
        },
      },
    }),
  });
  const environment = JSON.parse(await (await gateway.connect()).ask({ action: "read" }));
  const [, api] = /^(.*)\/dev$/.exec(gateway.local.url) ?? [];
  expect(environment).toMatchObject({
    API: expect.stringMatching(/^ws:\/\/127\.0\.0\.1:\d+$/),
    LIVE: `${api}/live`,
    STAGE: `${api}/dev`,
    DEFAULT: `${api}/$default`,
    MANAGEMENT: expect.stringMatching(
      /^https:\/\/[a-z0-9]{10}\.execute-api\.eu-central-1\.amazonaws\.com\/live$/,
    ),
  });
  for (const url of [environment.STAGE, environment.DEFAULT])
    expect(await (await gateway.connect(url)).ask({ action: "read" })).toContain(api);
  expect(await (await gateway.connect(environment.LIVE)).ask({ action: "send" })).toBe("reply");
  await gateway.stop();
});

/** Role of the function `variable`, with an inline policy. */
function roleWith(policy: string, more: object = {}) {
  const stack = {
    routes: { variable: { to: "variable" } },
    functions: { variable: { ...functions.variable, role: "${aws_iam_role.variable.arn}" } },
    more: {
      data: { aws_iam_policy_document: { x: { statement: [{ actions: ["s3:*"], resources: ["*"] }] } } },
      resource: {
        aws_iam_role: { variable: { name: "variable-role", assume_role_policy: "{}" } },
        aws_iam_role_policy: { variable: { role: "${aws_iam_role.variable.id}", policy } },
        ...more,
      },
    },
  };
  return writeWebSocketFolder(stack);
}

const STATEMENT = { Effect: "Allow", Action: "execute-api:ManageConnections", Resource: "*" };
const policyOf = (...statements: object[]) =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });
const OTHER = policyOf({ Effect: "Allow", Action: "dynamodb:*", Resource: "*" });
const LOGS = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";
const attach = (policy_arn: string) => ({
  aws_iam_role_policy_attachment: { more: { role: "${aws_iam_role.variable.name}", policy_arn } },
});
const UNKNOWN_POLICY = {
  aws_iam_role_policy: { more: { role: "variable-role", policy: "${aws_vpc.x.arn}" } },
};

test.each<[string, string, object]>([
  ["an inline policy for each resource", policyOf(STATEMENT), {}],
  [
    "a policy for the stage of the API",
    policyOf({ ...STATEMENT, Resource: "${aws_apigatewayv2_api.api.execution_arn}/dev/POST/@connections/*" }),
    {},
  ],
  [
    "an attached policy",
    OTHER,
    {
      aws_iam_policy: { connections: { name: "connections", policy: policyOf(STATEMENT) } },
      ...attach("${aws_iam_policy.connections.arn}"),
    },
  ],
  [
    "a managed policy that is unknown",
    OTHER,
    attach("arn:aws:iam::aws:policy/AmazonAPIGatewayInvokeFullAccess"),
  ],
  ["a policy that only AWS knows", OTHER, { aws_vpc: { x: {} }, ...UNKNOWN_POLICY }],
  ["a policy with a condition", policyOf({ ...STATEMENT, Condition: {} }), {}],
  ["a policy of a data source", "${data.aws_iam_policy_document.x.json}", {}],
])("a function whose role has %s sends messages", async (_, policy, more) => {
  const gateway = new WebSocketTestGateway();
  await gateway.start({ dir: roleWith(policy, more) });
  expect(await (await gateway.connect()).ask({ action: "variable" })).toBe("reply");
  await gateway.stop();
});

test.each<[string, string, object]>([
  ["no permission", OTHER, {}],
  ["no permission, and a policy for logs", OTHER, attach(LOGS)],
  [
    "a permission for another stage",
    policyOf({
      ...STATEMENT,
      Resource: "${aws_apigatewayv2_api.api.execution_arn}/prod/POST/@connections/*",
    }),
    {},
  ],
  ["a permission for another action", policyOf({ ...STATEMENT, Action: "execute-api:Invoke" }), {}],
  ["a statement that denies the action", policyOf(STATEMENT, { ...STATEMENT, Effect: "Deny" }), {}],
])("a function whose role has %s gets AccessDeniedException [captured]", async (_, policy, more) => {
  const gateway = new WebSocketTestGateway();
  await gateway.start({ dir: roleWith(policy, more) });
  await (await gateway.connect()).ask({ action: "variable" });
  expect(await gateway.line("request", /MESSAGE variable/)).toMatch(
    /AccessDeniedException: User: arn:aws:sts::123456789012:assumed-role\/variable-role\/variable is not authorized to perform: execute-api:ManageConnections on resource: arn:aws:execute-api:eu-central-1:\*{8}9012:[a-z0-9]{10}\/dev\/POST\/@connections\/[\w-]{15}=$/,
  );
  expect(await gateway.line("request", /POST/)).toContain(
    "the role variable-role does not allow execute-api:ManageConnections on arn:aws:execute-api:eu-central-1:123456789012:",
  );
  await gateway.stop();
});
