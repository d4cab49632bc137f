import { readFileSync } from "node:fs";
import path from "node:path";
import { temporaryFolder } from "../../support";
import { resultOf, startLambda, TestLambda } from "./support";

afterEach(() => TestLambda.stopAll());

/**
 * Invokes a function once for each event, without waiting for the results. Two earlier invocations show the
 * scheduler that the function is fast, so it pipelines most of the invocations.
 */
async function invokeTogether(code: string, events: readonly object[], settings = {}) {
  const lambda = startLambda(code, settings);
  await lambda.result({});
  await lambda.result({});
  return Promise.all(events.map((event) => lambda.invoke(event)));
}

function repeat<Value>(count: number, value: Value): Value[] {
  return Array.from({ length: count }, () => value);
}

test("one worker runs simultaneous invocations of a fast function, one at a time", async () => {
  const code = `let running = 0;
    const worker = Math.random();
    exports.handler = async () => {
      const others = running++;
      await null;
      running--;
      return { worker, others };
    }`;
  const results = (await invokeTogether(code, repeat(50, {}))).map(
    resultOf<{ worker: number; others: number }>,
  );
  expect(results.map(({ others }) => others)).toEqual(repeat(50, 0));
  expect(new Set(results.map(({ worker }) => worker)).size).toBe(1);
});

test("invocations that wait behind an endless invocation run in another worker, each exactly once", async () => {
  const file = path.join(temporaryFolder(), "calls");
  const code = `exports.handler = async ({ call }) => {
    if (call === "endless") for (;;);
    if (call) require("node:fs").appendFileSync(${JSON.stringify(file)}, call + "\\n");
    return call;
  }`;
  const calls = Array.from({ length: 30 }, (_, index) => ({ call: String(index) }));
  const [endless, ...others] = await invokeTogether(code, [{ call: "endless" }, ...calls], {
    timeoutMs: 500,
  });
  expect(endless).toMatchObject({ errorType: "Sandbox.Timedout" });
  expect(others.map(resultOf)).toEqual(calls.map(({ call }) => call));
  const completedCalls = readFileSync(file, "utf8").trim().split("\n");
  expect(completedCalls.sort()).toEqual(calls.map(({ call }) => call).sort());
});

test.each([
  ["an unhandled rejection", "Promise.reject(new Error('left behind'))"],
  ["an exit", "setImmediate(() => process.exit(1))"],
  ["an uncaught exception", "setImmediate(() => { throw new Error('left behind') })"],
])("%s after the end of an invocation does not fail a pipelined invocation", async (_, statement) => {
  const code = `exports.handler = async ({ leaves }) => {
    if (leaves) ${statement};
    else await new Promise(setImmediate);
    return leaves ?? "none";
  }`;
  for (const pipelinedCount of [20, 1]) {
    const outcomes = await invokeTogether(code, [{}, { leaves: "some" }, ...repeat(pipelinedCount, {})]);
    expect(outcomes.map(resultOf)).toEqual(["none", "some", ...repeat(pipelinedCount, "none")]);
  }
});

test("pipelined invocations count towards the reserved concurrency", async () => {
  const outcomes = await invokeTogether("exports.handler = async () => 1", repeat(10, {}), {
    reservedConcurrency: 4,
  });
  expect(outcomes.map(({ isSuccess }) => isSuccess)).toEqual([...repeat(4, true), ...repeat(6, false)]);
});

test("the timeout of a pipelined invocation begins when the invocation starts", async () => {
  const code = `const worker = Math.random();
    exports.handler = async ({ waitMs }, context) => {
      const deadline = context.getRemainingTimeInMillis() + Date.now();
      if (waitMs) await new Promise((resolve) => setTimeout(resolve, waitMs));
      return { worker, deadline, endedAt: Date.now() };
    }`;
  interface Result {
    readonly worker: number;
    readonly deadline: number;
    readonly endedAt: number;
  }
  const timeoutMs = 3000;
  let first: Result | undefined;
  let second: Result | undefined;
  // On a slow computer, the second invocation can move to another worker. It then does not wait for the first one.
  do {
    const outcomes = await invokeTogether(code, [{ waitMs: 8 }, {}], { timeoutMs });
    [first, second] = outcomes.map(resultOf<Result>);
  } while (first?.worker !== second?.worker);
  expect(second?.deadline).toBeGreaterThanOrEqual(Number(first?.endedAt) + timeoutMs);
});
