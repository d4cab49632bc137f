import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { type Bundle, bundle, writeBundle } from "#bundle";
import { temporaryFolder } from "../../support";
import { startLambda, TestLambda } from "./support";

afterEach(() => TestLambda.stopAll());

/** Invokes a handler with this function body. Returns the lines that it writes. */
async function collectLines(body: string, environment: Record<string, string> = {}) {
  const lambda = startLambda(`exports.handler = async () => { ${body} }`, { environment }, { environment });
  const { requestId } = await lambda.invoke();
  return { lines: lambda.lines, requestId, lambda };
}

test("a console line is JSON with the time, the level and the request ID", async () => {
  const { lines, requestId } = await collectLines("console.info({ message: 'created', id: 1 })");
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
  const { lines } = await collectLines(`console.${method}('x')`, { AWS_LAMBDA_LOG_LEVEL: "TRACE" });
  expect(lines.map((line) => [line.level, JSON.parse(line.text).level])).toEqual([[level, level]]);
});

test("a line below the function's log level is not written", async () => {
  const { lines } = await collectLines("console.debug('x'); console.info('y')");
  expect(lines.map(({ text }) => JSON.parse(text).message)).toEqual(["y"]);
});

test("several values are joined to one message, and an error among them adds its properties", async () => {
  const { lines } = await collectLines("console.log('%d is', 1, new RangeError('bad'))");
  expect(JSON.parse(lines[0]?.text ?? "")).toMatchObject({
    message: expect.stringMatching(/^1 is RangeError: bad\n/),
    errorType: "RangeError",
    errorMessage: "bad",
    stackTrace: expect.arrayContaining(["RangeError: bad"]),
  });
});

test("an error is written with its stack and its own properties", async () => {
  const { lines } = await collectLines(
    "console.error({ error: Object.assign(new RangeError('bad'), { code: 7 }) })",
  );
  expect(JSON.parse(lines[0]?.text ?? "").message.error).toEqual({
    errorType: "RangeError",
    errorMessage: "bad",
    stackTrace: expect.arrayContaining(["RangeError: bad"]),
    code: 7,
  });
});

test("a value that JSON cannot express is written as a string", async () => {
  const { lines } = await collectLines("console.log(1n); const a = {}; a.a = a; console.log(a)");
  const messages = lines.map(({ text }) => JSON.parse(text).message);
  expect(messages).toEqual(["1n", "<ref *1> { a: [Circular *1] }"]);
});

test("text written to stdout and stderr arrives unchanged, line by line and in order", async () => {
  const { lines, requestId } = await collectLines(`
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

test("output that a function wrote before it exited is not lost", async () => {
  const { lines } = await collectLines("console.log('a'); process.stdout.write('b'); process.exit()");
  expect(lines).toHaveLength(2);
});

test("output that a function wrote before it crashed is not lost", async () => {
  const { lambda } = await collectLines(
    "process.stdout.write('a'); setImmediate(() => { throw new Error() }); await new Promise(() => {})",
  );
  await expect(lambda.waitForLines(2)).resolves.toMatchObject([{ level: "ERROR" }, { text: "a" }]);
});

test.each([
  ["process.stdout.write", "process.stdout.write('x'.repeat(2000) + '\\n')"],
  ["process.stdout.write, in empty lines", "process.stdout.write('\\n')"],
  ["the console", "console.log('x'.repeat(2000))"],
])("a handler that writes to %s without end waits until its output is read", async (_, statement) => {
  const code = `exports.handler = async () => { for (;;) ${statement} }`;
  let lineCount = 0;
  const onLine = () => {
    lineCount++;
    // Simulates a terminal that is slower than the worker.
    createHash("sha256").update(Buffer.alloc(100_000)).digest();
  };
  const lambda = startLambda(code, { timeoutMs: 300 }, { onLine });
  let hasEnded = false;
  const failure = lambda.failure().finally(() => {
    hasEnded = true;
  });
  let maxLinesPerTurn = 0;
  while (!hasEnded) {
    const before = lineCount;
    await new Promise(setImmediate);
    maxLinesPerTurn = Math.max(maxLinesPerTurn, lineCount - before);
  }
  await expect(failure).resolves.toMatchObject({ errorType: "Sandbox.Timedout" });
  // Node handles up to 1000 messages of a port in one turn of the event loop.
  expect(maxLinesPerTurn).toBeLessThanOrEqual(1000);
});

test("a long line is split into parts of 1 MB, also if it has no line break", async () => {
  const { lines } = await collectLines(`
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

test("a handler cannot send messages to the main thread", async () => {
  const { lines } = await collectLines(`
    const { isMainThread, parentPort, workerData } = await import("node:worker_threads");
    const required = require("node:worker_threads");
    console.log({ isMainThread, parentPort, workerData });
    console.log({ parentPort: required.parentPort, workerData: required.workerData })`);
  expect(lines.map(({ text }) => JSON.parse(text).message)).toEqual([
    { isMainThread: true, parentPort: null, workerData: null },
    { parentPort: null, workerData: null },
  ]);
});

test("a handler's error is written with its stack", async () => {
  const { lines, requestId } = await collectLines("throw new RangeError('bad')");
  expect(lines).toMatchObject([{ level: "ERROR", requestId }]);
  expect(JSON.parse(lines[0]?.text ?? "").message).toMatchObject({
    errorType: "RangeError",
    stackTrace: expect.arrayContaining([expect.stringContaining("index.js:1:")]),
  });
});

test("the error of a module that cannot be loaded is written with its line number", async () => {
  const lambda = startLambda("\n\nexports.handler = (");
  await lambda.failure();
  expect(lambda.lines).toMatchObject([{ level: "ERROR", text: expect.stringContaining("index.js:3") }]);
});

test("Node's warnings are written as lines of the function", async () => {
  const { lines } = await collectLines("process.emitWarning('careful')");
  expect(lines).toMatchObject([{ level: undefined, text: "Warning: careful" }]);
});

test("a stack trace names the TypeScript file that was bundled", async () => {
  const folder = temporaryFolder();
  const entry = "__tests__/local/lambda/failing.ts";
  const [bundled] = bundle([{ entry, target: "node20" }], process.cwd()).values();
  writeBundle(bundled as Bundle, folder, "failing");
  const lambda = startLambda("", { zipFile: path.join(folder, "failing.zip") });
  await lambda.failure();
  const { message } = JSON.parse(lambda.lines[0]?.text ?? "");
  const line = readFileSync(entry, "utf8").split("\n").indexOf("  throw new RangeError(why);") + 1;
  expect(message.stackTrace[1]).toContain(`(${path.resolve(entry)}:${line}:9)`);
});
