import { runInNewContext } from "node:vm";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { WebSocket } from "ws";
import { replyTo, sendFrames, startSocketServer } from "./socket-server";

// The clients run in browsers, and functions that only import contracts do not contain them.

/** Bundles code as a web app does. An import of a module of Node is an error. */
async function bundleForBrowser(contents: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: process.cwd(), loader: "ts" },
    bundle: true,
    write: false,
    minify: true,
    platform: "browser",
    format: "iife",
    globalName: "app",
    conditions: ["gatewright-source", "module"],
  });
  return outputFiles[0]?.text ?? "";
}

/** Globals that the clients use. Browsers have all of them. Node has others, such as `Buffer` and `process`. */
const BROWSER_GLOBALS = {
  ...{ AbortController, AbortSignal, Blob, DOMException, fetch, Headers, TextEncoder, URL, URLSearchParams },
  ...{ clearTimeout, performance, queueMicrotask, setTimeout, WebSocket },
};

/** Texts that only one part of the package contains, by the name of its function. */
const PARTS: Readonly<Record<string, string>> = {
  socket: "the client is closed",
  client: "the contract declares only",
  openapi: "#/components/schemas/",
};

/** Returns the names of the parts that a bundle contains. */
const partsOf = (code: string) => Object.keys(PARTS).filter((name) => code.includes(PARTS[name] ?? ""));

test("the client of a WebSocket API runs with the globals of a browser", async () => {
  const server = await startSocketServer(sendFrames((frame) => replyTo(frame, { messageId: "m" })));
  const code = await bundleForBrowser(`
    import { message, socket } from "gatewright/contract";
    const Schema = { "~standard": {} };
    const sendMessage = message("sendMessage", { body: Schema, reply: Schema });
    export async function run(url) {
      const chat = socket({ sendMessage }, { url, token: "t" });
      const reply = await chat.send("sendMessage", { text: "größe" });
      chat.close();
      return JSON.stringify([reply, chat.state]);
    }`);
  const run: (url: string) => Promise<string> = runInNewContext(`${code}; app.run`, BROWSER_GLOBALS);
  expect(await run(server.url)).toBe('[{"messageId":"m"},"closed"]');
  expect(server.frames).toEqual([{ action: "sendMessage", id: "1", body: { text: "größe" } }]);
});

test.each([
  ["message, event", []],
  ["route", []],
  ["socket", ["socket"]],
  ["client", ["client"]],
  ["client, openapi, socket", ["socket", "client", "openapi"]],
])("a bundle that imports only { %s } contains the parts %j", async (names, parts) => {
  expect(partsOf(await bundleForBrowser(`export { ${names} } from "gatewright/contract";`))).toEqual(parts);
});

test("the client of a WebSocket API has less than 5 KB in a web app, compressed", async () => {
  const code = await bundleForBrowser('export { socket } from "gatewright/contract";');
  expect(gzipSync(code).length).toBeLessThan(5 * 1024);
});
