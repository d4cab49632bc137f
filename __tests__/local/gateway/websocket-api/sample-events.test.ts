import type { LocalServer } from "gatewright/local";
import { authorizedBy, invokeArn } from "../terraform-fixture";
import { webSocketGateway } from "./web-socket-fixture";

const api = webSocketGateway({
  routes: {
    $connect: { to: "echo" },
    $disconnect: { to: "echo" },
    sendMessage: { to: "echo", twoWay: true },
    typing: { to: "echo" },
    $default: { to: "other" },
  },
  functions: {
    other: { code: "exports.handler = async () => ({ statusCode: 200 });" },
    worker: { code: "exports.handler = async () => ({});" },
  },
});

const nested = webSocketGateway({
  api: { route_selection_expression: "$request.body.meta.kind" },
  routes: { $connect: { to: "echo", ...authorizedBy("users", "CUSTOM") }, ping: { to: "echo" } },
  authorizers: {
    users: { authorizer_uri: invokeArn("echo"), identity_sources: ["route.request.querystring.t"] },
  },
});

const combined = webSocketGateway({
  api: { route_selection_expression: "$${request.body.service}/$${request.body.action}" },
  routes: { "chat/send": { to: "echo" } },
});

type Kind = Parameters<LocalServer["sampleEvent"]>[1];

/** Generated event. */
interface Event {
  readonly requestContext: Readonly<Record<string, unknown>>;
  readonly body?: string;
}

function sample(kind: Kind, body?: string, name = "echo"): Event {
  return api.local.sampleEvent(name, kind, body) as Event;
}

/** Returns the names of all fields, with those of nested objects, in their order. */
function fieldsOf(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return typeof value;
  return Object.entries(value).map(([name, member]) => [name, fieldsOf(member)]);
}

const USER_AGENT = { headers: { "User-Agent": "test/1" } };

test.each<[Kind, string]>([
  ["connect", "CONNECT"],
  ["message", "MESSAGE"],
  ["disconnect", "DISCONNECT"],
])("the generated event %s has the fields of the real event in their order", async (kind, eventType) => {
  const client = await api.connect(undefined, USER_AGENT);
  await client.ask({ action: "sendMessage" });
  await client.close(1000);
  const real = await api.logged((event) => event.requestContext?.eventType === eventType);
  const generated = sample(kind);
  expect(fieldsOf(generated)).toEqual(fieldsOf(real));
  expect(generated.requestContext).toMatchObject({ eventType, routeKey: real.requestContext.routeKey });
});

test.each([
  ["the first route without a message", undefined, "sendMessage", '{"action":"sendMessage"}'],
  ["the route that the message selects", '{"action":"typing"}', "typing", '{"action":"typing"}'],
  ["the first route for a message of another function", '{"action":"x"}', "sendMessage", '{"action":"x"}'],
  ["the first route for a message that is not JSON", "hello", "sendMessage", "hello"],
])("a generated message has %s", (_, body, routeKey, text) => {
  expect(sample("message", body)).toMatchObject({ requestContext: { routeKey }, body: text });
});

test("a generated message of the route $default is an empty object", () => {
  expect(sample("message", undefined, "other")).toMatchObject({
    requestContext: { routeKey: "$default" },
    body: "{}",
  });
});

test("a generated message of a nested field has this field", () => {
  expect(nested.local.sampleEvent("echo", "message")).toMatchObject({ body: '{"meta":{"kind":"ping"}}' });
});

test("the generated events of an API with an authorizer have its principal", () => {
  expect(nested.local.sampleEvent("echo", "message")).toMatchObject({
    requestContext: { authorizer: { principalId: "sample-user" } },
  });
});

test("no message is generated for a route selection expression with several fields", () => {
  expect(() => combined.local.sampleEvent("echo", "message")).toThrow(
    'no message for the route "chat/send" can be generated, because the route selection expression is "${request.body.service}/${request.body.action}". Write the message to a file, and pass the file.',
  );
  expect(combined.local.sampleEvent("echo", "message", "{}")).toMatchObject({ body: "{}" });
});

test.each<[string, Kind, string]>([
  [
    "echo",
    "http",
    'no route of an HTTP API or a REST API invokes echo, so the event "http" cannot be generated. Use --event connect or --event message or --event disconnect.',
  ],
  [
    "other",
    "connect",
    'no route $connect invokes other, so the event "connect" cannot be generated. Use --event message.',
  ],
  [
    "worker",
    "message",
    'no route for messages of a WebSocket API invokes worker, so the event "message" cannot be generated. Write the event to a file.',
  ],
])("the function %s gets no event %s, and the error names the kinds that it gets", (name, kind, message) => {
  expect(() => sample(kind, undefined, name)).toThrow(message);
});

test("a function is invoked with a generated message", async () => {
  expect(await api.local.invoke("echo", sample("message"))).toMatchObject({
    isSuccess: true,
    value: { statusCode: 200 },
  });
});
