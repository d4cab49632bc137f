import { createFunction, startLambda, TestLambda } from "./support";

afterEach(() => TestLambda.stopAll());

/** Expected errors are from the source of Lambda's Node.js runtime: Errors.js and CallbackContext.js. */
test.each([
  ["an error", "async () => { throw new TypeError('bad') }", "TypeError", "bad"],
  ["an error in a handler that is not async", "() => { throw new TypeError('bad') }", "TypeError", "bad"],
  [
    "an error with a custom name",
    "async () => { throw Object.assign(new Error('bad'), { name: 'Mine' }) }",
    "Mine",
    "bad",
  ],
  ["an error without a message", "async () => { throw new TypeError() }", "TypeError", ""],
  [
    "an object with the properties of an error",
    "async () => { throw { name: 'Mine', message: 'bad', stack: 'here' } }",
    "Mine",
    "bad",
  ],
  ["a string", "async () => { throw 'bad' }", "string", "bad"],
  ["a number", "async () => { throw 7 }", "number", "7"],
  ["an object", "async () => { throw { a: 1 } }", "object", "[object Object]"],
  ["null", "async () => { throw null }", "string", "handled"],
  ["undefined", "async () => { throw undefined }", "string", "handled"],
  [
    "an object that cannot be converted to text",
    "async () => { throw Object.create(null) }",
    "handled",
    expect.stringContaining("there was a problem"),
  ],
  ["its callback", "(_, __, callback) => callback(new TypeError('bad'))", "TypeError", "bad"],
  ["context.fail", "(_, { fail }) => fail(new TypeError('bad'))", "TypeError", "bad"],
  ["context.done", "(_, { done }) => done('bad')", "string", "bad"],
  [
    "a circular result",
    "async () => { const a = {}; return Object.assign(a, { a }) }",
    "Error",
    "Unable to stringify response body",
  ],
  ["a result that JSON cannot express", "async () => () => {}", "Error", "Unable to stringify response body"],
  [
    "an async function that never settles",
    "async () => { await new Promise(() => {}) }",
    "Runtime.NodeJsExit",
    expect.stringContaining("a Promise that was never settled"),
  ],
])(
  "a handler that fails by %s is invoked again by the same worker",
  async (_, handler, errorType, errorMessage) => {
    const lambda = startLambda(`let calls = 0;
    const fail = ${handler};
    exports.handler = ${handler.startsWith("async") ? "async" : ""} (event, ...rest) => {
      calls++;
      return event.good ? rest[0].succeed(calls) : fail(event, ...rest);
    }`);
    await expect(lambda.failure()).resolves.toEqual({
      isSuccess: false,
      isThrottled: false,
      errorType,
      errorMessage,
      requestId: expect.any(String),
    });
    await expect(lambda.result({ good: true })).resolves.toBe(2);
  },
);

test("a handler that throws undefined and is not async has the result null, as on Lambda", async () => {
  await expect(startLambda("exports.handler = () => { throw undefined }").result()).resolves.toBeNull();
});

test("a handler that returns no result and is not async has the result null", async () => {
  await expect(startLambda("exports.handler = () => {}").result()).resolves.toBeNull();
});

test.each([
  ["an uncaught exception", "setImmediate(() => { throw new RangeError('bad') })", "RangeError", "bad"],
  [
    "an unhandled rejection",
    "Promise.reject(new Error('bad'))",
    "Runtime.UnhandledPromiseRejection",
    "Error: bad",
  ],
  [
    "process.exit(3)",
    "process.exit(3)",
    "Runtime.ExitError",
    /^RequestId: \S{36} Error: Runtime exited with error: exit status 3$/,
  ],
  [
    "process.exit(0)",
    "process.exit(0)",
    "Runtime.ExitError",
    /^RequestId: \S{36} Error: Runtime exited without providing a reason$/,
  ],
])("a function that ends by %s fails only that invocation", async (_, statement, errorType, errorMessage) => {
  const lambda = startLambda(`let calls = 0;
    exports.handler = async ({ good }) => {
      calls++;
      if (good) return calls;
      ${statement};
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }`);
  const failure = await lambda.failure();
  expect(failure.errorType).toBe(errorType);
  expect(failure.errorMessage).toMatch(errorMessage);
  await expect(lambda.result({ good: true })).resolves.toBe(1);
});

test.each([
  ["throws", "throw new RangeError('bad')", "RangeError", "bad"],
  [
    "requires a missing module",
    "require('nothing')",
    "Runtime.ImportModuleError",
    /^Error: Cannot find module 'nothing'/,
  ],
  ["cannot be parsed", "exports.handler = (", "Runtime.UserCodeSyntaxError", /^SyntaxError: Unexpected/],
  [
    "exports no handler",
    "exports.other = 1",
    "Runtime.HandlerNotFound",
    "index.handler is undefined or not exported",
  ],
  [
    "exports a handler that is not a function",
    "exports.handler = 1",
    "Runtime.HandlerNotFound",
    "index.handler is not a function",
  ],
  ["exits", "process.exit(1)", "Runtime.ExitError", /Runtime exited with error: exit status 1$/],
])("a module that %s fails every invocation", async (_, code, errorType, errorMessage) => {
  const lambda = startLambda(code);
  const failures = [await lambda.failure(), await lambda.failure()];
  for (const failure of failures) {
    expect(failure.errorType).toBe(errorType);
    expect(failure.errorMessage).toMatch(errorMessage);
  }
});

