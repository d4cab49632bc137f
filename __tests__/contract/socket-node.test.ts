import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { temporaryFolder } from "../support";
import { replyTo, startSocketServer } from "./socket-server";

// The client with the global WebSocket of Node, in a process that ends without process.exit().

const SCRIPT = `
import { empty, message, socket } from "gatewright/contract";
const [url] = process.argv.slice(2);
const lines = [];
const contract = { leave: message("leave", { reply: empty }), stop: message("stop", { reply: empty }) };
const options = {
  url,
  heartbeat: "leave",
  reconnectDelayMs: 1,
  maxReconnectDelayMs: 4,
  onStateChange: (state, cause) => lines.push(state + " " + (cause?.message ?? "")),
  onError: ({ message }) => lines.push("error " + message),
};
const chat = socket(contract, { ...options, token: "a.b.c", tokenIn: "subprotocol" });
await chat.send("leave");
await chat.send("stop").catch(({ name }) => lines.push(name));
await chat.send("leave");
chat.close();
const denied = socket(contract, { ...options, token: "denied", maxAttempts: 2 });
await denied.send("leave").catch(({ name, code }) => lines.push(name + " " + code));
const early = socket(contract, options);
await new Promise((resolve) => setImmediate(resolve));
early.close();
process.stdout.write(JSON.stringify(lines));
`;

/** Flag of Node 20, in which the global WebSocket is experimental. */
const FLAGS = ["--experimental-websocket"].filter((flag) => process.allowedNodeEnvironmentFlags.has(flag));

test("the client works with the global WebSocket of Node, and close() ends the process", async () => {
  const server = await startSocketServer((frame, connection) => {
    if (frame.action === "stop") connection.close(1001, "Going away");
    else connection.send(JSON.stringify(replyTo(frame)));
  });
  server.isDenied = ({ url = "" }) => url.includes("denied");
  const { outputFiles } = await build({
    stdin: { contents: SCRIPT, resolveDir: process.cwd() },
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
    conditions: ["gatewright-source", "module"],
  });
  const file = path.join(temporaryFolder(), "client.mjs");
  writeFileSync(file, outputFiles[0]?.text ?? "");
  const { stdout } = await promisify(execFile)(process.execPath, [...FLAGS, file, server.url]);
  const lines: string[] = JSON.parse(stdout);
  const refused = lines.filter((line) => /^(error|closed) the connection was closed with 1006/.test(line));
  expect(refused).toHaveLength(2);
  expect(lines.filter((line) => !refused.includes(line))).toEqual([
    "open ",
    "connecting the connection was closed with 1001: Going away",
    "SocketClosedError",
    "open ",
    "closed ",
    "SocketClosedError 1006",
    "closed ",
  ]);
});
