import { availableParallelism } from "node:os";
import type { EnvironmentOwner, ExecutionEnvironment } from "../../../src/local/lambda";
import { FunctionScheduler, PendingCall } from "../../../src/local/lambda";
import { temporaryFolder } from "../../support";
import { byAddress, functionOf, gate, holdTime, TestLambda, testLambda, UNTIL_RELEASED } from "./support";

afterEach(() => {
  jest.useRealTimers();
  return TestLambda.stopAll();
});

/** Says that it has begun, and answers with what tells workers apart once it is released. */
const WAIT = `${UNTIL_RELEASED}
  const worker = Math.random();
  exports.handler = async (event) => {
    console.log("begun");
    await released(event);
    return worker;
  }`;

test("calls that need not wait long share a worker", async () => {
  holdTime();
  const lambda = testLambda("const worker = Math.random(); exports.handler = async () => worker");
  const workers = await Promise.all(Array.from({ length: 20 }, () => lambda.answer()));
  expect(new Set(workers).size).toBe(1);
});

test("a worker runs one call at a time; a call that waits gets another", async () => {
  const lambda = testLambda(WAIT);
  const { file, open } = gate();
  const answers = [lambda.answer({ file }), lambda.answer({ file }), lambda.answer({ file })];
  await lambda.written(3);
  open();
  const workers = await Promise.all(answers);
  expect(new Set(workers).size).toBe(3);
});

test("a call beyond the reserved concurrency is throttled, until another has ended", async () => {
  const lambda = testLambda(WAIT, { reservedConcurrency: 1 });
  const { file, open } = gate();
  const answer = lambda.answer({ file });
  await lambda.written(1);
  await expect(lambda.failure({ file })).resolves.toEqual({
    isSuccess: false,
    isThrottled: true,
    errorType: "TooManyRequestsException",
    errorMessage: "Rate Exceeded.",
    requestId: expect.any(String),
  });
  open();
  await answer;
  await expect(lambda.answer({ file })).resolves.toEqual(expect.any(Number));
});

test("a call that runs with the code before counts for the reserved concurrency", async () => {
  const lambda = testLambda(WAIT, { reservedConcurrency: 1 });
  const { file, open } = gate();
  const answer = lambda.answer({ file });
  await lambda.written(1);
  lambda.lambda.replace(byAddress(functionOf(`${WAIT} // edited`, { reservedConcurrency: 1 })));
  await expect(lambda.failure({ file })).resolves.toMatchObject({ isThrottled: true });
  open();
  await answer;
  await expect(lambda.answer({ file })).resolves.toEqual(expect.any(Number));
});

test("a call that runs with another function's code before counts for that one alone", async () => {
  const other = functionOf(WAIT, { address: "aws_lambda_function.other" });
  const fn = functionOf("exports.handler = async () => 1", { reservedConcurrency: 1 });
  const lambda = new TestLambda(fn);
  lambda.lambda.replace(byAddress(fn, other));
  const { file, open } = gate();
  const answer = lambda.call({ file }, other.address);
  await lambda.written(1);
  lambda.lambda.replace(byAddress(fn, { ...other, timeoutMs: 2999 }));
  await expect(lambda.answer()).resolves.toBe(1);
  open();
  await answer;
});

test("a reserved concurrency of 0 throttles every call", async () => {
  const lambda = testLambda(WAIT, { reservedConcurrency: 0 });
  await expect(lambda.failure()).resolves.toMatchObject({ isThrottled: true });
});

test("a worker that cannot load the function fails one call that waits, and no other", async () => {
  const lambda = testLambda(`${UNTIL_RELEASED}
    const fs = require("node:fs");
    const isFirst = (name) => {
      try { return fs.mkdirSync(name) === undefined } catch { return false }
    };
    const folder = ${JSON.stringify(temporaryFolder())};
    if (!isFirst(folder + "/first") && isFirst(folder + "/second")) throw new RangeError("no second");
    exports.handler = async (event) => {
      if (event.file) await released(event);
      return "answered";
    }`);
  const { file, open } = gate();
  const held = lambda.answer({ file });
  const waiting = await Promise.all([lambda.call(), lambda.call()]);
  const failed = waiting.filter((one) => !one.isSuccess);
  expect(failed).toMatchObject([{ errorType: "RangeError" }]);
  open();
  await expect(held).resolves.toBe("answered");
});

/** A function whose sandboxes start when they are told to, and never answer. */
function functionOfStubs() {
  const started: ExecutionEnvironment[] = [];
  const ended: ExecutionEnvironment[] = [];
  const start = (owner: EnvironmentOwner) => {
    const sandbox = {
      exited: new Promise(() => {}),
      hasBegun: true,
      load: 0,
      acceptsPipelined: false,
      run: () => {
        Object.assign(sandbox, { load: 1 });
      },
      reclaim: () => [],
      checkTime: () => {},
      end: (why: never) => {
        ended.push(sandbox);
        owner.onExit(sandbox, why, []);
      },
    } as unknown as ExecutionEnvironment;
    started.push(sandbox);
    return sandbox;
  };
  const fn = new FunctionScheduler(functionOf(""), start, () => 0);
  const call = () => fn.invoke(new PendingCall("arn", "{}", ""));
  const free = (sandbox: ExecutionEnvironment) => fn.onIdle(Object.assign(sandbox, { load: 0 }));
  return { fn, call, free, started, ended };
}

test("as many workers are started at once as there are cores", () => {
  const { fn, call, started } = functionOfStubs();
  for (let i = 0; i < 100; i++) call();
  for (let i = 0; i < 100; i++) fn.tick(performance.now() + 1000);
  expect(started).toHaveLength(Math.max(1, availableParallelism()));
});

test("no more workers are started than calls wait", () => {
  const { fn, call, started } = functionOfStubs();
  call();
  for (let i = 0; i < 10; i++) fn.tick(performance.now() + 1000);
  expect(started).toHaveLength(1);
});

test("fifty workers at most run a function", () => {
  const { fn, call, free, started } = functionOfStubs();
  for (let i = 0; i < 100; i++) call();
  for (let i = 0; i < 100; i++) {
    for (const sandbox of started.slice(i, i + 1)) free(sandbox);
    fn.tick(performance.now() + 1000);
  }
  expect(started).toHaveLength(50);
});

test("workers that nobody has needed for a minute are given up, but for one", () => {
  const { fn, call, free, started, ended } = functionOfStubs();
  for (let i = 0; i < 5; i++) call();
  for (let i = 0; i < 5; i++) {
    for (const sandbox of started.slice(i, i + 1)) free(sandbox);
    fn.tick(performance.now() + 1000);
  }
  for (const sandbox of started) free(sandbox);
  expect(started.length).toBeGreaterThan(1);
  fn.tick(performance.now() + 59_000);
  expect(ended).toEqual([]);
  for (let i = 0; i < 10; i++) fn.tick(performance.now() + 61_000);
  expect(ended).toEqual(started.slice(0, -1));
});
