import { writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import path from "node:path";
import type { EnvironmentOwner, ExecutionEnvironment } from "../../../src/local/lambda/execution-environment";
import { FunctionScheduler } from "../../../src/local/lambda/function-scheduler";
import { PendingCall } from "../../../src/local/lambda/pending-call";
import { temporaryFolder } from "../../support";
import {
  byAddress,
  createFunction,
  createGate,
  startLambda,
  TestLambda,
  useFakeTime,
  WAIT_FOR_FILE,
} from "./support";

afterEach(() => {
  jest.useRealTimers();
  return TestLambda.stopAll();
});

/**
 * Handler that writes a line, waits until a file exists, and returns a number that differs for each worker.
 */
const WAIT = `${WAIT_FOR_FILE}
  const worker = Math.random();
  exports.handler = async (event) => {
    console.log("started");
    await waitForFile(event);
    return worker;
  }`;

test("short invocations wait for the same worker instead of starting more workers", async () => {
  useFakeTime();
  const lambda = startLambda("const worker = Math.random(); exports.handler = async () => worker");
  const workers = await Promise.all(Array.from({ length: 20 }, () => lambda.result()));
  expect(new Set(workers).size).toBe(1);
});

test("a worker runs one invocation at a time, and a waiting invocation gets another worker", async () => {
  const lambda = startLambda(WAIT);
  const { file, open } = createGate();
  const results = [lambda.result({ file }), lambda.result({ file }), lambda.result({ file })];
  await lambda.waitForLines(3);
  open();
  const workers = await Promise.all(results);
  expect(new Set(workers).size).toBe(3);
});

test("an invocation beyond the reserved concurrency is throttled until another one completes", async () => {
  const lambda = startLambda(WAIT, { reservedConcurrency: 1 });
  const { file, open } = createGate();
  const running = lambda.result({ file });
  await lambda.waitForLines(1);
  await expect(lambda.failure({ file })).resolves.toEqual({
    isSuccess: false,
    isThrottled: true,
    errorType: "TooManyRequestsException",
    errorMessage: "Rate Exceeded.",
    requestId: expect.any(String),
  });
  open();
  await running;
  await expect(lambda.result({ file })).resolves.toEqual(expect.any(Number));
});

test("an invocation that still runs old code counts towards the reserved concurrency of the function", async () => {
  const lambda = startLambda(WAIT, { reservedConcurrency: 1 });
  const { file, open } = createGate();
  const running = lambda.result({ file });
  await lambda.waitForLines(1);
  lambda.lambda.replace(byAddress(createFunction(`${WAIT} // edited`, { reservedConcurrency: 1 })));
  await expect(lambda.failure({ file })).resolves.toMatchObject({ isThrottled: true });
  open();
  await running;
  await expect(lambda.result({ file })).resolves.toEqual(expect.any(Number));
});

test("an invocation that still runs another function's old code does not count towards the reserved concurrency", async () => {
  const other = createFunction(WAIT, { address: "aws_lambda_function.other" });
  const fn = createFunction("exports.handler = async () => 1", { reservedConcurrency: 1 });
  const lambda = new TestLambda(fn);
  lambda.lambda.replace(byAddress(fn, other));
  const { file, open } = createGate();
  const running = lambda.invoke({ file }, other.address);
  await lambda.waitForLines(1);
  lambda.lambda.replace(byAddress(fn, { ...other, timeoutMs: 2999 }));
  await expect(lambda.result()).resolves.toBe(1);
  open();
  await running;
});

test("a reserved concurrency of 0 throttles every invocation", async () => {
  const lambda = startLambda(WAIT, { reservedConcurrency: 0 });
  await expect(lambda.failure()).resolves.toMatchObject({ isThrottled: true });
});

test("a worker that cannot load the function fails exactly one waiting invocation", async () => {
  const folder = temporaryFolder();
  const lambda = startLambda(`${WAIT_FOR_FILE}
    const fs = require("node:fs");
    const isFirst = (name) => {
      try { return fs.mkdirSync(name) === undefined } catch { return false }
    };
    const folder = ${JSON.stringify(folder)};
    const isLoaded = isFirst(folder + "/first");
    if (!isLoaded && isFirst(folder + "/second")) throw new RangeError("no second");
    const pause = new Int32Array(new SharedArrayBuffer(4));
    while (!isLoaded && !fs.existsSync(folder + "/failed")) Atomics.wait(pause, 0, 0, 10);
    exports.handler = async (event) => {
      if (event.file) {
        console.log("loaded");
        await waitForFile(event);
      }
      return "done";
    }`);
  const { file, open } = createGate();
  const running = lambda.result({ file });
  // Wait until the first worker has loaded the function. On a busy computer, another worker could otherwise
  // load first, and this invocation would fail.
  await lambda.waitForLines(1);
  const waiting = [lambda.invoke(), lambda.invoke()];
  await expect(Promise.race(waiting)).resolves.toMatchObject({ isSuccess: false, errorType: "RangeError" });
  // The third worker loads the function only now. It could otherwise run both invocations before the second one fails.
  writeFileSync(path.join(folder, "failed"), "");
  const outcomes = await Promise.all(waiting);
  expect(outcomes.filter(({ isSuccess }) => isSuccess)).toHaveLength(1);
  open();
  await expect(running).resolves.toBe("done");
});

/**
 * Returns a scheduler whose execution environments are stubs. A stub never completes an invocation by itself.
 * A test calls `free` to report that a stub is idle.
 */
function createScheduler() {
  const started: ExecutionEnvironment[] = [];
  const terminated: ExecutionEnvironment[] = [];
  const start = (owner: EnvironmentOwner) => {
    const environment = {
      exited: new Promise(() => {}),
      hasInvoked: true,
      load: 0,
      acceptsPipelined: false,
      run: () => {
        Object.assign(environment, { load: 1 });
      },
      reclaim: () => [],
      addInitSpan: () => {},
      checkTimeout: () => {},
      terminate: (error: never) => {
        terminated.push(environment);
        owner.onExit(environment, error, []);
      },
    } as unknown as ExecutionEnvironment;
    started.push(environment);
    return environment;
  };
  const scheduler = new FunctionScheduler(createFunction(""), start, () => 0);
  const invoke = () => scheduler.invoke(new PendingCall("arn", "{}", ""));
  const free = (environment: ExecutionEnvironment) =>
    scheduler.onIdle(Object.assign(environment, { load: 0 }));
  return { scheduler, invoke, free, started, terminated };
}

test("at most as many workers start at the same time as there are CPU cores", () => {
  const { scheduler, invoke, started } = createScheduler();
  for (let i = 0; i < 100; i++) invoke();
  for (let i = 0; i < 100; i++) scheduler.tick(performance.now() + 1000);
  expect(started).toHaveLength(Math.max(1, availableParallelism()));
});

test("at most as many workers start as there are waiting invocations", () => {
  const { scheduler, invoke, started } = createScheduler();
  invoke();
  for (let i = 0; i < 10; i++) scheduler.tick(performance.now() + 1000);
  expect(started).toHaveLength(1);
});

test("a function has at most 50 workers", () => {
  const { scheduler, invoke, free, started } = createScheduler();
  for (let i = 0; i < 100; i++) invoke();
  for (let i = 0; i < 100; i++) {
    for (const environment of started.slice(i, i + 1)) free(environment);
    scheduler.tick(performance.now() + 1000);
  }
  expect(started).toHaveLength(50);
});

test("workers that are idle for a minute are terminated, except the last one", () => {
  const { scheduler, invoke, free, started, terminated } = createScheduler();
  for (let i = 0; i < 5; i++) invoke();
  for (let i = 0; i < 5; i++) {
    for (const environment of started.slice(i, i + 1)) free(environment);
    scheduler.tick(performance.now() + 1000);
  }
  for (const environment of started) free(environment);
  expect(started.length).toBeGreaterThan(1);
  scheduler.tick(performance.now() + 59_000);
  expect(terminated).toEqual([]);
  for (let i = 0; i < 10; i++) scheduler.tick(performance.now() + 61_000);
  expect(terminated).toEqual(started.slice(0, -1));
});
