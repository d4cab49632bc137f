import { copyFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import type { LambdaFunction } from "../../../src/local/model";
import { answered, byAddress, functionOf, gate, TestLambda, UNTIL_RELEASED, workers } from "./support";

afterEach(() => TestLambda.stopAll());

/** Answers with its text, its table, and what tells workers apart. */
function says(text: string): LambdaFunction {
  return functionOf(`console.log("loaded"); const worker = Math.random();
    exports.handler = async () => ["${text}", process.env.TABLE ?? "none", worker]`);
}

test("a function that is what it was stays warm, though its files were written again", async () => {
  const fn = says("same");
  const lambda = new TestLambda(fn);
  const before = await lambda.answer();
  writeFileSync(fn.zipFile, readFileSync(fn.zipFile));
  lambda.lambda.replace(byAddress({ ...fn }));
  await expect(lambda.answer()).resolves.toEqual(before);
});

test("a function whose zip has changed in place runs its new code", async () => {
  const fn = says("old");
  const lambda = new TestLambda(fn);
  await lambda.answer();
  copyFileSync(says("new").zipFile, fn.zipFile);
  lambda.lambda.replace(byAddress(fn));
  await expect(lambda.answer()).resolves.toEqual(["new", "none", expect.any(Number)]);
});

test("a function whose settings have changed runs with the new ones", async () => {
  const fn = says("same");
  const lambda = new TestLambda(fn);
  await lambda.answer();
  lambda.lambda.replace(byAddress({ ...fn, environment: { TABLE: "products" } }));
  await expect(lambda.answer()).resolves.toEqual(["same", "products", expect.any(Number)]);
});

test("new code of a function that was warm is loaded before anybody calls", async () => {
  const lambda = new TestLambda(says("old"));
  await lambda.answer();
  lambda.lambda.replace(byAddress(says("new")));
  await lambda.written(2);
  await lambda.answer();
  expect(lambda.lines).toHaveLength(2);
});

test("new code of a function that nobody has called is not loaded", async () => {
  const lambda = new TestLambda(says("old"));
  const before = workers();
  lambda.lambda.replace(byAddress(says("new")));
  expect(workers()).toBe(before);
});

test("a call that runs ends on the old code, of which nothing is left then, and the next runs on the new", async () => {
  const { file, open } = gate();
  const old = `${UNTIL_RELEASED}
    exports.handler = async (event) => {
      console.log("begun");
      await released(event);
      return require("./old.js");
    }`;
  const lambda = new TestLambda(functionOf({ "index.js": old, "old.js": "module.exports = __dirname" }));
  const running = lambda.answer<string>({ file });
  await lambda.written(1);
  lambda.lambda.replace(byAddress(says("new")));
  await expect(lambda.answer()).resolves.toEqual(["new", "none", expect.any(Number)]);
  open();
  const folder = await running;
  while (existsSync(folder)) await new Promise((resolve) => setImmediate(resolve));
});

test("a call that waits runs on the new code", async () => {
  const lambda = new TestLambda(functionOf("for (;;);"));
  const waiting = lambda.answer();
  lambda.lambda.replace(byAddress(says("new")));
  await expect(waiting).resolves.toEqual(["new", "none", expect.any(Number)]);
});

test("a function that is no longer there is not found, and one that is new is", async () => {
  const lambda = new TestLambda(says("old"));
  const other = { ...says("new"), address: "aws_lambda_function.other" };
  lambda.lambda.replace(byAddress(other));
  await expect(lambda.failure()).resolves.toMatchObject({ errorType: "ResourceNotFoundException" });
  expect(answered(await lambda.call({}, other.address))).toEqual(["new", "none", expect.any(Number)]);
});
