import { startLocal } from "gatewright/local";
import { testBackend } from "../backend";
import { type RestDescription, restGateway, writeRestFolder } from "./rest-fixture";
import { Gates, openResponse, streamedBy, streamingCode } from "./streaming-fixture";

// Sources of the expected results (docs/decisions/021-facts-carry-sources.md explains the marks in titles):
// - [AWS docs]: the pages response-transfer-mode and response-streaming-troubleshoot of the developer guide
// - [our choice]: AWS documents that a function may continue when the connection is closed

const backend = testBackend();
let gates: Gates;
beforeEach(() => {
  gates = new Gates();
  backend.respondWith(gates.listener);
});

/** Calls a gate of the test, and waits until the test opens it. */
const GATE =
  "const gate = (name, detail = '') => fetch(`${process.env.GATES}/${name}?${encodeURIComponent(detail)}`);";
const ENDLESS = "async function* () { for (let index = 0; ; index++) yield `${index},`; }";

const HANDLERS: Readonly<Record<string, string>> = {
  steps:
    'stream.write("one"); await gate("first"); stream.write("two"); await gate("second"); stream.end("three");',
  endless: `await gate("start"); await pipeline(${ENDLESS}, stream).catch((error) => gate("ended", error.message)); throw new Error("x");`,
  waiting: `stream.write("x"); stream.once("close", () => gate("closed", String(stream.destroyed))); await gate("forever");`,
  drained: `while (stream.write("x".repeat(16384)) || (await once(stream, "drain").then(() => true, (error) => void gate("drain", error.code))));`,
  forgotten: `stream.write("x"); await once(stream, "close").catch(() => {}); await gate("forgotten"); stream.write("late"); stream.end();`,
  slow: `const chunk = Buffer.alloc(65536); let accepted = 0; let last = -1; let idle = 0;
    const timer = setInterval(() => { idle = accepted === last ? idle + 1 : 0; last = accepted;
      if (idle === 10) gate("stalled", accepted); }, 20);
    for (let index = 0; index < 1600; index++) {
      accepted += chunk.length;
      if (!stream.write(chunk)) await once(stream, "drain");
    }
    clearInterval(timer);
    stream.end();
    await gate("finished", accepted);`,
  large: 'stream.write(Buffer.alloc(50 * 1024 * 1024, "x")); stream.end();',
  fails: 'stream.write("one"); await gate("first"); if (!query.ok) throw new TypeError("no"); stream.end();',
  crashes:
    'stream.write("one"); await gate("first"); setImmediate(() => { throw new TypeError("crash"); }); await gate("never");',
  exits: 'stream.write("one"); await gate("first"); process.exit(3);',
  short: 'stream.write("two"); stream.end();',
  excess: 'stream.write("two"); await gate("first"); stream.write("more"); stream.end();',
  destroyed: 'stream.write("one"); await gate("first"); stream.destroy();',
};
const METADATA: Readonly<Record<string, string>> = {
  short: '{ headers: { "content-length": "4" } }',
  excess: '{ headers: { "content-length": "4" } }',
};

const stack = (): RestDescription => ({
  stages: { dev: { access_log_settings: { format: LOG_FORMAT } } },
  methods: Object.fromEntries(Object.keys(HANDLERS).map((name) => [`ANY /${name}`, streamedBy(name)])),
  functions: Object.fromEntries(
    Object.entries(HANDLERS).map(([name, statements]) => [
      name,
      {
        code: streamingCode(`${GATE} ${statements}`, METADATA[name]),
        environment: { variables: { GATES: backend.url } },
        timeout: 60,
      },
    ]),
  ),
});
const LOG_FORMAT =
  "$context.requestId $context.path $context.status $context.responseLength $context.integration.responseTransferMode $context.integration.status";
const api = restGateway(stack);
const open = (line: string) => openResponse(api.local.url, line);

