import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { writeWebSocketFolder } from "./web-socket-fixture";

/** Limit for both ends of a connection, which need about 10 KB. */
const MAX_BYTES = 32 * 1024;

test("2,000 idle connections need little memory [our choice]", async () => {
  const dir = writeWebSocketFolder({ routes: {} });
  const script = path.join(__dirname, "idle-memory.ts");
  const node = ["--expose-gc", "--conditions=gatewright-source", "--require", "tsx/cjs", script, dir, "2000"];
  const { stdout } = await promisify(execFile)(process.execPath, node);
  const { bytesPerConnection, connections } = JSON.parse(stdout);
  expect(connections).toBe(2000);
  expect(bytesPerConnection).toBeLessThan(MAX_BYTES);
});
