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
