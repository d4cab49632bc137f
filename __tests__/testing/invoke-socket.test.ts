import {
  ApiGatewayManagementApiClient,
  PostToConnectionCommand,
} from "@aws-sdk/client-apigatewaymanagementapi";
import { empty, event, message, route } from "gatewright/contract";
import { HttpError, handle } from "gatewright/runtime";
import {
  connections,
  handleConnect,
  handleDisconnect,
  handleMessage,
  handleSocket,
} from "gatewright/runtime/websocket";
import { invokeConnect, invokeDisconnect, invokeMessage } from "gatewright/testing";
import * as z from "zod/mini";

const VARIABLE = "AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI";

const add = message("add", { body: z.object({ a: z.number() }), reply: z.number() });
const leave = message("leave", { reply: empty });
const post = message("post", { body: z.object({ text: z.string() }) });
const posted = event("posted", { body: z.object({ text: z.string() }) });
const closed = event("closed");

const handler = handleSocket(
  handleMessage(add, ({ body }) => ({ body: body.a + 1 })),
  handleMessage(leave, async ({ connectionId, claims, id, connections }) => {
    if (claims.sub !== "ann") throw new HttpError(403, "forbidden", `${connectionId} may not leave.`);
    if (id === "close") await connections.close(connectionId);
  }),
  handleMessage(post, async ({ body, connections }) => {
    const { gone } = await connections.broadcast(["a", "b", "c"], posted, body, { concurrency: 1 });
    if (gone.length > 0) await connections.send("a", closed);
  }),
  handleConnect(({ query, headers, protocols, claims }) => {
    if (query.v !== "1") throw new HttpError(403, "unknown-version", "The version is unknown.");
    return { protocol: headers["x-select"] === claims.sub ? protocols[0] : undefined };
  }),
  handleDisconnect(async ({ closeCode, reason, connectionId }) => {
    await connections().send(`${closeCode}${reason}`, posted, { text: connectionId });
  }),
);

beforeEach(() => {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
});

test("a message returns the body of its reply", async () => {
  expect(await invokeMessage(handler, { body: { a: 1 } })).toEqual({
    status: 200,
    body: 2,
    problem: undefined,
    sent: [],
    closed: [],
  });
});

test("a message returns its problem", async () => {
  const { status, body, problem } = await invokeMessage(handler, { action: "add", body: {} });
  expect([status, body, problem.code, problem.errors[0].path]).toEqual([
    400,
    undefined,
    "invalid-input",
    "/a",
  ]);
  const denied = await invokeMessage(handler, { action: "leave", connectionId: "c-1" });
  expect(denied.problem).toMatchObject({ status: 403, code: "forbidden", detail: "c-1 may not leave." });
});

test("a message has the claims and the ID of the request, and the result lists closed connections", async () => {
  const request = { action: "leave", claims: { sub: "ann" }, connectionId: "c-1", id: "close" };
  expect(await invokeMessage(handler, request)).toMatchObject({ status: 200, closed: ["c-1"] });
});

test("the result contains the events that a handler has sent", async () => {
  const { status, sent } = await invokeMessage(handler, {
    action: "post",
    body: { text: "hi" },
    gone: ["b"],
  });
  expect(status).toBe(200);
  expect(sent).toEqual([
    { connectionId: "a", event: "posted", body: { text: "hi" } },
    { connectionId: "c", event: "posted", body: { text: "hi" } },
    { connectionId: "a", event: "closed", body: undefined },
  ]);
});

test.each(["plain text", "null", '"text"', "[1]"])(
  "the message %s, which a handler sends with the AWS SDK, is no sent event",
  async (Data) => {
    const notify = handleMessage(leave, async () => {
      await new ApiGatewayManagementApiClient({}).send(
        new PostToConnectionCommand({ ConnectionId: "a", Data }),
      );
    });
    expect(await invokeMessage(notify)).toMatchObject({ status: 200, problem: undefined, sent: [] });
  },
);

test("the problem of a one-way message is no sent event", async () => {
  const { status, problem, sent } = await invokeMessage(handler, { action: "post", body: {} });
  expect({ status, code: problem.code, sent }).toEqual({ status: 400, code: "invalid-input", sent: [] });
});

