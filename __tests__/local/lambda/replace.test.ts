import { copyFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import type { LambdaFunction } from "../../../src/local/model";
import {
  byAddress,
  countWorkers,
  createFunction,
  createGate,
  resultOf,
  TestLambda,
  WAIT_FOR_FILE,
} from "./support";

afterEach(() => TestLambda.stopAll());

/**
 * Returns a function whose handler returns this text, the environment variable with the table name, and a
 * number that differs for each worker.
 */
function returning(text: string): LambdaFunction {
  return createFunction(`console.log("loaded"); const worker = Math.random();
    exports.handler = async () => ["${text}", process.env.TABLE ?? "none", worker]`);
}

test("a function keeps its worker if its zip is written again without a change", async () => {
  const fn = returning("same");
  const lambda = new TestLambda(fn);
  const before = await lambda.result();
  writeFileSync(fn.zipFile, readFileSync(fn.zipFile));
  lambda.lambda.replace(byAddress({ ...fn }));
  await expect(lambda.result()).resolves.toEqual(before);
});

test("a function whose zip has changed runs its new code", async () => {
  const fn = returning("old");
  const lambda = new TestLambda(fn);
  await lambda.result();
  copyFileSync(returning("new").zipFile, fn.zipFile);
  lambda.lambda.replace(byAddress(fn));
  await expect(lambda.result()).resolves.toEqual(["new", "none", expect.any(Number)]);
});

test("a function whose settings have changed runs with the new settings", async () => {
  const fn = returning("same");
  const lambda = new TestLambda(fn);
  await lambda.result();
  lambda.lambda.replace(byAddress({ ...fn, environment: { TABLE: "products" } }));
  await expect(lambda.result()).resolves.toEqual(["same", "products", expect.any(Number)]);
});

test("the new code of a function with a worker is loaded before the next invocation", async () => {
  const lambda = new TestLambda(returning("old"));
  await lambda.result();
  lambda.lambda.replace(byAddress(returning("new")));
  await lambda.waitForLines(2);
  await lambda.result();
  expect(lambda.lines).toHaveLength(2);
});

test("the new code of a function that was never invoked is not loaded", async () => {
  const lambda = new TestLambda(returning("old"));
  const before = countWorkers();
  lambda.lambda.replace(byAddress(returning("new")));
  expect(countWorkers()).toBe(before);
});

test("a running invocation completes with the old code, and the next invocation runs the new code", async () => {
  const { file, open } = createGate();
  const oldCode = `${WAIT_FOR_FILE}
    exports.handler = async (event) => {
      console.log("started");
      await waitForFile(event);
      return require("./old.js");
    }`;
  const lambda = new TestLambda(
    createFunction({ "index.js": oldCode, "old.js": "module.exports = __dirname" }),
  );
  const running = lambda.result<string>({ file });
  await lambda.waitForLines(1);
  lambda.lambda.replace(byAddress(returning("new")));
  await expect(lambda.result()).resolves.toEqual(["new", "none", expect.any(Number)]);
  open();
  const folder = await running;
  while (existsSync(folder)) await new Promise((resolve) => setImmediate(resolve));
});

test("a waiting invocation runs the new code", async () => {
  const lambda = new TestLambda(createFunction("for (;;);"));
  const waiting = lambda.result();
  lambda.lambda.replace(byAddress(returning("new")));
  await expect(waiting).resolves.toEqual(["new", "none", expect.any(Number)]);
});

test("a removed function is not found, and an added one is invoked", async () => {
  const lambda = new TestLambda(returning("old"));
  const other = { ...returning("new"), address: "aws_lambda_function.other" };
  lambda.lambda.replace(byAddress(other));
  await expect(lambda.failure()).resolves.toMatchObject({ errorType: "ResourceNotFoundException" });
  expect(resultOf(await lambda.invoke({}, other.address))).toEqual(["new", "none", expect.any(Number)]);
});