test("all invocations that wait for a module fail if it fails to load", async () => {
  const lambda = startLambda("throw new RangeError('bad')");
  const failures = await Promise.all([lambda.failure(), lambda.failure(), lambda.failure()]);
  expect(failures.map(({ errorType }) => errorType)).toEqual(["RangeError", "RangeError", "RangeError"]);
});

test("after a module failed to load, it is loaded again for the next invocation", async () => {
  const lambda = startLambda(`const { existsSync, writeFileSync } = require("node:fs");
    const mark = __dirname + "/mark";
    if (!existsSync(mark)) { writeFileSync(mark, ""); throw new Error("not yet"); }
    exports.handler = async () => "now"`);
  await expect(lambda.failure()).resolves.toMatchObject({ errorMessage: "not yet" });
  await expect(lambda.result()).resolves.toBe("now");
});

test.each([
  ['the handler name "handler"', { handler: "handler" }, "Runtime.MalformedHandlerName", "Bad handler"],
  [
    'the handler name "../index.handler"',
    { handler: "../index.handler" },
    "Runtime.MalformedHandlerName",
    "Bad handler",
  ],
  ["a missing file", { handler: "none.handler" }, "Runtime.ImportModuleError", /^Error: Cannot find module /],
  ["a missing zip", { zipFile: "/none.zip" }, "LocalError", /none\.zip/],
  ["an invalid zip", { zipFile: __filename }, "LocalError", /not a readable zip \(no central directory\)/],
  [
    "options that Node rejects",
    { environment: { NODE_OPTIONS: "--nonsense" } },
    "Error",
    /--nonsense is not allowed/,
  ],
])("a function with %s reports the error", async (_, settings, errorType, errorMessage) => {
  const failure = await startLambda("exports.handler = async () => {}", settings).failure();
  expect(failure.errorType).toBe(errorType);
  expect(failure.errorMessage).toMatch(errorMessage);
});

test("an unknown function reports that it does not exist", async () => {
  const lambda = new TestLambda(createFunction("exports.handler = async () => {}"));
  await expect(lambda.invoke({}, "aws_lambda_function.other")).resolves.toMatchObject({
    errorType: "ResourceNotFoundException",
    errorMessage: expect.stringContaining("Function not found: arn:"),
  });
});

test.each([
  ["an unhandled rejection", "Promise.reject(new Error('no secret'))", "Runtime.UnhandledPromiseRejection"],
  ["an exit", "setImmediate(() => process.exit(1))", "Runtime.ExitError"],
  ["a timer that throws", "setImmediate(() => { throw new RangeError() })", "RangeError"],
])(
  "a module that leaves %s behind fails invocations, and no worker starts without an invocation",
  async (_, statement, errorType) => {
    const lambda = startLambda(`console.log("loaded"); ${statement}; exports.handler = async () => 1`);
    for (let count = 0; count < 3; count++) {
      const outcome = await lambda.invoke();
      if (!outcome.isSuccess) expect(outcome.errorType).toBe(errorType);
    }
    const before = lambda.lines.length;
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(lambda.lines.length - before).toBeLessThanOrEqual(2);
  },
);

test.each([
  "String(process.pid)",
  "` ${process.pid}`",
  "new Number(process.pid)",
  "BigInt(process.pid)",
  "{ valueOf: () => process.pid }",
  "process.pid + 0.0",
])("a handler that kills its process as %s ends only its worker", async (pid) => {
  const lambda = startLambda(`exports.handler = async () => process.kill(${pid}, "SIGKILL")`);
  await expect(lambda.failure({})).resolves.toMatchObject({ errorType: "Runtime.ExitError" });
});

test.each(["0", "-1", "-process.pid", "'0'", "'-1'", "[-1]", "-0", "-1n"])(
  "a handler cannot send a signal to the process group %s, which contains the gateway",
  async (pid) => {
    const lambda = startLambda(`exports.handler = async () => process.kill(${pid}, "SIGKILL")`);
    await expect(lambda.failure({})).resolves.toMatchObject({ errorMessage: "kill EPERM" });
  },
);

test.each(["node:inspector", "inspector", "node:inspector/promises"])(
  "a handler cannot connect %s to the thread of the gateway",
  async (name) => {
    const lambda = startLambda(`
      Object.defineProperty(require("node:worker_threads"), "isMainThread", { value: true });
      const { Session } = require("${name}");
      exports.handler = async () => {
        try { delete Session.prototype.connectToMainThread; } catch {}
        new Session().connectToMainThread();
      };`);
    await expect(lambda.failure({})).resolves.toMatchObject({
      errorMessage: "the inspector of the main thread is not available in a function",
    });
  },
);

test.each(["SIGTERM", "SIGKILL", undefined])(
  "a handler that kills its process with %s ends only its worker",
  async (signal) => {
    const lambda = startLambda(
      `exports.handler = async ({ kills }) => kills ? process.kill(process.pid, ${JSON.stringify(signal)}) : process.kill(process.pid, 0)`,
    );
    await expect(lambda.failure({ kills: true })).resolves.toMatchObject({ errorType: "Runtime.ExitError" });
    await expect(lambda.result({})).resolves.toBe(true);
  },
);
