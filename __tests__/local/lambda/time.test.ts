import { existsSync } from "node:fs";
import type { LogLine } from "../../../src/local/lambda";
import { createGate, startLambda, TestLambda, useFakeTime } from "./support";

beforeEach(useFakeTime);
afterEach(() => {
  jest.useRealTimers();
  return TestLambda.stopAll();
});

test.each([
  ["waits", "await new Promise((resolve) => setTimeout(resolve, 1e6))"],
  ["runs an endless loop", "for (;;);"],
  ["runs an endless regular expression", "/^(a+)+$/.test('a'.repeat(50) + 'b')"],
])(
  "a handler that %s is terminated after its timeout, and the next invocation succeeds",
  async (_, statement) => {
    const lambda = startLambda(`exports.handler = async ({ good }) => {
    if (good) return "done";
    console.log("started");
    ${statement};
  }`);
    const failure = lambda.failure();
    await lambda.waitForLines(1);
    jest.advanceTimersByTime(3050);
    const { requestId, ...reason } = await failure;
    expect(reason).toEqual({
      isSuccess: false,
      isThrottled: false,
      errorType: "Sandbox.Timedout",
      errorMessage: `RequestId: ${requestId} Error: Task timed out after 3.00 seconds`,
    });
    await expect(lambda.result({ good: true })).resolves.toBe("done");
  },
);

test("output that a handler wrote before its timeout is not lost", async () => {
  const gate = createGate();
  const code = `exports.handler = async ({ file }) => {
    process.stdout.write("one\\ntwo\\n");
    require("node:fs").writeFileSync(file, "");
    for (;;);
  }`;
  const timeOut = () => {
    while (!existsSync(gate.file));
    jest.advanceTimersByTime(3050);
  };
  const secondLine = new Promise((resolve) => {
    const onLine = ({ text }: LogLine) => (text === "one" ? timeOut() : resolve(text));
    startLambda(code, {}, { onLine }).invoke(gate);
  });
  await expect(secondLine).resolves.toBe("two");
});

test("the timeout applies to each invocation separately", async () => {
  const lambda = startLambda(`exports.handler = async () => {
    console.log("started");
    await new Promise((resolve) => setTimeout(resolve, 20));
    return "done";
  }`);
  for (const lineCount of [1, 2]) {
    const result = lambda.result();
    await lambda.waitForLines(lineCount);
    jest.advanceTimersByTime(2900);
    await expect(result).resolves.toBe("done");
  }
});

test("a result before the timeout counts, even if the main thread is busy until after the timeout", async () => {
  jest.useRealTimers();
  const lambda = startLambda(
    `exports.handler = async () => {
      console.log("started");
      await new Promise((resolve) => setTimeout(resolve, 10));
      return "done";
    }`,
    { timeoutMs: 500 },
  );
  const result = lambda.result();
  await lambda.waitForLines(1);
  await new Promise((resolve) => setImmediate(resolve));
  for (const end = performance.now() + 700; performance.now() < end; );
  await expect(result).resolves.toBe("done");
});

test("loading a module does not count towards the timeout, and has its own limit of 10 seconds", async () => {
  const lambda = startLambda("console.log('started'); for (;;);");
  const failure = lambda.failure();
  await lambda.waitForLines(1);
  jest.advanceTimersByTime(9500);
  jest.advanceTimersByTime(1000);
  await expect(failure).resolves.toMatchObject({
    errorType: "Sandbox.Timedout",
    errorMessage: expect.stringContaining("Task timed out after 10.00 seconds"),
  });
});

test("a handler that is debugged does not time out", async () => {
  const lambda = startLambda(
    `exports.handler = async () => {
      console.log("started");
      await new Promise((resolve) => setTimeout(resolve, 20));
      return "done";
    }`,
    {},
    { inspect: true },
  );
  const result = lambda.result();
  await lambda.waitForLines(1);
  jest.advanceTimersByTime(60_000);
  await expect(result).resolves.toBe("done");
});
