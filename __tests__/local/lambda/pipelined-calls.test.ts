import { readFileSync } from "node:fs";
import path from "node:path";
import { temporaryFolder } from "../../support";
import { answered, TestLambda, testLambda } from "./support";

afterEach(() => TestLambda.stopAll());

/** Calls a function that has answered quickly, so often at once that most calls are handed to its worker ahead. */
async function calledAtOnce(code: string, events: readonly object[], settings = {}) {
  const lambda = testLambda(code, settings);
  await lambda.answer({});
  await lambda.answer({});
  return Promise.all(events.map((event) => lambda.call(event)));
}

function times<Event>(count: number, event: Event): Event[] {
  return Array.from({ length: count }, () => event);
}

test("calls that come at once to a quick function are run one at a time, in one worker", async () => {
  const code = `let running = 0;
    const worker = Math.random();
    exports.handler = async () => {
      const others = running++;
      await null;
      running--;
      return { worker, others };
    }`;
  const answers = (await calledAtOnce(code, times(50, {}))).map(answered<{ worker: number; others: number }>);
  expect(answers.map(({ others }) => others)).toEqual(times(50, 0));
  expect(new Set(answers.map(({ worker }) => worker)).size).toBe(1);
});

test("calls behind one that never ends are run by another worker, each once", async () => {
  const file = path.join(temporaryFolder(), "calls");
  const code = `exports.handler = async ({ call }) => {
    if (call === "endless") for (;;);
    if (call) require("node:fs").appendFileSync(${JSON.stringify(file)}, call + "\\n");
    return call;
  }`;
  const calls = Array.from({ length: 30 }, (_, index) => ({ call: String(index) }));
  const [endless, ...others] = await calledAtOnce(code, [{ call: "endless" }, ...calls], { timeoutMs: 500 });
  expect(endless).toMatchObject({ errorType: "Sandbox.Timedout" });
  expect(others.map(answered)).toEqual(calls.map(({ call }) => call));
  const ran = readFileSync(file, "utf8").trim().split("\n");
  expect(ran.sort()).toEqual(calls.map(({ call }) => call).sort());
});

test.each([
  ["an unhandled rejection", "Promise.reject(new Error('left behind'))"],
  ["an exit", "setImmediate(() => process.exit(1))"],
  ["an uncaught exception", "setImmediate(() => { throw new Error('left behind') })"],
])("%s that a call leaves behind fails none of those handed ahead", async (_, leave) => {
  const code = `exports.handler = async ({ leaves }) => {
    if (leaves) ${leave};
    else await new Promise(setImmediate);
    return leaves ?? "none";
  }`;
  for (const behind of [20, 1]) {
    const outcomes = await calledAtOnce(code, [{}, { leaves: "some" }, ...times(behind, {})]);
    expect(outcomes.map(answered)).toEqual(["none", "some", ...times(behind, "none")]);
  }
});

test("calls that are handed ahead count for the reserved concurrency", async () => {
  const outcomes = await calledAtOnce("exports.handler = async () => 1", times(10, {}), {
    reservedConcurrency: 4,
  });
  expect(outcomes.map((one) => one.isSuccess)).toEqual([...times(4, true), ...times(6, false)]);
});

test("a call handed ahead has its whole time from when it begins", async () => {
  const code = `exports.handler = async ({ waitMs }, context) => {
    const given = context.getRemainingTimeInMillis();
    if (waitMs) await new Promise((resolve) => setTimeout(resolve, waitMs));
    return given;
  }`;
  const outcomes = await calledAtOnce(code, [{ waitMs: 8 }, {}], { timeoutMs: 3000 });
  expect(answered<number>(outcomes[1] as never)).toBeGreaterThan(2993);
});
