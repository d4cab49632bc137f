import { execFile } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { Readable } from "node:stream";
import { promisify } from "node:util";
import { writeRestFolder } from "./rest-fixture";
import { streamedBy, streamingCode } from "./streaming-fixture";

const MIB = 1024 * 1024;

/** Writes as many bytes as the query says. */
const WRITE = `const chunk = Buffer.alloc(65536);
  for (let left = Number(query.bytes); left > 0; left -= chunk.length)
    if (!stream.write(chunk)) await once(stream, "drain");
  stream.end();`;

/** Endpoint that responds with as many bytes as the query says. */
const endpoint = createServer(({ url = "" }, response) => {
  let left = Number(url.split("bytes=")[1]);
  const read = function (this: Readable) {
    this.push(left > 0 ? Buffer.alloc(Math.min(left, 65_536)) : null);
    left -= 65_536;
  };
  new Readable({ read }).pipe(response);
});
beforeAll(() => new Promise<void>((resolve) => endpoint.listen(0, "127.0.0.1", resolve)));
afterAll(() => {
  endpoint.close();
  endpoint.closeAllConnections();
});

test("a stream of 200 MB needs little more memory than a stream of 50 MB", async () => {
  const { port } = endpoint.address() as AddressInfo;
  const http = { type: "HTTP_PROXY", integration_http_method: "GET", uri: `http://127.0.0.1:${port}/` };
  const dir = writeRestFolder({
    methods: {
      "GET /function": streamedBy("large"),
      "GET /http": { integration: { ...http, response_transfer_mode: "STREAM" } },
    },
    functions: { large: { code: streamingCode(WRITE), timeout: 60 } },
  });
  const script = path.join(__dirname, "streaming-memory.ts");
  const node = ["--conditions=gatewright-source", "--require", "tsx/cjs", script, dir, "/function", "/http"];
  const { stdout } = await promisify(execFile)(process.execPath, node);
  const results: { readonly bytes: number; readonly growth: number }[] = JSON.parse(stdout);
  expect(results.map(({ bytes }) => bytes)).toEqual([200 * MIB, 200 * MIB]);
  for (const { growth } of results) expect(growth).toBeLessThan(100 * MIB);
});
