import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { writeWebSocketFolder } from "./web-socket-fixture";

/** Limit for both ends of an idle connection, which need about 10 KB. */
const MAX_IDLE_BYTES = 32 * 1024;
/** Limit for a closed connection. Only the log keeps data about it: three lines, in a bounded history. */
const MAX_CLOSED_BYTES = 2 * 1024;

/** Runs a script of this folder in a separate process, and returns what it measured. */
async function measure(script: string, dir: string) {
  const file = path.join(__dirname, script);
  const node = ["--expose-gc", "--conditions=gatewright-source", "--require", "tsx/cjs", file, dir, "2000"];
  const { stdout } = await promisify(execFile)(process.execPath, node);
  return JSON.parse(stdout);
}

test("2,000 idle connections need little memory [our choice]", async () => {
  const dir = writeWebSocketFolder({ routes: {} });
  const { bytesPerConnection, connections } = await measure("idle-memory.ts", dir);
  expect(connections).toBe(2000);
  expect(bytesPerConnection).toBeLessThan(MAX_IDLE_BYTES);
});

test("2,000 closed connections release their memory [our choice]", async () => {
  const { bytesPerConnection } = await measure("closed-memory.ts", writeWebSocketFolder({ routes: {} }));
  expect(bytesPerConnection).toBeLessThan(MAX_CLOSED_BYTES);
});
