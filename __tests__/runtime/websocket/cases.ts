import { empty, event, message, route } from "gatewright/contract";
import { HttpError } from "gatewright/runtime";
import {
  handleConnect,
  handleDisconnect,
  handleMessage,
  handleSocket,
  type SocketHandler,
} from "gatewright/runtime/websocket";
import * as z from "zod/mini";

// Messages of each kind. The tests call the handler from the source, from the bundle, and over a socket.

const Fail = z.optional(z.enum(["known", "unknown", "reply"]));

/** Two-way message. Its reply has at most two digits. */
export const add = message("add", {
  body: z.strictObject({ a: z.number(), b: z.number(), fail: Fail }),
  reply: z.strictObject({ sum: z.number().check(z.lt(100)) }),
});

/** Two-way message without a body, whose reply has no body. */
export const leave = message("leave", { reply: empty });

/** One-way message. */
export const note = message("note", { body: z.strictObject({ text: z.string(), fail: Fail }) });

/** Message whose schema is asynchronous. */
export const reserve = message("reserve", {
  body: z.object({ name: z.string().check(z.refine(async (name) => name !== "taken", "It is taken")) }),
  reply: empty,
});

/** Event that `note` sends. */
export const noted = event("noted", {
  body: z.strictObject({ text: z.string(), id: z.optional(z.string()) }),
});

/** Route of an HTTP API that sends an event to connections of a WebSocket API. */
export const announce = route("POST /announce", {
  access: "public",
  body: z.object({ connectionIds: z.array(z.string()), text: z.string() }),
  replies: { 200: z.object({ sent: z.number(), gone: z.array(z.string()), failed: z.number() }) },
});

function fail(kind: z.infer<typeof Fail>): void {
  if (kind === "known") throw new HttpError(409, "taken", "It is taken.");
  if (kind === "unknown") throw new Error("a secret");
}

export const handler: SocketHandler = handleSocket(
  handleConnect(({ query, headers, claims, protocols, log }) => {
    if (query.fail === "known") throw new HttpError(403, "unknown-origin", "The origin is unknown.");
    if (query.fail === "unknown") throw new Error("a secret");
    if (query.log) log.info("connect", { query, protocols, origin: headers.origin, claims });
    return { protocol: query.protocol };
  }),
  handleDisconnect(async ({ connectionId, closeCode, reason, claims, connections, log }) => {
    if (reason === "fail") throw new HttpError(409, "taken", "It is taken.");
    log.info("disconnect", { closeCode, reason, claims });
    const [, other] = /^notify (.*)/.exec(reason) ?? [];
    if (other === undefined) return;
    const { gone } = await connections.broadcast([connectionId, other], noted, { text: connectionId });
    log.info("notified", { gone });
  }),
  handleMessage(add, async ({ body: { a, b, fail: kind } }) => {
    fail(kind);
    return { body: { sum: kind === "reply" ? 100 : a + b } };
  }),
  handleMessage(leave, () => {}),
  handleMessage(note, async ({ body: { text, fail: kind }, id, connectionId, connections }) => {
    fail(kind);
    // The text of an event with this failure does not match its schema.
    const sent = kind === "reply" ? (1 as unknown as string) : text;
    await connections.send(connectionId, noted, { text: sent, id });
  }),
  handleMessage(reserve, async () => {}),
);
