import { functionOf, TestLambda, testLambda } from "./support";

afterEach(() => TestLambda.stopAll());

/** As Lambda's own runtime tells a caller: its Errors.js and CallbackContext.js. */
test.each([
  ["an error", "async () => { throw new TypeError('bad') }", "TypeError", "bad"],
  ["an error, not being async", "() => { throw new TypeError('bad') }", "TypeError", "bad"],
  [
    "an error with a name of its own",
    "async () => { throw Object.assign(new Error('bad'), { name: 'Mine' }) }",
    "Mine",
    "bad",
  ],
  ["an error without a message", "async () => { throw new TypeError() }", "TypeError", ""],
  [
    "what looks like an error",
    "async () => { throw { name: 'Mine', message: 'bad', stack: 'here' } }",
    "Mine",
    "bad",
  ],
  ["a text", "async () => { throw 'bad' }", "string", "bad"],
  ["a number", "async () => { throw 7 }", "number", "7"],
  ["an object", "async () => { throw { a: 1 } }", "object", "[object Object]"],
  ["null", "async () => { throw null }", "string", "handled"],
  ["undefined", "async () => { throw undefined }", "string", "handled"],
  [
    "what cannot be read",
    "async () => { throw Object.create(null) }",
    "handled",
    expect.stringContaining("there was a problem"),
  ],
  ["its callback", "(_, __, callback) => callback(new TypeError('bad'))", "TypeError", "bad"],
  ["context.fail", "(_, { fail }) => fail(new TypeError('bad'))", "TypeError", "bad"],
  ["context.done", "(_, { done }) => done('bad')", "string", "bad"],
  [
    "a result with a circle",
    "async () => { const a = {}; return Object.assign(a, { a }) }",
    "Error",
    "Unable to stringify response body",
  ],
  ["a result that is no JSON", "async () => () => {}", "Error", "Unable to stringify response body"],
  [
    "a promise that nothing settles",
    "async () => { await new Promise(() => {}) }",
    "Runtime.NodeJsExit",
    expect.stringContaining("a Promise that was never settled"),
  ],
])("a handler fails by %s, and is called again", async (_, handler, errorType, errorMessage) => {
  const lambda = testLambda(`let calls = 0;
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
  await expect(lambda.answer({ good: true })).resolves.toBe(2);
});

test("a handler that throws nothing, without being async, answers null: Lambda takes it for a callback", async () => {
  await expect(testLambda("exports.handler = () => { throw undefined }").answer()).resolves.toBeNull();
});

test("a handler that neither answers nor waits, without being async, answers null", async () => {
  await expect(testLambda("exports.handler = () => {}").answer()).resolves.toBeNull();
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
])("a function that ends by %s fails that call alone", async (_, crash, errorType, errorMessage) => {
  const lambda = testLambda(`let calls = 0;
    exports.handler = async ({ good }) => {
      calls++;
      if (good) return calls;
      ${crash};
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }`);
  const failure = await lambda.failure();
  expect(failure.errorType).toBe(errorType);
  expect(failure.errorMessage).toMatch(errorMessage);
  await expect(lambda.answer({ good: true })).resolves.toBe(1);
});

test.each([
  ["throws", "throw new RangeError('bad')", "RangeError", "bad"],
  [
    "requires what is not there",
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
    "exports a handler that is no function",
    "exports.handler = 1",
    "Runtime.HandlerNotFound",
    "index.handler is not a function",
  ],
  ["exits", "process.exit(1)", "Runtime.ExitError", /Runtime exited with error: exit status 1$/],
])("a module that %s fails every call", async (_, code, errorType, errorMessage) => {
  const lambda = testLambda(code);
  const failures = [await lambda.failure(), await lambda.failure()];
  for (const failure of failures) {
    expect(failure.errorType).toBe(errorType);
    expect(failure.errorMessage).toMatch(errorMessage);
  }
});

test("all calls that wait for a module fail with it", async () => {
  const lambda = testLambda("throw new RangeError('bad')");
  const failures = await Promise.all([lambda.failure(), lambda.failure(), lambda.failure()]);
  expect(failures.map(({ errorType }) => errorType)).toEqual(["RangeError", "RangeError", "RangeError"]);
});

test("a module that failed to load is loaded again for the next call", async () => {
  const lambda = testLambda(`const { existsSync, writeFileSync } = require("node:fs");
    const mark = __dirname + "/mark";
    if (!existsSync(mark)) { writeFileSync(mark, ""); throw new Error("not yet"); }
    exports.handler = async () => "now"`);
  await expect(lambda.failure()).resolves.toMatchObject({ errorMessage: "not yet" });
  await expect(lambda.answer()).resolves.toBe("now");
});

test.each([
  ["handler", { handler: "handler" }, "Runtime.MalformedHandlerName", "Bad handler"],
  ["../index.handler", { handler: "../index.handler" }, "Runtime.MalformedHandlerName", "Bad handler"],
  [
    "a file that is not there",
    { handler: "none.handler" },
    "Runtime.ImportModuleError",
    /^Error: Cannot find module /,
  ],
  ["a zip that is not there", { zipFile: "/none.zip" }, "Error", /ENOENT.*none\.zip/],
  ["a zip that is none", { zipFile: __filename }, "Error", "invalid zip data"],
  [
    "options that Node does not take",
    { environment: { NODE_OPTIONS: "--nonsense" } },
    "Error",
    /--nonsense is not allowed/,
  ],
])("a function with %s says so", async (_, settings, errorType, errorMessage) => {
  const failure = await testLambda("exports.handler = async () => {}", settings).failure();
  expect(failure.errorType).toBe(errorType);
  expect(failure.errorMessage).toMatch(errorMessage);
});

test("a function that is not there says so", async () => {
  const lambda = new TestLambda(functionOf("exports.handler = async () => {}"));
  await expect(lambda.call({}, "aws_lambda_function.other")).resolves.toMatchObject({
    errorType: "ResourceNotFoundException",
    errorMessage: expect.stringContaining("Function not found: arn:"),
  });
});

test.each([
  ["a promise that rejects", "Promise.reject(new Error('no secret'))", "Runtime.UnhandledPromiseRejection"],
  ["an exit", "setImmediate(() => process.exit(1))", "Runtime.ExitError"],
  ["a timer that throws", "setImmediate(() => { throw new RangeError() })", "RangeError"],
])(
  "a module that leaves behind %s fails those who call, and no worker is started for nobody",
  async (_, leave, type) => {
    const lambda = testLambda(`console.log("loaded"); ${leave}; exports.handler = async () => 1`);
    for (let call = 0; call < 3; call++) {
      const outcome = await lambda.call();
      if (!outcome.isSuccess) expect(outcome.errorType).toBe(type);
    }
    const before = lambda.lines.length;
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(lambda.lines.length - before).toBeLessThanOrEqual(2);
  },
);

test.each(["SIGTERM", "SIGKILL", undefined])(
  "a handler that kills its process with %s ends its worker alone",
  async (signal) => {
    const lambda = testLambda(
      `exports.handler = async ({ kills }) => kills ? process.kill(process.pid, ${JSON.stringify(signal)}) : process.kill(process.pid, 0)`,
    );
    await expect(lambda.failure({ kills: true })).resolves.toMatchObject({ errorType: "Runtime.ExitError" });
    await expect(lambda.answer({})).resolves.toBe(true);
  },
);
