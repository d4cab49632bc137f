import { ARN, answered, holdTime, TestLambda, TRACE, testLambda } from "./support";

afterEach(() => {
  jest.useRealTimers();
  return TestLambda.stopAll();
});

test("what a handler returns is JSON", async () => {
  const lambda = testLambda("exports.handler = async (event) => ({ statusCode: 200, event })");
  await expect(lambda.answer({ a: [1] })).resolves.toEqual({ statusCode: 200, event: { a: [1] } });
});

test("a handler that returns nothing answers null", async () => {
  await expect(testLambda("exports.handler = async () => {}").answer()).resolves.toBeNull();
});

test("every call has its own id", async () => {
  const lambda = testLambda("exports.handler = async (_, { awsRequestId }) => awsRequestId");
  const [first, second] = [await lambda.call(), await lambda.call()];
  expect(answered(first)).toBe(first.requestId);
  expect(answered(second)).toBe(second.requestId);
  expect(first.requestId).not.toBe(second.requestId);
});

test("the context is Lambda's", async () => {
  const lambda = testLambda(`exports.handler = async (_, context) => ({
    ...context,
    left: context.getRemainingTimeInMillis(),
    older: [context.done, context.fail, context.succeed].map((one) => typeof one),
    unknown: [context.clientContext, context.identity].map((one) => typeof one),
  })`);
  const { left, logStreamName, ...context } = await lambda.answer<{ left: number; logStreamName: string }>();
  expect(context).toEqual({
    awsRequestId: expect.any(String),
    callbackWaitsForEmptyEventLoop: true,
    functionName: "test-greet",
    functionVersion: "$LATEST",
    invokedFunctionArn: ARN,
    logGroupName: "/aws/lambda/test-greet",
    memoryLimitInMB: "128",
    older: ["function", "function", "function"],
    unknown: ["undefined", "undefined"],
  });
  expect(logStreamName).toMatch(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/);
  expect(left).toBeLessThanOrEqual(3000);
});

test("a handler is told what it was called as", async () => {
  const { lambda } = testLambda("exports.handler = async (_, { invokedFunctionArn }) => invokedFunctionArn");
  const invocation = await lambda.invoke("aws_lambda_function.greet", `${ARN}:live`, "{}", TRACE);
  expect(answered(invocation)).toBe(`${ARN}:live`);
});

test.each([
  ["its callback", "(_, __, callback) => callback(null, 'said')"],
  ["its callback, later", "(_, __, callback) => { setTimeout(() => callback(null, 'said'), 1) }"],
  ["context.succeed", "(_, { succeed }) => succeed('said')"],
  ["context.done", "(_, { done }) => { setTimeout(() => done(null, 'said'), 1) }"],
  ["something like a promise", "() => ({ then: (resolve) => resolve('said') })"],
  ["the first of several ways", "(_, { done }, callback) => { done(null, 'said'); callback('too late'); }"],
])("a handler answers by %s", async (_, handler) => {
  await expect(testLambda(`exports.handler = ${handler}`).answer()).resolves.toBe("said");
});

test("what a handler answers too late is not the next call's", async () => {
  holdTime();
  const lambda = testLambda("exports.handler = ({ n }, { done }) => { done(null, n); done(null, 'again'); }");
  await expect(Promise.all([1, 2, 3].map((n) => lambda.answer({ n })))).resolves.toEqual([1, 2, 3]);
});

test("a callback's answer waits until nothing is left to do", async () => {
  const lambda = testLambda(`exports.handler = (_, __, callback) => {
    setTimeout(() => console.log("done"), 5);
    callback(null, "said");
  }`);
  await lambda.answer();
  expect(lambda.lines).toHaveLength(1);
});

test("a callback's answer does not wait where its context says so", async () => {
  const lambda = testLambda(`exports.handler = (_, context, callback) => {
    context.callbackWaitsForEmptyEventLoop = false;
    setInterval(() => {}, 1000);
    callback(null, "said");
  }`);
  await expect(lambda.answer()).resolves.toBe("said");
});

/** What `require` does not load, on any Node. */
const MODULE = "const said = await 'said'; export const handler = async () => said";

test.each([
  ["a file in a folder", "src/api.handler", { "src/api.js": "exports.handler = async () => 'said'" }],
  ["a nested export", "index.a.b", { "index.js": "exports.a = { b: async () => 'said' }" }],
  ["index.mjs", "index.handler", { "index.mjs": MODULE }],
  ["index.cjs", "index.handler", { "index.cjs": "exports.handler = async () => 'said'" }],
  [
    "a package of modules",
    "src/index.handler",
    { "package.json": '{"type":"module"}', "src/index.js": MODULE },
  ],
  [
    "a CommonJS package in one of modules",
    "src/index.handler",
    {
      "package.json": '{"type":"module"}',
      "src/package.json": "{}",
      "src/index.js": "exports.handler = async () => 'said'",
    },
  ],
])("a handler may be in %s", async (_, handler, files) => {
  await expect(testLambda(files, { handler }).answer()).resolves.toBe("said");
});

test("a module is loaded once, for all calls that come one after the other", async () => {
  const lambda = testLambda("let calls = 0; exports.handler = async () => ++calls");
  expect([await lambda.answer(), await lambda.answer(), await lambda.answer()]).toEqual([1, 2, 3]);
});
