import { testCompiler } from "../compiler-cases";

const HEADER = `
/// <reference lib="dom" />
import { empty, event, message, route, socket } from "gatewright/contract";
import * as ws from "ws";
import * as z from "zod/mini";
const New = z.strictObject({ channel: z.string(), text: z.string() });
const contract = {
  sendMessage: message("sendMessage", { body: New, reply: z.object({ messageId: z.string() }) }),
  leave: message("leaveChannel", { reply: empty }),
  typing: message("typing", { body: z.object({ channel: z.string() }) }),
  filter: message("filter", { body: z.optional(z.string()) }),
  ping: message("ping"),
  messagePosted: event("messagePosted", { body: z.object({ at: z.number() }) }),
  channelClosed: event("channelClosed"),
};
const getThing = route("GET /thing");
const url = "wss://api.example.com/live";
const chat = socket(contract, { url });
const body = { channel: "a", text: "b" };
`;

/** Code, the text at which the error starts, and a part of the message. */
const WRONG: readonly (readonly [string, string, string])[] = [
  [
    'chat.send("sendMesage", body);',
    '"sendMesage"',
    'parameter of type \'"filter" | "leave" | "ping" | "sendMessage"',
  ],
  ['chat.send("leaveChannel");', '"leaveChannel"', "not assignable to parameter"],
  ['chat.send("messagePosted");', '"messagePosted"', "not assignable to parameter"],
  ['chat.send("sendMessage");', "send", "Expected 2 arguments, but got 1"],
  ['chat.send("sendMessage", { channel: "a" });', "{ channel", "'text' is missing"],
  ['chat.send("sendMessage", { ...body, text: 1 });', "text", "'number' is not assignable to type 'string'"],
  ['chat.send("ping", {});', "{}", "not assignable to parameter of type 'undefined'"],
  ['chat.send("leave", "a");', '"a"', "not assignable to parameter of type 'undefined'"],
  ['chat.send("leave").then((reply) => reply.messageId);', "reply.messageId", "possibly 'undefined'"],
  ['chat.send("sendMessage", body).then((reply) => reply.id);', "id", "'id' does not exist"],
  [
    'chat.on("sendMessage", () => {});',
    '"sendMessage"',
    'parameter of type \'"channelClosed" | "messagePosted"',
  ],
  ['chat.on("messagePosted", ({ text }) => text);', "text", "'text' does not exist"],
  ['chat.on("messagePosted", (body: { at: string }) => void body);', "(body", "not assignable to parameter"],
  ["chat.state = 'open';", "state", "read-only"],
  ["socket(contract, {});", "{}", "'url' is missing"],
  ["socket(contract, { url, timeout: 1 });", "timeout", "'timeout' does not exist"],
  ['socket(contract, { url, tokenIn: "header" });', "tokenIn", "not assignable to type"],
  ['socket(contract, { url, heartbeat: "typing" });', "heartbeat", '\'"leave" | "ping"'],
  ['socket(contract, { url, heartbeat: "channelClosed" });', "heartbeat", '\'"leave" | "ping"'],
  ["socket(contract, { url, WebSocket: Date });", "WebSocket", "not assignable to type 'WebSocketClass'"],
  ["socket({ getThing }, { url });", "getThing", "not assignable to type"],
  ["socket({ New }, { url });", "New", "not assignable to type"],
];

const VALID = [
  'const sent: Promise<{ messageId: string }> = chat.send("sendMessage", body);',
  'const left: Promise<undefined> = chat.send("leave");',
  'const typed: Promise<undefined> = chat.send("typing", { channel: "a" });',
  'chat.send("ping"); chat.send("ping", undefined); chat.send("filter"); chat.send("filter", "a");',
  'const stop: () => void = chat.on("messagePosted", ({ at }) => { const milliseconds: number = at; });',
  'chat.on("channelClosed", async () => {});',
  'chat.on("channelClosed", () => chat.close());',
  "socket(contract, { url, WebSocket });",
  "socket(contract, { url, WebSocket: ws.WebSocket });",
  'socket(contract, { url, heartbeat: "ping" }); socket(contract, { url, heartbeat: "leave" });',
  'socket(contract, { url, token: async () => "t", tokenIn: "subprotocol", protocols: ["v1"] as const });',
  "socket({}, { url });",
];

testCompiler(HEADER, WRONG, VALID);
