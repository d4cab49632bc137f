import { startLambda, TestLambda } from "./support";

// Source of the expected results: version 4.0.2 of the runtime client, which the runtimes from nodejs24.x use
// (https://github.com/aws/aws-lambda-nodejs-runtime-interface-client, issue 137), and
// https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html

afterEach(() => TestLambda.stopAll());

const WITH_CALLBACKS = ["nodejs18.x", "nodejs20.x", "nodejs22.x"];
const WITHOUT_CALLBACKS = ["nodejs24.x", "nodejs26.x"];

/** Handlers that the runtime client takes for handlers with a callback, because they have three parameters. */
const CALLBACK_HANDLERS = [
  ["that calls its callback", "(event, context, callback) => callback(null, 'done')"],
  ["that is async and does not call it", "async (event, context, callback) => 'done'"],
  ["that is a function expression", "function (event, context, callback) { callback(null, 'done'); }"],
  ["with a fourth parameter", "(event, context, callback, more) => callback(null, 'done')"],
] as const;

/** Handlers that every runtime accepts. */
const OTHER_HANDLERS = [
  ["without parameters", "async () => 'done'"],
  ["with two parameters", "async (event, context) => 'done'"],
  ["with a default for its third parameter", "async (event, context, callback = undefined) => 'done'"],
  ["with rest parameters", "async (...args) => 'done'"],
  ["that returns a promise", "(event) => Promise.resolve('done')"],
  ["that returns a thenable object", "() => ({ then: (resolve) => resolve('done') })"],
] as const;

describe.each(WITHOUT_CALLBACKS)("the runtime %s has no callbacks", (runtime) => {
  const start = (handler: string) => startLambda(`exports.handler = ${handler};`, { runtime });

  test.each(CALLBACK_HANDLERS)(
    "a handler %s fails at its start, and in each invocation",
    async (_, handler) => {
      const lambda = start(handler);
      for (const failure of [await lambda.failure(), await lambda.failure()]) {
        expect(failure).toMatchObject({
          errorType: "Runtime.CallbackHandlerDeprecated",
          errorMessage: expect.stringContaining(
            "AWS Lambda has removed support for callback-based function handlers",
          ),
        });
      }
      expect(lambda.lines[0]?.text).toContain("Runtime.CallbackHandlerDeprecated");
    },
  );

  test.each(OTHER_HANDLERS)("a handler %s works", async (_, handler) => {
    await expect(start(handler).result()).resolves.toBe("done");
  });

  test("a handler that is not async can return its result", async () => {
    await expect(start("() => 'done'").result()).resolves.toBe("done");
    await expect(start("() => {}").result()).resolves.toBeNull();
  });

  test("a handler that throws fails, whether it is async or not", async () => {
    for (const handler of [
      "() => { throw new TypeError('no') }",
      "async () => { throw new TypeError('no') }",
    ])
      expect(await start(handler).failure()).toMatchObject({ errorType: "TypeError", errorMessage: "no" });
  });

  test("a handler whose promise is never settled fails", async () => {
    expect(await start("() => new Promise(() => {})").failure()).toMatchObject({
      errorType: "Runtime.NodeJsExit",
    });
  });

  test("a handler for response streaming is accepted, although it has three parameters", async () => {
    const streaming = `awslambda.streamifyResponse(async (event, stream, context) => stream.end('"done"'))`;
    await expect(start(streaming).result()).resolves.toBe("done");
  });

  test("a handler gets two arguments, and a context without legacy members", async () => {
    const handler = `async (...args) => [args.length,
      ["succeed", "fail", "done", "callbackWaitsForEmptyEventLoop"].filter((name) => name in args[1])]`;
    await expect(start(handler).result()).resolves.toEqual([2, []]);
  });
});

describe.each(WITH_CALLBACKS)("the runtime %s has callbacks", (runtime) => {
  const start = (handler: string) => startLambda(`exports.handler = ${handler};`, { runtime });

  test.each([...CALLBACK_HANDLERS, ...OTHER_HANDLERS])("a handler %s works", async (_, handler) => {
    await expect(start(handler).result()).resolves.toBe("done");
  });

  test("the return value of a handler that is not async is ignored", async () => {
    await expect(start("() => 'done'").result()).resolves.toBeNull();
  });

  test("a handler gets three arguments, and a context with legacy members", async () => {
    const handler = `async (...args) => [args.length,
      ["succeed", "fail", "done", "callbackWaitsForEmptyEventLoop"].filter((name) => name in args[1])]`;
    await expect(start(handler).result()).resolves.toEqual([
      3,
      ["succeed", "fail", "done", "callbackWaitsForEmptyEventLoop"],
    ]);
  });
});
