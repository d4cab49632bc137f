import { createHash } from "node:crypto";
import path from "node:path";
import { type Bundle, bundle, writeBundle } from "#bundle";
import { temporaryFolder } from "../../support";
import { TestLambda, testLambda } from "./support";

afterEach(() => TestLambda.stopAll());

/** The lines that a handler with this body writes. */
async function linesOf(body: string, environment: Record<string, string> = {}) {
  const lambda = testLambda(`exports.handler = async () => { ${body} }`, { environment }, { environment });
  const { requestId } = await lambda.call();
  return { lines: lambda.lines, requestId, lambda };
}

test("a line of the console is JSON with its time, level and request", async () => {
  const { lines, requestId } = await linesOf("console.info({ message: 'created', id: 1 })");
  expect(lines).toEqual([
    {
      address: "aws_lambda_function.greet",
      functionName: "test-greet",
      level: "INFO",
      requestId,
      text: expect.any(String),
    },
  ]);
  expect(JSON.parse(lines[0]?.text ?? "")).toEqual({
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    level: "INFO",
    requestId,
    message: { message: "created", id: 1 },
  });
});

test.each([
  ["trace", "TRACE"],
  ["debug", "DEBUG"],
  ["log", "INFO"],
  ["info", "INFO"],
  ["warn", "WARN"],
  ["error", "ERROR"],
])("console.%s writes at level %s", async (method, level) => {
  const { lines } = await linesOf(`console.${method}('x')`, { AWS_LAMBDA_LOG_LEVEL: "TRACE" });
  expect(lines.map((line) => [line.level, JSON.parse(line.text).level])).toEqual([[level, level]]);
});

test("what is below the function's log level is not written", async () => {
  const { lines } = await linesOf("console.debug('x'); console.info('y')");
  expect(lines.map(({ text }) => JSON.parse(text).message)).toEqual(["y"]);
});

test("several values are put together to a text, with the error among them", async () => {
  const { lines } = await linesOf("console.log('%d is', 1, new RangeError('bad'))");
  expect(JSON.parse(lines[0]?.text ?? "")).toMatchObject({
    message: expect.stringMatching(/^1 is RangeError: bad\n/),
    errorType: "RangeError",
    errorMessage: "bad",
    stackTrace: expect.arrayContaining(["RangeError: bad"]),
  });
});

test("an error is written with its stack and what is its own", async () => {
  const { lines } = await linesOf(
    "console.error({ error: Object.assign(new RangeError('bad'), { code: 7 }) })",
  );
  expect(JSON.parse(lines[0]?.text ?? "").message.error).toEqual({
    errorType: "RangeError",
    errorMessage: "bad",
    stackTrace: expect.arrayContaining(["RangeError: bad"]),
    code: 7,
  });
});

test("what is no JSON is written as text", async () => {
  const { lines } = await linesOf("console.log(1n); const a = {}; a.a = a; console.log(a)");
  const messages = lines.map(({ text }) => JSON.parse(text).message);
  expect(messages).toEqual(["1n", "<ref *1> { a: [Circular *1] }"]);
});

test("what is written to stdout and stderr stays as it is, line by line, in its order", async () => {
  const { lines, requestId } = await linesOf(`
    process.stdout.write("on");
    process.stdout.write(Buffer.from("e\\ntwo\\n\\xc3", "latin1"));
    process.stdout.write(Buffer.from("\\xa9\\n", "latin1"));
    process.stderr.write("three\\n");
    console.dir({ a: 1 });
    console.log("four");
    process.stdout.write("five")`);
  expect(lines.map(({ level, text }) => level ?? text)).toEqual([
    "one",
    "two",
    "é",
    "three",
    "{ a: 1 }",
    "INFO",
    "five",
  ]);
  expect(new Set(lines.map((line) => line.requestId))).toEqual(new Set([requestId]));
});

test("what a function wrote before it was ended is not lost", async () => {
  const { lines } = await linesOf("console.log('a'); process.stdout.write('b'); process.exit()");
  expect(lines).toHaveLength(2);
});

