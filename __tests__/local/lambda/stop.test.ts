import { existsSync } from "node:fs";
import path from "node:path";
import { byAddress, functionOf, holdTime, TestLambda, testLambda, workers } from "./support";

afterEach(() => {
  jest.useRealTimers();
  return TestLambda.stopAll();
});

/** Says where its code lies, and never ends. */
const BEGIN = "exports.handler = async () => { process.stdout.write(__dirname + '\\n'); for (;;); }";

test("no worker, no timer and no file is left", async () => {
  holdTime();
  const before = workers();
  const lambda = testLambda(BEGIN);
  lambda.call();
  const [line] = await lambda.written(1);
  const folder = path.dirname(line?.text ?? "");
  expect([existsSync(folder), jest.getTimerCount(), workers()]).toEqual([true, 1, before + 1]);
  await lambda.lambda.stop();
  expect([existsSync(folder), jest.getTimerCount(), workers()]).toEqual([false, 0, before]);
});

test("a call that runs fails, and so does one that comes after", async () => {
  const lambda = testLambda(BEGIN);
  const running = lambda.failure();
  await lambda.written(1);
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

test("code that was replaced leaves no file", async () => {
  const lambda = testLambda("exports.handler = async () => __dirname");
  const old = await lambda.answer<string>();
  lambda.lambda.replace(byAddress(functionOf("exports.handler = async () => 'new'")));
  const gone = () => !existsSync(old);
  while (!gone()) await new Promise((resolve) => setImmediate(resolve));
  await expect(lambda.answer()).resolves.toBe("new");
});

test("the files go with the process, where nobody stops it", async () => {
  const before = process.listeners("exit");
  const code = await testLambda("exports.handler = async () => __dirname").answer<string>();
  for (const listener of process.listeners("exit").filter((one) => !before.includes(one))) listener(0);
  expect(existsSync(path.dirname(code))).toBe(false);
});