/** Waits for the last line of a log, which is written when the response has ended. */
async function lastLog(kind: string): Promise<string> {
  for (;;) {
    const line = api.takeLogs(kind).at(-1);
    if (line !== undefined) return line;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
beforeEach(() => {
  api.takeLogs("request");
  api.takeLogs("access");
});

test("each chunk arrives while the handler still runs [AWS docs]", async () => {
  const response = await open("GET /dev/steps");
  expect(await response.next()).toBe("one");
  expect(api.takeLogs("access")).toEqual([]);
  gates.open("first");
  expect(await response.next()).toBe("two");
  gates.open("second");
  expect(await response.rest()).toBe("three");
  expect(await lastLog("access")).toMatch(/^[\da-f-]{36} \/dev\/steps 200 11 STREAMED 200$/);
  expect(await lastLog("request")).toMatch(/^200 GET \/dev\/steps {2}/);
});

test("a client that closes the connection ends the stream of a handler in pipeline() [our choice]", async () => {
  gates.open("start");
  const response = await open("GET /dev/endless");
  expect(await response.next()).toMatch(/^0,/);
  response.close();
  expect(await gates.arrived("ended")).toBe("aborted");
  gates.open("ended");
  expect(await lastLog("request")).toMatch(/^200 GET \/dev\/endless {2}.*the client closed the connection/);
});

test("a client that closes the connection ends the stream of a handler that writes nothing [our choice]", async () => {
  const response = await open("GET /dev/waiting");
  response.close();
  expect(await gates.arrived("closed")).toBe("true");
  gates.open("closed");
  gates.open("forever");
});

test("a client that closes the connection ends a wait for drain [our choice]", async () => {
  const response = await open("GET /dev/drained");
  response.close();
  expect(await gates.arrived("drain")).toBe("ECONNRESET");
  gates.open("drain");
});

test("a client that closes the connection before the first write ends the stream at this write [our choice]", async () => {
  const { hostname, port } = new URL(api.local.url);
  const controller = new AbortController();
  const pending = fetch(`http://${hostname}:${port}/dev/endless`, { signal: controller.signal });
  await gates.arrived("start");
  controller.abort();
  await expect(pending).rejects.toThrow();
  gates.open("start");
  expect(await gates.arrived("ended")).toBe("aborted");
  gates.open("ended");
});

test("a handler that ignores the closed connection can write on, and its environment runs the next request [our choice]", async () => {
  (await open("GET /dev/forgotten")).close();
  await gates.arrived("forgotten");
  gates.open("forgotten");
  const next = await open("GET /dev/forgotten");
  expect(await next.next()).toBe("x");
  next.close();
});

test("a client that does not read slows down the handler [our choice]", async () => {
  const response = await open("GET /dev/slow");
  const [state, accepted] = await Promise.race([
    gates.arrived("stalled").then((bytes) => ["stalled", Number(bytes)] as const),
    gates.arrived("finished").then((bytes) => ["finished", Number(bytes)] as const),
  ]);
  expect(state).toBe("stalled");
  expect(accepted).toBeLessThan(32 * 1024 * 1024);
  for (const gate of ["stalled", "finished"]) gates.open(gate);
  expect((await response.rest()).length).toBe(1600 * 65_536);
});

test("a single large chunk passes in parts [our choice]", async () => {
  const { body } = await api.call("GET /dev/large");
  expect(body.length).toBe(50 * 1024 * 1024);
});

test.each([
  ["throws", "fails", "TypeError: no"],
  ["raises an uncaught exception", "crashes", "TypeError: crash"],
  ["ends its process", "exits", "Runtime exited with error: exit status 3"],
  ["destroys its stream", "destroyed", "Response stream is not finished."],
  ["writes more than its content-length", "excess", "content-length, which is 4"],
])("the connection is closed if a handler %s after the first chunk [AWS docs]", async (_, path, reason) => {
  const response = await open(`GET /dev/${path}`);
  await response.next();
  gates.open("first");
  await expect(response.rest()).rejects.toThrow("aborted");
  const line = await lastLog("request");
  expect(line).toMatch(/^200 GET/);
  expect(line).toContain(reason);
});

test("the connection is closed if a body is shorter than its content-length [our choice]", async () => {
  const response = await open("GET /dev/short");
  await expect(response.rest()).rejects.toThrow("aborted");
  expect(await lastLog("request")).toContain("the body has 3 bytes; content-length is 4");
});

test("a failed stream does not change later requests on the same environment [our choice]", async () => {
  gates.open("first");
  const response = await open("GET /dev/fails");
  await expect(response.rest()).rejects.toThrow("aborted");
  expect(await api.call("GET /dev/fails?ok=1")).toMatchObject({ status: 200, body: "one" });
});

test("a reload lets an open stream continue, and stop() ends one [our choice]", async () => {
  const local = await startLocal({ dir: writeRestFolder(stack()) });
  const response = await openResponse(local.url, "GET /dev/steps");
  expect(await response.next()).toBe("one");
  await local.reload();
  gates.open("first");
  expect(await response.next()).toBe("two");
  await local.stop();
  await expect(response.rest()).rejects.toThrow("aborted");
});
