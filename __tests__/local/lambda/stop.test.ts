import { existsSync } from "node:fs";
import path from "node:path";
import { byAddress, countWorkers, createFunction, startLambda, TestLambda, useFakeTime } from "./support";

afterEach(() => {
  jest.useRealTimers();
  return TestLambda.stopAll();
});

/** Handler that writes the path of its folder and then runs an endless loop. */
const ENDLESS = "exports.handler = async () => { process.stdout.write(__dirname + '\\n'); for (;;); }";

test("stop() leaves no worker, no timer and no file", async () => {
  useFakeTime();
  const before = countWorkers();
  const lambda = startLambda(ENDLESS);
  lambda.invoke();
  const [line] = await lambda.waitForLines(1);
  const folder = path.dirname(line?.text ?? "");
  expect([existsSync(folder), jest.getTimerCount(), countWorkers()]).toEqual([true, 1, before + 1]);
  await lambda.lambda.stop();
  expect([existsSync(folder), jest.getTimerCount(), countWorkers()]).toEqual([false, 0, before]);
});

test("stop() fails running and waiting invocations, and later invocations find no function", async () => {
  const lambda = startLambda(ENDLESS);
  const running = lambda.failure();
  await lambda.waitForLines(1);
  const waiting = lambda.failure();
  await lambda.lambda.stop();
  await expect(running).resolves.toMatchObject({
    errorMessage: expect.stringContaining("signal: terminated"),
  });
  await expect(waiting).resolves.toMatchObject({
    errorMessage: expect.stringContaining("signal: terminated"),
  });
  await expect(lambda.failure()).resolves.toMatchObject({ errorType: "ResourceNotFoundException" });
});

test("code that was replaced is deleted from disk", async () => {
  const lambda = startLambda("exports.handler = async () => __dirname");
  const oldFolder = await lambda.result<string>();
  lambda.lambda.replace(byAddress(createFunction("exports.handler = async () => 'new'")));
  while (existsSync(oldFolder)) await new Promise((resolve) => setImmediate(resolve));
  await expect(lambda.result()).resolves.toBe("new");
});

test("the files are deleted when the process exits without stop()", async () => {
  const before = process.listeners("exit");
  const folder = await startLambda("exports.handler = async () => __dirname").result<string>();
  for (const listener of process.listeners("exit").filter((item) => !before.includes(item))) listener(0);
  expect(existsSync(path.dirname(folder))).toBe(false);
});