test("what a function wrote before it crashed is not lost", async () => {
  const { lambda } = await linesOf(
    "process.stdout.write('a'); setImmediate(() => { throw new Error() }); await new Promise(() => {})",
  );
  await expect(lambda.written(2)).resolves.toMatchObject([{ level: "ERROR" }, { text: "a" }]);
});

test.each([
  ["process.stdout.write", "process.stdout.write('x'.repeat(2000) + '\\n')"],
  ["process.stdout.write, nothing in a line", "process.stdout.write('\\n')"],
  ["the console", "console.log('x'.repeat(2000))"],
])("a handler that writes to %s without end waits until it is read", async (_, write) => {
  const code = `exports.handler = async () => { for (;;) ${write} }`;
  let heard = 0;
  const onLine = () => {
    heard++;
    // A terminal is slower than a worker.
    createHash("sha256").update(Buffer.alloc(100_000)).digest();
  };
  const lambda = testLambda(code, { timeoutMs: 300 }, { onLine });
  let isOver = false;
  const failure = lambda.failure().finally(() => {
    isOver = true;
  });
  let most = 0;
  while (!isOver) {
    const before = heard;
    await new Promise(setImmediate);
    most = Math.max(most, heard - before);
  }
  await expect(failure).resolves.toMatchObject({ errorType: "Sandbox.Timedout" });
  // Node hears a thousand messages in a turn before it does anything else.
  expect(most).toBeLessThanOrEqual(1000);
});

test("a long line is told a megabyte at a time, one without end too", async () => {
  const { lines } = await linesOf(`
    process.stdout.write('x'.repeat(5 * 2 ** 19));
    console.log('y'.repeat(2 ** 20));`);
  expect(lines.map(({ text, level }) => [level, text.length])).toEqual([
    [undefined, 2 ** 20],
    [undefined, 2 ** 20],
    ["INFO", 2 ** 20],
    ["INFO", expect.any(Number)],
    [undefined, 2 ** 19],
  ]);
});

test("a handler finds no way to the gateway", async () => {
  const { lines } = await linesOf(`
    const { isMainThread, parentPort, workerData } = await import("node:worker_threads");
    const required = require("node:worker_threads");
    console.log({ isMainThread, parentPort, workerData });
    console.log({ parentPort: required.parentPort, workerData: required.workerData })`);
  expect(lines.map(({ text }) => JSON.parse(text).message)).toEqual([
    { isMainThread: true, parentPort: null, workerData: null },
    { parentPort: null, workerData: null },
  ]);
});

test("why a handler failed is written with its stack", async () => {
  const { lines, requestId } = await linesOf("throw new RangeError('bad')");
  expect(lines).toMatchObject([{ level: "ERROR", requestId }]);
  expect(JSON.parse(lines[0]?.text ?? "").message).toMatchObject({
    errorType: "RangeError",
    stackTrace: expect.arrayContaining([expect.stringContaining("index.js:1:")]),
  });
});

test("why a module could not be loaded is written with the place", async () => {
  const lambda = testLambda("\n\nexports.handler = (");
  await lambda.failure();
  expect(lambda.lines).toMatchObject([{ level: "ERROR", text: expect.stringContaining("index.js:3") }]);
});

test("Node's warnings are lines of the function", async () => {
  const { lines } = await linesOf("process.emitWarning('careful')");
  expect(lines).toMatchObject([{ level: undefined, text: "Warning: careful" }]);
});

test("a stack names the TypeScript that was bundled", async () => {
  const folder = temporaryFolder();
  const entry = "__tests__/local/lambda/failing.ts";
  const [built] = bundle([{ entry, target: "node20" }], process.cwd()).values();
  writeBundle(built as Bundle, folder, "failing");
  const lambda = testLambda("", { zipFile: path.join(folder, "failing.zip") });
  await lambda.failure();
  const { message } = JSON.parse(lambda.lines[0]?.text ?? "");
  expect(message.stackTrace[1]).toContain(`(${path.resolve(entry)}:6:9)`);
});
