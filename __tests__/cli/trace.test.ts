import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { RequestTrace, TraceSpan } from "gatewright/local";
import { formatTrace } from "../../src/cli/format-trace";
import { type StackDescription, writeStackFolder } from "../local/gateway/terraform-fixture";
import { temporaryFolder } from "../support";
import { environment, nodeArguments } from "./project";

let gateway: ChildProcessWithoutNullStreams | undefined;
afterEach(async () => {
  if (gateway?.exitCode === null && gateway.kill()) await once(gateway, "close");
  gateway = undefined;
});

const STACK: StackDescription = { routes: { "GET /echo": { to: "echo" }, "GET /fail": { to: "fail" } } };

/** Runs `gatewright start` with a stack, in an empty folder. */
function start(folder: string, ...options: string[]): ChildProcessWithoutNullStreams {
  const dir = writeStackFolder(STACK);
  const args = [...nodeArguments(process.cwd()), "start", "--dir", dir, "--port", "0", ...options];
  gateway = spawn(process.execPath, args, { cwd: folder, env: environment() });
  return gateway;
}

/** Reads the output until it matches a pattern. Returns the output since the last call. */
async function readUntil({ stdout }: ChildProcessWithoutNullStreams, pattern: RegExp): Promise<string> {
  let output = "";
  for await (const chunk of stdout.iterator({ destroyOnReturn: false })) {
    output += chunk;
    if (pattern.test(output)) return output;
  }
  throw new Error(`the gateway ended; it printed ${output}`);
}

async function readUrl(running: ChildProcessWithoutNullStreams): Promise<string> {
  const banner = await readUntil(running, /DynamoDB at .*\n\n/);
  return /http:\/\/localhost:\d+/.exec(banner)?.[0] ?? "";
}

test("--trace prints the parts of a request under its line", async () => {
  const running = start(temporaryFolder(), "--trace");
  const url = await readUrl(running);
  await fetch(`${url}/fail?x`);
  const output = await readUntil(running, /(?: {4}gateway.*\n[\s\S]*){2}/);
  const lines = output.slice(output.indexOf("500 GET /fail")).replaceAll(/\d+\.\d ms/g, "N ms");
  expect(lines.replaceAll(/ +/g, " ").split("\n")).toEqual([
    expect.stringMatching(/^500 GET \/fail\?x .*TypeError: x \(GET \/fail\)$/),
    " gateway N ms at N ms",
    " integration fail N ms at N ms",
    " cold start N ms at N ms",
    " handler N ms at N ms TypeError",
    " gateway N ms at N ms",
    "",
  ]);
});

test("--trace-file appends one JSON object per request, and prints nothing more", async () => {
  const folder = temporaryFolder();
  for (const count of [2, 4]) {
    const running = start(folder, "--trace-file", "traces.jsonl");
    const url = await readUrl(running);
    for (const name of ["echo", "fail"]) await fetch(`${url}/${name}`);
    const output = await readUntil(running, /^500 GET \/fail.*\n/m);
    expect(output).not.toMatch(/^ {4}(gateway|integration|handler)/m);
    running.kill();
    await once(running, "close");
    const lines = readFileSync(path.join(folder, "traces.jsonl"), "utf8").split("\n");
    expect(lines.pop()).toBe("");
    expect(lines).toHaveLength(count);
    const traces: RequestTrace[] = lines.slice(-2).map((line) => JSON.parse(line));
    expect(traces.map(({ routeKey, status }) => [routeKey, status])).toEqual([
      ["GET /echo", 200],
      ["GET /fail", 500],
    ]);
    expect(traces[1]?.spans[1]?.spans.map(({ kind }) => kind)).toEqual(["init", "handler"]);
  }
});

test.each([
  ["a folder", "out", /EISDIR/],
  ["in a folder that does not exist", "missing/traces.jsonl", /ENOENT/],
])("the start fails before it serves if the trace file is %s", async (_, file, reason) => {
  const folder = temporaryFolder();
  mkdirSync(path.join(folder, "out"));
  const running = start(folder, "--trace-file", file);
  const output: Record<"stdout" | "stderr", string> = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    running[name].on("data", (text) => (output[name] += text));
  const [status] = await once(running, "close");
  expect([status, output.stdout]).toEqual([1, ""]);
  const [line, hint, ...rest] = output.stderr.split("\n");
  expect(line).toMatch(reason);
  expect(line).toMatch(
    new RegExp(`^--trace-file is "${file}"; expected a file that can be written, in an existing folder \\(`),
  );
  expect([hint, rest]).toEqual(["Run `npx gatewright start --help` to list the options.", [""]]);
  expect(existsSync(path.join(folder, ".gatewright"))).toBe(false);
});

(existsSync("/dev/full") ? test : test.skip)(
  "a full disk is reported once, and the gateway still responds",
  async () => {
    const running = start(temporaryFolder(), "--trace-file", "/dev/full");
    let stderr = "";
    running.stderr.on("data", (text) => {
      stderr += text;
    });
    const url = await readUrl(running);
    for (const _ of [1, 2]) expect((await fetch(`${url}/echo`)).status).toBe(200);
    running.kill();
    await once(running, "close");
    expect(stderr).toMatch(/^--trace-file \/dev\/full: ENOSPC: .*\. No further traces are written\.\n$/);
  },
);

test("a name and an error type in a trace cannot start a line of the output", () => {
  const span: TraceSpan = {
    kind: "call",
    name: "GET x\n200 GET /forged",
    startMs: 1,
    durationMs: 2,
    errorType: "E\n200 GET /forged",
    isUnfinished: true,
    spans: [],
  };
  expect(formatTrace({ spans: [span] })).toBe(
    "    GET x\\n200 GET /forged  2.0 ms  at 1.0 ms  E\\n200 GET /forged, not finished",
  );
});
