import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Socket } from "node:net";
import path from "node:path";

/** Writes a stack `things` with one topic, as CDKTF would. */
const APPLICATION = `
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

/** Tells that it runs by a connection, and never stops writing, or in a minute. */
export const ENDLESS_APPLICATION = `
const fs = require("node:fs");
const path = require("node:path");
require("node:net").connect(Number(process.env.ALIVE), "127.0.0.1", () => {
  for (const end = Date.now() + 60_000; Date.now() < end; ) {
    fs.mkdirSync(process.env.CDKTF_OUTDIR, { recursive: true });
    fs.writeFileSync(path.join(process.env.CDKTF_OUTDIR, "written"), "");
  }
});
`;

/** A project that synthesizes in no time: `settings.json` names its topic. */
export function writeSmallProject(folder: string, before = "", application = APPLICATION): void {
  mkdirSync(folder, { recursive: true });
  // A shell that waits for what it started, whatever shell it is.
  const app = "true && node app.cjs && true";
  writeFileSync(path.join(folder, "cdktf.json"), JSON.stringify({ app }));
  writeFileSync(path.join(folder, "app.cjs"), `${before}${application}`);
  writeFileSync(path.join(folder, "settings.json"), JSON.stringify({ topic: "first" }));
}

export function git(folder: string, ...args: string[]): string {
  const author = ["-c", "user.name=a", "-c", "user.email=a@b.c"];
  return execFileSync("git", [...author, ...args], { cwd: folder, stdio: "pipe", encoding: "utf8" });
}

/**
 * Runs a script in the project of an endless application, sends it a signal once the application runs, and waits for both
 * to end.
 *
 * @returns the signal that ended the script
 */
export async function endedBy(
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
  const isEnded = once(child, "close");
  const [application] = await Promise.race([once(server, "connection"), isEnded]);
  server.close();
  const isGone = once((application as Socket).resume(), "close");
  child.kill(signal);
  const [[, by]] = await Promise.all([isEnded, isGone]);
  return by;
}
