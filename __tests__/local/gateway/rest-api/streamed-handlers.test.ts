import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { App, AwsProvider, NodejsFunction, RestApi, TerraformStack } from "gatewright";
import { type Client, client, Problem, readEvents } from "gatewright/contract";
import { type LocalServer, startLocal } from "gatewright/local";
import { temporaryFolder } from "../../../support";
import { contracts } from "./streamed-handlers";

let server: Server;
let local: LocalServer;
let api: Client<typeof contracts>;
const logs: string[] = [];

beforeAll(async () => {
  server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const stack = new TerraformStack(new App({ outdir: temporaryFolder() }), "test");
  new AwsProvider(stack, "aws", { region: "eu-central-1" });
  const environment = { TEST_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
  const entry = "__tests__/local/gateway/rest-api/streamed-handlers.ts";
  const answer = new NodejsFunction(stack, "answer", { entry, environment, timeoutSeconds: 60 });
  const restApi = new RestApi(stack, "api", { cors: { origins: ["https://a.example"] } });
  restApi.route(contracts.chat, answer);
  restApi.route(contracts.status, answer);
  local = await startLocal({ stack, onLog: (entry) => logs.push(JSON.stringify(entry)) });
  api = client(contracts, { baseUrl: local.url });
});
afterAll(async () => {
  await local.stop();
  server.close().closeAllConnections();
});

/** Returns the next request that a handler sends to the test. */
async function nextRequest(): Promise<[IncomingMessage, ServerResponse]> {
  return (await once(server, "request")) as [IncomingMessage, ServerResponse];
}

/** Opens a stream of events. */
async function openChat(topic: string, signal?: AbortSignal) {
  const reply = await api.chat({ params: { topic }, headers: { origin: "https://a.example" }, signal });
  if (reply.status !== 200) throw new Error(reply.body.detail);
  return { headers: reply.headers, events: readEvents(reply.body) };
}

test("the typed client receives an event while the handler waits for the next one", async () => {
  const request = nextRequest();
  const { headers, events } = await openChat("news");
  expect((await events.next()).value).toEqual({ event: "message", data: "news 1", id: "1" });
  // The handler has sent this request after its first event, and waits for the response.
  const [, response] = await request;
  response.end();
  expect((await events.next()).value).toMatchObject({ data: "news 2", id: "2" });
  expect((await events.next()).done).toBe(true);
  expect(Object.fromEntries(headers)).toMatchObject({
    "content-type": "text/event-stream",
    "x-topic": "news",
    "set-cookie": "seen=1",
    "access-control-allow-origin": "https://a.example",
  });
});

test("a client that leaves aborts the signal of the handler", async () => {
  const request = nextRequest();
  const controller = new AbortController();
  const { events } = await openChat("news", controller.signal);
  await events.next();
  const [, response] = await request;
  const closed = once(response, "close");
  controller.abort();
  await expect(events.next()).rejects.toMatchObject({ name: "AbortError" });
  // The handler has passed its signal to the request.
  await closed;
  expect(response.writableEnded).toBe(false);
});

test("an error after the first event breaks the response, and is logged once with the request ID", async () => {
  logs.length = 0;
  const { headers, events } = await openChat("broken");
  const results = await Promise.allSettled([events.next(), events.next()]);
  expect(results[1]).toMatchObject({ status: "rejected" });
  const entries = logs.filter((entry) => entry.includes("it is broken"));
  expect(entries).toHaveLength(1);
  expect(entries[0]).toContain(headers.get("x-amzn-requestid"));
});

test("a declared problem of a route with a streamed reply is a response with its status", async () => {
  expect(await api.chat({ params: { topic: "none" } })).toMatchObject({
    status: 404,
    body: { code: "no-topic" },
  });
});

test("an invalid request to a route with a streamed reply is rejected", async () => {
  const query = { count: "many" as unknown as number };
  const error = await api.chat({ params: { topic: "news" }, query }).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(Problem);
  expect(error).toMatchObject({ status: 400, code: "invalid-input" });
});

test("another route of the function has its JSON reply", async () => {
  expect(await api.status()).toMatchObject({ status: 200, body: { isOpen: true } });
});
