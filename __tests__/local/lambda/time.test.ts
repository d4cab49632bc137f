import { existsSync } from "node:fs";
import type { LogLine } from "../../../src/local/lambda";
import { gate, holdTime, TestLambda, testLambda } from "./support";

beforeEach(holdTime);
afterEach(() => {
  jest.useRealTimers();
  return TestLambda.stopAll();
});

test.each([
  ["waits", "await new Promise((resolve) => setTimeout(resolve, 1e6))"],
  ["runs in a circle", "for (;;);"],
  ["searches in vain", "/^(a+)+$/.test('a'.repeat(50) + 'b')"],
])("a handler that %s for longer than its timeout is ended, and the next call is served", async (_, wait) => {
  const lambda = testLambda(`exports.handler = async ({ good }) => {
    if (good) return "said";
    console.log("begun");
    ${wait};
  }`);
  const failure = lambda.failure();
  await lambda.written(1);
  jest.advanceTimersByTime(3050);
  const { requestId, ...why } = await failure;
  expect(why).toEqual({
    isSuccess: false,
    isThrottled: false,
    errorType: "Sandbox.Timedout",
    errorMessage: `RequestId: ${requestId} Error: Task timed out after 3.00 seconds`,
  });
  await expect(lambda.answer({ good: true })).resolves.toBe("said");
});

test("what a handler wrote before it was ended is not lost", async () => {
  const written = gate();
  const code = `exports.handler = async ({ file }) => {
    process.stdout.write("one\\ntwo\\n");
    require("node:fs").writeFileSync(file, "");
    for (;;);
  }`;
  const end = () => {
    while (!existsSync(written.file));
    jest.advanceTimersByTime(3050);
  };
  const second = new Promise((resolve) => {
    const onLine = ({ text }: LogLine) => (text === "one" ? end() : resolve(text));
    testLambda(code, {}, { onLine }).call(written);
  });
  await expect(second).resolves.toBe("two");
});

test("each call of a handler may take as long as its timeout", async () => {
  const lambda = testLambda(`exports.handler = async () => {
    console.log("begun");
    await new Promise((resolve) => setTimeout(resolve, 20));
    return "said";
  }`);
  for (const calls of [1, 2]) {
    const answer = lambda.answer();
    await lambda.written(calls);
    jest.advanceTimersByTime(2900);
    await expect(answer).resolves.toBe("said");
  }
});

test("an answer that came in time is heard, though this process was busy until after it", async () => {
  jest.useRealTimers();
  const lambda = testLambda(
    `exports.handler = async () => {
      console.log("begun");
      await new Promise((resolve) => setTimeout(resolve, 10));
      return "said";
    }`,
    { timeoutMs: 500 },
  );
  const answer = lambda.answer();
  await lambda.written(1);
  await new Promise((resolve) => setImmediate(resolve));
  for (const end = performance.now() + 700; performance.now() < end; );
  await expect(answer).resolves.toBe("said");
});

test("the time that a module takes to load is none of the handler's, and is limited to ten seconds", async () => {
  const lambda = testLambda("console.log('begun'); for (;;);");
  const failure = lambda.failure();
  await lambda.written(1);
  jest.advanceTimersByTime(9500);
  jest.advanceTimersByTime(1000);
  await expect(failure).resolves.toMatchObject({
    errorType: "Sandbox.Timedout",
    errorMessage: expect.stringContaining("Task timed out after 10.00 seconds"),
  });
});

test("a handler that is debugged has all the time there is", async () => {
  const lambda = testLambda(
    `exports.handler = async () => {
      console.log("begun");
      await new Promise((resolve) => setTimeout(resolve, 20));
      return "said";
    }`,
    {},
    { inspect: true },
  );
  const answer = lambda.answer();
  await lambda.written(1);
  jest.advanceTimersByTime(60_000);
  await expect(answer).resolves.toBe("said");
});
