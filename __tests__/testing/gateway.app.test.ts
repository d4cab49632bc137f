import {
  App,
  AwsProvider,
  HttpApi,
  NodejsFunction,
  RestApi,
  TerraformStack,
  UsagePlan,
  UserPool,
  WebSocketApi,
} from "gatewright";
import { startGateway, type TestGateway } from "gatewright/testing";
import { temporaryFolder } from "../support";
import { getThing, reverseThing } from "./rest";

let gateway: TestGateway;

beforeAll(async () => {
  const stack = new TerraformStack(new App({ outdir: temporaryFolder() }), "test");
  new AwsProvider(stack, "aws", { region: "eu-central-1" });
  const users = new UserPool(stack, "users", { scopes: ["things/read"], domainPrefix: "things-example" });
  users.addCodeClient("web", { callbackUrls: ["https://app.example.com/callback"] });
  const api = new HttpApi(stack, "api", { authorizer: users.authorizer() });
  const echo = new NodejsFunction(stack, "echo", { entry: "__tests__/testing/echo.ts" });
  api.route("POST /things", echo, { scopes: ["things/read"] });
  api.route("GET /open", echo, { access: "public" });
  api.route("POST /open", echo, { access: "public" });
  const reverse = new NodejsFunction(stack, "reverse", { entry: "__tests__/testing/reverse.ts" });
  api.route("POST /reverse", reverse, { access: "public" });
  gateway = await startGateway({ stack });
});
afterAll(() => gateway.stop());

test("a request without a token is rejected, and one with a token of the user pool is accepted", async () => {
  expect(await gateway.request("POST /things", { body: { a: 1 } })).toMatchObject({
    status: 401,
    body: { message: "Unauthorized" },
  });
  const token = { scopes: ["things/read"], subject: "ada" };
  expect(await gateway.request("POST /things", { body: { a: 1 }, token })).toMatchObject({
    status: 200,
    body: { type: "application/json", body: '{"a":1}', sub: "ada" },
  });
});

test("a header replaces the default header of the same name, in upper or lower case", async () => {
  const token = { scopes: ["things/read"], subject: "ada" };
  const headers = { "Content-Type": "application/vnd.things+json" };
  expect(await gateway.request("POST /things", { body: { a: 1 }, token, headers })).toMatchObject({
    body: { type: "application/vnd.things+json" },
  });
});

test("a request sends its query, its headers and a text body unchanged", async () => {
  const response = await gateway.request("GET /open?a=1&a=2", { headers: { "x-a": "b" } });
  expect(response.body).toMatchObject({ query: "a=1&a=2", header: "b" });
  expect(gateway.server.logs().some(({ text }) => text.includes("GET /open?a=1&a=2"))).toBe(true);
});

test("bytes are sent unchanged and are base64-encoded in the event, unless the content type is a text", async () => {
  const body = Uint8Array.of(0, 255, 1);
  expect((await gateway.request("POST /open", { body })).body).toEqual({
    query: "",
    body: "AP8B",
    isBase64Encoded: true,
  });
  const headers = { "content-type": "text/csv" };
  expect((await gateway.request("POST /open", { body: Buffer.from("a,b"), headers })).body).toMatchObject({
    type: "text/csv",
    body: "a,b",
    isBase64Encoded: false,
  });
});

test("the bytes of a binary response are returned unchanged", async () => {
  const { bytes, headers } = await gateway.request("POST /reverse", { body: Uint8Array.of(0, 255, 1) });
  expect(headers["content-type"]).toBe("image/png");
  expect(bytes).toEqual(Buffer.of(1, 255, 0));
});

test.each(["GET", "HEAD"])("a body in a %s request is an error", async (method) => {
  await expect(gateway.request(`${method} /open`, { body: {} })).rejects.toThrow(
    `request "${method} /open" has a body; fetch() sends none with ${method}. Remove it, or use another method.`,
  );
});

test("a request to a stopped gateway is an error", async () => {
  const stack = new TerraformStack(new App({ outdir: temporaryFolder() }), "stopped");
  new AwsProvider(stack, "aws", { region: "eu-central-1" });
  const api = new HttpApi(stack, "api");
  const echo = new NodejsFunction(stack, "echo", { entry: "__tests__/testing/echo.ts" });
  api.route("GET /open", echo, { access: "public" });
  const stopped = await startGateway({ stack });
  await stopped.stop();
  await expect(stopped.request("GET /open")).rejects.toThrow(
    'request "GET /open": the gateway is stopped. Send the request before stop().',
  );
});

test("a request to a stack that has only a WebSocket API is an error", async () => {
  const stack = new TerraformStack(new App({ outdir: temporaryFolder() }), "chat");
  new AwsProvider(stack, "aws", { region: "eu-central-1" });
  const chat = new WebSocketApi(stack, "chat", { access: "public" });
  chat.route("$default", new NodejsFunction(stack, "echo", { entry: "__tests__/testing/echo.ts" }));
  const gateway = await startGateway({ stack });
  await expect(gateway.request("GET /open")).rejects.toThrow(
    /^request "GET \/open": ws:\/\/127\.0\.0\.1:\d+\/live is the URL of a WebSocket API, which accepts no requests\. Open a connection: new WebSocket\(gateway\.server\.url\)\.$/,
  );
  await gateway.stop();
});

test("a stack that has only a REST API is served with its stage, its scopes and its binary types", async () => {
  const stack = new TerraformStack(new App({ outdir: temporaryFolder() }), "rest");
  new AwsProvider(stack, "aws", { region: "eu-central-1" });
  const users = new UserPool(stack, "users", { scopes: ["things/read"], domainPrefix: "things-example" });
  users.addCodeClient("web", { callbackUrls: ["https://app.example.com/callback"] });
  const api = new RestApi(stack, "api", { authorizer: users.authorizer(), binaryTypes: ["*/*"] });
  const things = new NodejsFunction(stack, "things", { entry: "__tests__/testing/rest.ts" });
  api.route(getThing, things);
  api.route(reverseThing, things);
  api.route("GET /things", things, { access: "public", apiKeyRequired: true });
  new UsagePlan(stack, "gold", { apis: [api], quota: { requests: 1, period: "MONTH" } }).addKey("acme");
  const rest = await startGateway({ stack });
  expect((await rest.request("GET /things")).status).toBe(403);
  await expect(rest.request("GET /things", { apiKey: "zen" })).rejects.toThrow(
    'stack "rest" has no API key "zen". Write one of rest-gold-acme.',
  );
  expect((await rest.request("GET /things", { apiKey: "acme" })).status).not.toBe(403);
  expect(await rest.request("GET /things", { apiKey: "acme" })).toMatchObject({
    status: 429,
    body: { code: "quota-exceeded" },
  });
  expect(rest.server.url).toMatch(/\/live$/);
  expect(await rest.request("GET /things/a%20b?n=1")).toMatchObject({ status: 401 });
  const token = { scopes: ["things/read"], subject: "ada" };
  expect(await rest.request("GET /things/a%20b?n=1", { token })).toMatchObject({
    status: 200,
    body: { thingId: "a b", n: "1", sub: "ada" },
  });
  const { bytes } = await rest.request("POST /things", { body: Uint8Array.of(0, 255, 1) });
  expect(bytes).toEqual(Buffer.of(1, 255, 0));
  await rest.stop();
});

test("a text that is not a method and a path is an error", async () => {
  await expect(gateway.request("/things")).rejects.toThrow(
    'request is "/things"; expected a method and a path, such as "GET /products?limit=10"',
  );
});
