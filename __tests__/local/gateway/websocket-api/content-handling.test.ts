import { testBackend } from "../backend";
import type { BlockArguments } from "../terraform-fixture";
import { integrationResponse, webSocketGateway } from "./web-socket-fixture";

// Sources of the expected results (docs/decisions/021-facts-carry-sources.md explains the marks in titles):
// - [AWS docs]: the page websocket-api-develop-binary-media-types of the developer guide, and the data types Integration and
//   IntegrationResponse of the API reference

const backend = testBackend();

/** Base64 of "héllo". */
const BASE64 = "aMOpbGxv";

/** Starts an API whose route $default has an integration. The client gets the body of the response. */
const converting = (integration: BlockArguments, response: BlockArguments = {}) =>
  webSocketGateway(() => ({
    routes: {
      $default: {
        twoWay: true,
        integration: {
          integration_type: "HTTP",
          integration_method: "ANY",
          integration_uri: backend.url,
          ...integration,
        },
      },
    },
    more: {
      resource: {
        aws_apigatewayv2_integration_response: {
          all: integrationResponse("$default", "$default", {}, response),
        },
      },
    },
  }));

const CONVERT = { content_handling_strategy: "CONVERT_TO_BINARY" };
const binary = converting(CONVERT);
const binaryProxy = converting({ ...CONVERT, integration_type: "HTTP_PROXY" });
const text = converting({ content_handling_strategy: "CONVERT_TO_TEXT" });
const template = converting({ ...CONVERT, request_templates: { $default: "$input.body" } });
const toText = converting({}, { content_handling_strategy: "CONVERT_TO_TEXT" });
const toBinary = converting({}, CONVERT);
const unchanged = converting({});
const binaryFunction = webSocketGateway({
  routes: {
    $default: { to: "echo", twoWay: true, integration: CONVERT },
    $disconnect: { to: "echo", integration: CONVERT },
  },
});

/** Returns the body that the endpoint received. */
async function receivedBody(gateway: typeof binary, message: string): Promise<string> {
  const request = JSON.parse(await (await gateway.connect()).ask(message));
  return Buffer.from(request.body, "base64").toString();
}

/** Returns the message to the client, if the endpoint responds with a body. */
async function answer(gateway: typeof binary, body: string | Buffer): Promise<string> {
  backend.respondWith((_, response) => response.end(body));
  return (await gateway.connect()).ask("hello");
}

test("CONVERT_TO_BINARY decodes a message [AWS docs]", async () => {
  expect(await receivedBody(binary, BASE64)).toBe("héllo");
  expect(await receivedBody(binaryProxy, ` ${BASE64}`)).toBe("héllo");
});

test("CONVERT_TO_TEXT does not change a message, which is text already [AWS docs]", async () => {
  expect(await receivedBody(text, "hé")).toBe("hé");
});

test("a message that is not base64 fails [unverified]", async () => {
  for (const gateway of [binary, binaryFunction]) {
    expect(await (await gateway.connect()).ask("{}")).toMatch(/^\{"message": "Internal server error", /);
  }
});

test("a template cannot read binary data [unverified]", async () => {
  expect(await (await template.connect()).ask(BASE64)).toMatch(/^\{"message": "Internal server error", /);
  expect(await template.line("request", /^500 MESSAGE/)).toMatch(/a template cannot read a binary body/);
});

test("the event of a function contains the data in base64 [unverified]", async () => {
  const client = await binaryFunction.connect();
  expect(JSON.parse(await client.ask(BASE64))).toMatchObject({ body: BASE64, isBase64Encoded: true });
  await client.close(1000);
  const event = await binaryFunction.logged(
    ({ requestContext }) => requestContext.eventType === "DISCONNECT",
  );
  expect(event).toMatchObject({ isBase64Encoded: false });
});

test("CONVERT_TO_TEXT of a response encodes binary data [AWS docs]", async () => {
  expect(await answer(toText, Buffer.from([0xff, 0xfe]))).toBe("//4=");
});

test("CONVERT_TO_BINARY of a response decodes base64 [AWS docs]", async () => {
  expect(await answer(toBinary, BASE64)).toBe("héllo");
});

test("a response without a strategy passes through [AWS docs]", async () => {
  expect(await answer(unchanged, "hé")).toBe("hé");
});
