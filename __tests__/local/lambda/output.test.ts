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