test("a message that the handler does not have is an error", async () => {
  await expect(invokeMessage(handler, { action: "other" })).rejects.toThrow(
    'invokeMessage: the handler has no message "other"; expected one of add, leave, post.',
  );
  await expect(invokeMessage(handleConnect(() => {}))).rejects.toThrow(
    "invokeMessage: the handler has no message; expected a handler from handleMessage().",
  );
});

test.each<[string, unknown]>([
  ["a handler of an HTTP route", handle(route("GET /a"), () => ({ status: 200 }))],
  ["a Lambda handler", async () => ({ statusCode: 200 })],
  ["no handler", undefined],
])("%s is an error", async (_, other) => {
  const expected =
    "the handler is not one of a WebSocket API; expected a handler from gatewright/runtime/websocket. Use invoke() for a handler from handle().";
  await expect(invokeMessage(other as never)).rejects.toThrow(`invokeMessage: ${expected}`);
  await expect(invokeConnect(other as never)).rejects.toThrow(`invokeConnect: ${expected}`);
  await expect(invokeDisconnect(other as never)).rejects.toThrow(`invokeDisconnect: ${expected}`);
});

test("a handshake returns its status and the selected subprotocol", async () => {
  expect((await invokeConnect(handler)).status).toBe(403);
  const request = { query: { v: "1" }, headers: { "X-Select": "ann" }, claims: { sub: "ann" } };
  expect(await invokeConnect(handler, { ...request, protocols: ["chat.v1", "chat.v2"] })).toEqual({
    status: 200,
    protocol: "chat.v1",
    sent: [],
    closed: [],
  });
  expect((await invokeConnect(handler, request)).protocol).toBeUndefined();
});

test("the end of a connection returns the events that connections() has sent", async () => {
  const previous = process.env[VARIABLE];
  const { sent } = await invokeDisconnect(handler, { closeCode: 4001, reason: "-done", connectionId: "c-1" });
  expect(sent).toEqual([{ connectionId: "4001-done", event: "posted", body: { text: "c-1" } }]);
  expect((await invokeDisconnect(handler)).sent[0]?.connectionId).toBe("1000");
  expect(process.env[VARIABLE]).toBe(previous);
});

test("the end of a connection returns the events of the handler, and its own connection no longer exists", async () => {
  const results: unknown[] = [];
  const ending = handleDisconnect(async ({ connectionId, connections }) => {
    results.push(await connections.broadcast([connectionId, "a", "b"], closed));
  });
  const expected = [{ connectionId: "a", event: "closed", body: undefined }];
  expect(await invokeDisconnect(ending, { gone: ["b"] })).toEqual({
    status: 200,
    sent: expected,
    closed: [],
  });
  expect((await invokeDisconnect(ending, { connectionId: "c-1", gone: ["b"] })).sent).toEqual(expected);
  expect(results).toEqual([
    { sent: 1, gone: ["test-connection=", "b"], failed: [] },
    { sent: 1, gone: ["c-1", "b"], failed: [] },
  ]);
});

test("connections() that was called before the test sends to the test", async () => {
  process.env[VARIABLE] = "http://localhost";
  const sockets = connections();
  const early = handleDisconnect(async () => void (await sockets.send("a", closed)));
  const { sent } = await invokeDisconnect(early);
  delete process.env[VARIABLE];
  expect(sent).toEqual([{ connectionId: "a", event: "closed", body: undefined }]);
});

test("calls at the same time do not mix their events", async () => {
  const texts = ["1", "2", "3"];
  const results = await Promise.all(
    texts.map((text) => invokeMessage(handler, { action: "post", body: { text } })),
  );
  expect(results.map(({ sent }) => sent.map(({ body }) => body.text))).toEqual(
    texts.map((text) => [text, text, text]),
  );
});

test("a handler that throws leaves the environment unchanged", async () => {
  const { env } = process;
  const before = { ...env };
  const failing = Object.assign(() => Promise.reject(new Error("no")), { routeKeys: ["a"] });
  await expect(invokeMessage(failing)).rejects.toThrow("no");
  expect(process.env).toEqual(before);
  expect((await invokeMessage(handler, { body: { a: 1 } })).body).toBe(2);
});
