import { testCompiler } from "../compiler-cases";

const HEADER = `
import type { HttpApi, NodejsFunction, RestApi, WebSocketApi } from "gatewright";
import { empty, event, message, openapi, problem, route, text } from "gatewright/contract";
import { handle } from "gatewright/runtime";
import * as z from "zod";
declare const chat: WebSocketApi;
declare const http: HttpApi;
declare const rest: RestApi;
declare const fn: NodejsFunction;
declare const key: string;
const Text = z.object({ text: z.string() });
const send = message("sendMessage", { body: Text, reply: Text });
const typing = message("typing");
const posted = event("posted", { body: Text });
const list = route("GET /channels");
`;

/** Code, the text at which the error starts, and a part of the message. */
const WRONG: readonly (readonly [string, string, string])[] = [
  [
    'message("$connect");',
    '"$connect',
    "$connect starts with $, as only $connect, $disconnect and $default do",
  ],
  ['message("");', '""', "The name is empty."],
  ["message(5);", "5", "not assignable to parameter of type"],
  ['message("a", { replies: Text });', "replies", "'replies' does not exist in type"],
  ['message("a", { body: Text, replies: Text });', "replies", "replies is not a property of this object."],
  ['message("a", { reply: text() });', "reply", "not assignable to type"],
  ['message("a", { reply: problem("not-found") });', "reply", "not assignable to type"],
  ['message("a", { body: "text" });', "body", "not assignable to type"],
  ['message("a", { body: Text, examples: { body: { text: 5 } } });', "text: 5", "not assignable to type"],
  ['message("a", { reply: Text, examples: { reply: {} } });', "reply: {}", "Property 'text' is missing"],
  ['message("a", { examples: { body: 5 } });', "body: 5", "not assignable to type 'never'"],
  ['message("a", { reply: empty, examples: { reply: 5 } });', "reply: 5", "not assignable to type 'never'"],
  ['event("$posted");', '"$posted', "$posted starts with $"],
  ['event("");', '""', "The name is empty."],
  ['event("a", { body: Text, reply: empty });', "reply", "reply is not a property of this object."],
  ['event("a", { body: Text, examples: { body: 5 } });', "body: 5", "not assignable to type"],
  ["chat.route(send, fn, { twoWay: true });", "{ twoWay", "A message with a reply is two-way by itself."],
  ["chat.route(typing, fn, { twoWay: false });", "{ twoWay", "A message with a reply is two-way by itself."],
  ["chat.route(send, fn, { throtle: 1 });", "throtle", "Did you mean to write 'throttle'?"],
  ['chat.route("send", fn, { twoWay: true, throtle: 1 });', "throtle", "throtle is not a property of this"],
  [
    'chat.route("$conect", fn);',
    '"$conect',
    "$conect is not a predefined key. Write $connect, $disconnect or",
  ],
  ['chat.route("", fn);', '""', "The route key is empty."],
  ["chat.route(5, fn);", "5", "not assignable to parameter of type 'string | Message'"],
  ["chat.route(list, fn);", "list", "not assignable to parameter of type 'string | Message'"],
  ["chat.route(posted, fn);", "posted", "not assignable to parameter of type 'string | Message'"],
  ['chat.route(send, "functions/send.ts");', '"functions', "parameter of type 'FunctionTarget'"],
  ["http.route(send, fn);", "send", "parameter of type 'RouteKeyText | Route'"],
  ["rest.route(posted, fn);", "posted", "parameter of type 'RouteKeyText | Route'"],
  ["handle(send, () => ({ status: 200 }));", "send", "Property 'key' is missing"],
  ['openapi({ send }, { title: "a", version: "1" });', "send", "Property 'key' is missing"],
];

const VALID = [
  "chat.route(send, fn);",
  "chat.route(typing, fn, { throttle: { rate: 1, burst: 1 }, detailedMetrics: true });",
  'chat.route("$connect", fn);',
  'chat.route("send", fn, { twoWay: true });',
  "chat.route(key, fn);",
  "chat.route(Math.random() > 0.5 ? send : typing, fn);",
  'const action: "sendMessage" = send.action;',
  'const name: "posted" = posted.event;',
  'message("leave", { reply: empty });',
  "message(key, { summary: key });",
  'event("a", { body: Text, examples: { body: { text: "a" } } });',
];

testCompiler(HEADER, WRONG, VALID);
