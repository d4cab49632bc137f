import { empty, event, message, route } from "gatewright/contract";
import { HttpError, handle } from "gatewright/runtime";
import {
  connections,
  handleConnect,
  handleDisconnect,
  handleMessage,
  handleSocket,
  type SocketConnections,
} from "gatewright/runtime/websocket";
import * as z from "zod/mini";

/**
 * The code in this file contains lines that must compile, and lines that must not compile. `tsc` checks both,
 * because it reports an error if the line below `@ts-expect-error` compiles.
 */
const Sent = z.strictObject({ messageId: z.string(), tags: z.optional(z.array(z.string())) });
const sendMessage = message("sendMessage", {
  body: z.strictObject({ channel: z.string(), text: z._default(z.string(), "") }),
  reply: Sent,
});
const leave = message("leave", { reply: empty });
const typing = message("typing", { body: z.strictObject({ channel: z.string() }) });

test("a handler of a message compiles only if it matches the contract", () => {
  const tags: readonly string[] = ["a"];
  const valid = [
    handleMessage(sendMessage, ({ body, id, connectionId, claims, requestId }) => {
      const text: string = body.text;
      const optional: string | undefined = id;
      return { body: { messageId: `${text}${optional}${connectionId}${claims.sub}${requestId}` } };
    }),
    handleMessage(sendMessage, async () => ({ body: { messageId: "1", tags } })),
    handleMessage(sendMessage, async ({ body }) => {
      if (body.channel === "") throw new HttpError(404, "channel-not-found", "The channel does not exist.");
      return { body: { messageId: "1" } };
    }),
    handleMessage(leave, () => {}),
    handleMessage(leave, async () => undefined, { validateReplies: true }),
    handleMessage(leave, ({ body }) => body satisfies undefined),
    handleMessage(typing, async ({ body, log }) => log.info(body.channel)),
  ];

  const invalid = [
    // @ts-expect-error the contract declares a reply
    handleMessage(sendMessage, () => {}),
    // @ts-expect-error the reply is an object with a body
    handleMessage(sendMessage, () => ({ messageId: "1" })),
    // @ts-expect-error messageId must be a string
    handleMessage(sendMessage, async () => ({ body: { messageId: 1 } })),
    // @ts-expect-error the reply lacks messageId
    handleMessage(sendMessage, () => ({ body: {} })),
    // @ts-expect-error the contract declares no body for the reply
    handleMessage(leave, () => ({ body: { messageId: "1" } })),
    // @ts-expect-error the contract is one-way
    handleMessage(typing, async () => ({ body: 1 })),
    // @ts-expect-error the schema of the body has no topic
    handleMessage(typing, ({ body }) => void body.topic),
    // @ts-expect-error the contract declares no body
    handleMessage(leave, ({ body }) => void body.channel),
    // @ts-expect-error a route is no message
    () => handleMessage(route("GET /leave"), () => {}),
    // @ts-expect-error an event is no message
    () => handleMessage(event("leave"), () => {}),
    // @ts-expect-error a message is no route
    () => handle(leave, () => ({ status: 204 })),
  ];
  expect([valid.length, invalid.length]).toEqual([7, 11]);
});

const posted = event("posted", { body: z.strictObject({ text: z.string(), size: z.optional(z.int()) }) });
const closed = event("closed");

test("an event is sent only with the body of its contract", () => {
  const run = async (sockets: SocketConnections, id: string, ids: readonly string[]) => {
    const sent: boolean = await sockets.send(id, posted, { text: "a" });
    await sockets.send(id, closed);
    const { gone, failed } = await sockets.broadcast(ids, posted, { text: "a" }, { concurrency: 5 });
    await sockets.broadcast(new Set(gone), closed);
    await sockets.broadcast(
      failed.map(({ connectionId }) => connectionId),
      closed,
      undefined,
      { concurrency: 1 },
    );
    const state = await sockets.get(id);
    const connectedAt: Date | undefined = state?.connectedAt;
    const existed: boolean = await sockets.close(id);
    return [sent, connectedAt, existed];
  };

  const invalid = (sockets: SocketConnections) => [
    // @ts-expect-error the contract declares a body
    sockets.send("a", posted),
    // @ts-expect-error text must be a string
    sockets.send("a", posted, { text: 1 }),
    // @ts-expect-error the schema has no color
    sockets.send("a", posted, { text: "a", color: "red" }),
    // @ts-expect-error the contract declares no body
    sockets.send("a", closed, { text: "a" }),
    // @ts-expect-error a message is no event
    sockets.send("a", leave),
    // @ts-expect-error the first argument is a list
    sockets.broadcast("a", closed),
    // @ts-expect-error the contract declares a body
    sockets.broadcast(["a"], posted),
    // @ts-expect-error the contract declares a body
    sockets.broadcast(["a"], posted, { concurrency: 5 }),
    // @ts-expect-error parallel is no option
    sockets.broadcast(["a"], closed, undefined, { parallel: 5 }),
  ];
  expect([run, invalid, connections]).toHaveLength(3);
});

test("a handler of a connection compiles only with the data of its event", () => {
  const valid = [
    handleConnect(() => {}),
    handleConnect(async () => undefined),
    handleConnect(({ protocols }) => ({ protocol: protocols[0] })),
    handleConnect(async ({ query, headers }) => {
      const token: string | undefined = query.token ?? headers["x-token"];
      if (token === undefined) throw new HttpError(401, "no-token", "The token is missing.");
      return { protocol: "chat.v1" };
    }),
    handleDisconnect(({ closeCode, reason }) => void `${closeCode + 1}${reason.length}`),
    handleDisconnect(async ({ connectionId, connections }) => {
      await connections.broadcast([connectionId], closed);
    }),
  ];
  const handler = handleSocket(
    ...valid.slice(0, 1),
    handleMessage(leave, () => {}),
  );

  const invalid = [
    // @ts-expect-error the connection does not exist yet
    handleConnect(({ connections }) => void connections),
    // @ts-expect-error protocol must be a string
    handleConnect(() => ({ protocol: 1 })),
    // @ts-expect-error a handshake is rejected with an HttpError
    handleConnect(() => ({ statusCode: 403 })),
    // @ts-expect-error API Gateway ignores the result
    handleDisconnect(() => ({ statusCode: 200 })),
    // @ts-expect-error the contract of the event declares a body
    handleDisconnect(({ connections }) => void connections.send("a", posted)),
  ];
  expect([valid.length, handler.routeKeys, invalid.length]).toEqual([6, ["$connect", "leave"], 5]);
});
