import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Socket } from "node:net";
import path from "node:path";

/** Code of an app that writes a stack `things` with one topic, in CDKTF's output format. */
const APP = `
const fs = require("node:fs");
const path = require("node:path");
const { topic } = require("./settings.json");
const out = process.env.CDKTF_OUTDIR;
const folder = path.join(out, "stacks", "things");
const stack = { name: "things", workingDirectory: "stacks/things" };
fs.mkdirSync(folder, { recursive: true });
fs.writeFileSync(path.join(folder, "cdk.tf.json"), JSON.stringify({ resource: { aws_sns_topic: { [topic]: {} } } }));
fs.writeFileSync(path.join(out, "manifest.json"), JSON.stringify({ stacks: { things: stack } }));
`;

/** Code of an app that connects to the port in the variable `ALIVE`, and then writes files for a minute. */
export const ENDLESS_APP = `
const fs = require("node:fs");
const path = require("node:path");
require("node:net").connect(Number(process.env.ALIVE), "127.0.0.1", () => {
  for (const end = Date.now() + 60_000; Date.now() < end; ) {
    fs.mkdirSync(process.env.CDKTF_OUTDIR, { recursive: true });
    fs.writeFileSync(path.join(process.env.CDKTF_OUTDIR, "written"), "");
  }
});
`;

/**
 * Writes a project whose synthesis is fast. The app reads the name of its topic from `settings.json`.
 * @param before code that runs before the app
 */
export function writeSmallProject(folder: string, before = "", app = APP): void {
  mkdirSync(folder, { recursive: true });
  // With several commands, every shell starts Node as a child process. With a single command, some shells
  // would be replaced by Node.
  const command = "true && node app.cjs && true";
  writeFileSync(path.join(folder, "cdktf.json"), JSON.stringify({ app: command }));
  writeFileSync(path.join(folder, "app.cjs"), `${before}${app}`);
  writeFileSync(path.join(folder, "settings.json"), JSON.stringify({ topic: "first" }));
}

/** Runs git in a folder and returns its output. */
export function git(folder: string, ...args: string[]): string {
  const author = ["-c", "user.name=a", "-c", "user.email=a@b.c"];
  return execFileSync("git", [...author, ...args], { cwd: folder, stdio: "pipe", encoding: "utf8" });
}

/**
 * Runs a script in a project with {@link ENDLESS_APP}. Sends a signal to the script when the app is running,
 * and waits until the script and the app have ended.
 *
 * @returns the signal that ended the script
 */
export async function killRunningApp(
  signal: NodeJS.Signals,
  args: readonly string[],
  { cwd, env }: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<NodeJS.Signals | null> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...env, ALIVE: String(port) },
    stdio: "inherit",
  });
  const scriptEnd = once(child, "close");
  const [connection] = await Promise.race([once(server, "connection"), scriptEnd]);
  server.close();
  const appEnd = once((connection as Socket).resume(), "close");
  child.kill(signal);
  const [[, endSignal]] = await Promise.all([scriptEnd, appEnd]);
  return endSignal;
}
