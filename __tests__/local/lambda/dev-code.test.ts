import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { DevBundle, PackageBundle } from "#bundle";
import type { LambdaFunction } from "../../../src/local/model";
import { temporaryFolder } from "../../support";
import { byAddress, functionOf, TestLambda, workers } from "./support";

afterEach(() => TestLambda.stopAll());

const PACKAGES: PackageBundle = {
  names: ["@scope/one", "one/sub"],
  code: Buffer.from('module.exports = { "@scope/one": { word: "one" }, "one/sub": { word: "sub" } };'),
  inputs: [],
  stamp: "",
};

/** A package that says when it is loaded, and writes a letter then. */
function noting(): { packages: PackageBundle; loaded(times: number): Promise<void>; loads(): number } {
  const file = path.join(temporaryFolder(), "loads");
  const code = `
    console.log("package");
    require("node:fs").appendFileSync(${JSON.stringify(file)}, "x");
    exports["@scope/one"] = { word: "one" };`;
  const loads = () => (existsSync(file) ? readFileSync(file).length : 0);
  const loaded = async (times: number) => {
    while (loads() < times) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  return { packages: { ...PACKAGES, names: ["@scope/one"], code: Buffer.from(code) }, loaded, loads };
}

function rebuilt(code: string, packages = PACKAGES): DevBundle {
  const bytes = Buffer.from(code);
  const sourceMap = JSON.stringify({
    version: 3,
    sources: ["../../functions/greet.ts"],
    names: [],
    mappings: "AAAA",
  });
  const { names: requires } = packages;
  return { entry: "greet.ts", target: "node20", inputs: [], code: bytes, sourceMap, requires, packages };
}

const WITH_PACKAGE = 'const { word } = require("@scope/one"); exports.handler = async () => word;';

/** A function that has been called. */
async function warm(): Promise<{ lambda: TestLambda; fn: LambdaFunction }> {
  const fn = functionOf("exports.handler = async () => 'zipped'");
  const lambda = new TestLambda(fn);
  await lambda.answer();
  return { lambda, fn };
}

test("what was rebuilt runs in the place of the zip, with its packages", async () => {
  const { lambda, fn } = await warm();
  const code = `const one = require("@scope/one"); const sub = require("one/sub");
    exports.handler = async () => [one.word, sub.word, process.env.LAMBDA_TASK_ROOT === __dirname];`;
  lambda.lambda.deployDevBundle(fn.zipFile, rebuilt(code));
  await expect(lambda.answer()).resolves.toEqual(["one", "sub", true]);
});

test("an error in what was rebuilt names its source", async () => {
  const { lambda, fn } = await warm();
  lambda.lambda.deployDevBundle(
    fn.zipFile,
    rebuilt("exports.handler = async () => { throw new Error('bad'); };"),
  );
  await lambda.failure();
  const lines = await lambda.written(1);
  expect(lines[0]?.text).toContain(`${process.cwd()}/functions/greet.ts:1`);
});

test("a function of another zip is left as it is", async () => {
  const { lambda } = await warm();
  lambda.lambda.deployDevBundle("/other.zip", rebuilt("exports.handler = async () => 'rebuilt'"));
  await expect(lambda.answer()).resolves.toBe("zipped");
});

test("the functions that are served next run out of their zips again", async () => {
  const { lambda, fn } = await warm();
  lambda.lambda.deployDevBundle(fn.zipFile, rebuilt("exports.handler = async () => __dirname"));
  const folder = await lambda.answer<string>();
  lambda.lambda.replace(byAddress(fn));
  await expect(lambda.answer()).resolves.toBe("zipped");
  while (existsSync(folder)) await new Promise((resolve) => setImmediate(resolve));
});

test("what is rebuilt again runs in a worker that has loaded the packages before", async () => {
  const { lambda, fn } = await warm();
  const { packages, loaded, loads } = noting();
  lambda.lambda.deployDevBundle(fn.zipFile, rebuilt(WITH_PACKAGE, packages));
  await lambda.answer();
  // By the worker that answered, and by the one beside it.
  await loaded(2);
  lambda.lambda.deployDevBundle(fn.zipFile, rebuilt(WITH_PACKAGE, packages));
  await lambda.answer();
  expect(loads()).toBe(2);
  expect(lambda.lines.map(({ text }) => JSON.parse(text).message)).toEqual(["package", "package"]);
});

test("packages that changed are loaded anew", async () => {
  const { lambda, fn } = await warm();
  const { packages, loaded } = noting();
  lambda.lambda.deployDevBundle(fn.zipFile, rebuilt(WITH_PACKAGE, packages));
  await loaded(2);
  const code = Buffer.from('exports["@scope/one"] = { word: "other" };');
  lambda.lambda.deployDevBundle(
    fn.zipFile,
    rebuilt(WITH_PACKAGE, { ...PACKAGES, names: ["@scope/one"], code }),
  );
  await expect(lambda.answer()).resolves.toBe("other");
});

test("a worker that waits with other settings is not used", async () => {
  const { lambda, fn } = await warm();
  const { packages, loaded } = noting();
  const code = 'require("@scope/one"); exports.handler = async () => process.env.TABLE ?? "none"';
  lambda.lambda.deployDevBundle(fn.zipFile, rebuilt(code, packages));
  await loaded(2);
  // It is not called under its zip, whose worker is another one.
  lambda.lambda.replace(byAddress({ ...fn, environment: { TABLE: "products" } }));
  lambda.lambda.deployDevBundle(fn.zipFile, rebuilt(code, packages));
  await expect(lambda.answer()).resolves.toBe("products");
});

test("packages that cannot be loaded fail a call as they would out of the zip", async () => {
  const { lambda, fn } = await warm();
  const code = Buffer.from(
    'module.exports = { get "@scope/one"() { throw new TypeError("bad package"); } };',
  );
  lambda.lambda.deployDevBundle(
    fn.zipFile,
    rebuilt(WITH_PACKAGE, { ...PACKAGES, names: ["@scope/one"], code }),
  );
  const failure = { errorType: "TypeError", errorMessage: "bad package" };
  await expect(lambda.failure()).resolves.toMatchObject(failure);
});

test("nothing is left of the worker beside when it is stopped", async () => {
  const before = workers();
  const { lambda, fn } = await warm();
  const { packages, loaded } = noting();
  lambda.lambda.deployDevBundle(fn.zipFile, rebuilt(WITH_PACKAGE, packages));
  await loaded(2);
  await lambda.lambda.stop();
  expect(workers()).toBe(before);
});
