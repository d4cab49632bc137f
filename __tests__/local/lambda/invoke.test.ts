import { ARN, resultOf, startLambda, TestLambda, TRACE, useFakeTime } from "./support";

afterEach(() => {
  jest.useRealTimers();
  return TestLambda.stopAll();
});

test("a handler's result is returned as JSON", async () => {
  const lambda = startLambda("exports.handler = async (event) => ({ statusCode: 200, event })");
  await expect(lambda.result({ a: [1] })).resolves.toEqual({ statusCode: 200, event: { a: [1] } });
});

test("a handler that returns nothing has the result null", async () => {
  await expect(startLambda("exports.handler = async () => {}").result()).resolves.toBeNull();
});

test("every invocation has its own request ID", async () => {
  const lambda = startLambda("exports.handler = async (_, { awsRequestId }) => awsRequestId");
  const [first, second] = [await lambda.invoke(), await lambda.invoke()];
  expect(resultOf(first)).toBe(first.requestId);
  expect(resultOf(second)).toBe(second.requestId);
  expect(first.requestId).not.toBe(second.requestId);
});

test("the context has the properties that Lambda documents", async () => {
  const lambda = startLambda(`exports.handler = async (_, context) => ({
    ...context,
    left: context.getRemainingTimeInMillis(),
    legacy: [context.done, context.fail, context.succeed].map((value) => typeof value),
    unset: [context.clientContext, context.identity].map((value) => typeof value),
  })`);
  const { left, logStreamName, ...context } = await lambda.result<{ left: number; logStreamName: string }>();
  expect(context).toEqual({
    awsRequestId: expect.any(String),
    callbackWaitsForEmptyEventLoop: true,
    functionName: "test-greet",
    functionVersion: "$LATEST",
    invokedFunctionArn: ARN,
    logGroupName: "/aws/lambda/test-greet",
    memoryLimitInMB: "128",
    legacy: ["function", "function", "function"],
    unset: ["undefined", "undefined"],
  });
  expect(logStreamName).toMatch(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/);
  expect(left).toBeLessThanOrEqual(3000);
});

test("the context contains the ARN with which the function was invoked", async () => {
  const { lambda } = startLambda("exports.handler = async (_, { invokedFunctionArn }) => invokedFunctionArn");
  const invocation = await lambda.invoke("aws_lambda_function.greet", `${ARN}:live`, "{}", TRACE);
  expect(resultOf(invocation)).toBe(`${ARN}:live`);
});

test.each([
  ["its callback", "(_, __, callback) => callback(null, 'done')"],
  ["its callback, after a delay", "(_, __, callback) => { setTimeout(() => callback(null, 'done'), 1) }"],
  ["context.succeed", "(_, { succeed }) => succeed('done')"],
  ["context.done", "(_, { done }) => { setTimeout(() => done(null, 'done'), 1) }"],
  ["a thenable object", "() => ({ then: (resolve) => resolve('done') })"],
  [
    "the first of several functions",
    "(_, { done }, callback) => { done(null, 'done'); callback('too late'); }",
  ],
])("a handler can return its result by %s", async (_, handler) => {
  await expect(startLambda(`exports.handler = ${handler}`).result()).resolves.toBe("done");
});

test("a late second result is not treated as the next invocation's result", async () => {
  useFakeTime();
  const lambda = startLambda(
    "exports.handler = ({ n }, { done }) => { done(null, n); done(null, 'again'); }",
  );
  await expect(Promise.all([1, 2, 3].map((n) => lambda.result({ n })))).resolves.toEqual([1, 2, 3]);
});

test("a callback's result waits until the event loop is empty", async () => {
  const lambda = startLambda(`exports.handler = (_, __, callback) => {
    setTimeout(() => console.log("done"), 5);
    callback(null, "done");
  }`);
  await lambda.result();
  expect(lambda.lines).toHaveLength(1);
});

test("a callback's result does not wait if callbackWaitsForEmptyEventLoop is false", async () => {
  const lambda = startLambda(`exports.handler = (_, context, callback) => {
    context.callbackWaitsForEmptyEventLoop = false;
    setInterval(() => {}, 1000);
    callback(null, "done");
  }`);
  await expect(lambda.result()).resolves.toBe("done");
});

/** ES module with a top-level await. No version of Node can load it with `require`. */
const MODULE = "const result = await 'done'; export const handler = async () => result";

test.each([
  ["a file in a folder", "src/api.handler", { "src/api.js": "exports.handler = async () => 'done'" }],
  ["a nested export", "index.a.b", { "index.js": "exports.a = { b: async () => 'done' }" }],
  ["index.mjs", "index.handler", { "index.mjs": MODULE }],
  ["index.cjs", "index.handler", { "index.cjs": "exports.handler = async () => 'done'" }],
  [
    "a package of ES modules",
    "src/index.handler",
    { "package.json": '{"type":"module"}', "src/index.js": MODULE },
  ],
  [
    "a CommonJS package inside a package of ES modules",
    "src/index.handler",
    {
      "package.json": '{"type":"module"}',
      "src/package.json": "{}",
      "src/index.js": "exports.handler = async () => 'done'",
    },
  ],
])("a handler can be in %s", async (_, handler, files) => {
  await expect(startLambda(files, { handler }).result()).resolves.toBe("done");
});

test("a module is loaded once for all consecutive invocations", async () => {
  const lambda = startLambda("let calls = 0; exports.handler = async () => ++calls");
  expect([await lambda.result(), await lambda.result(), await lambda.result()]).toEqual([1, 2, 3]);
});
