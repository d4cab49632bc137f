import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { DevBundle, PackageBundle } from "#bundle";
import type { LambdaFunction } from "../../../src/local/model";
import { temporaryFolder } from "../../support";
import { byAddress, countWorkers, createFunction, TestLambda } from "./support";

afterEach(() => TestLambda.stopAll());

const PACKAGES: PackageBundle = {
  names: ["@scope/one", "one/sub"],
  code: Buffer.from('module.exports = { "@scope/one": { word: "one" }, "one/sub": { word: "sub" } };'),
  inputs: [],
  packageFiles: [],
  addonErrors: {},
  stamp: "",
};

/** Returns a package that counts in a file how often it is loaded, and functions that read this number. */
function countingPackage(): {
  packages: PackageBundle;
  waitForLoads(count: number): Promise<void>;
  readLoads(): number;
} {
  const file = path.join(temporaryFolder(), "loads");
  const code = `
    console.log("package");
    require("node:fs").appendFileSync(${JSON.stringify(file)}, "x");
    exports["@scope/one"] = { word: "one" };`;
  const readLoads = () => (existsSync(file) ? readFileSync(file).length : 0);
  const waitForLoads = async (count: number) => {
    while (readLoads() < count) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  return {
    packages: { ...PACKAGES, names: ["@scope/one"], code: Buffer.from(code) },
    waitForLoads,
    readLoads,
  };
}

function devBundle(code: string, packages = PACKAGES): DevBundle {
  const bytes = Buffer.from(code);
  const sourceMap = JSON.stringify({
    version: 3,
    sources: ["../../functions/greet.ts"],
    names: [],
    mappings: "AAAA",
  });
  const { names: requires } = packages;
  const request = { entry: "greet.ts", target: "node20", inputs: [] };
  return { ...request, code: bytes, sourceMap, requires, packages, copies: new Map(), links: {} };
}

const WITH_PACKAGE = 'const { word } = require("@scope/one"); exports.handler = async () => word;';

/** Starts a function from its zip and invokes it once, so that it has a running worker. */
async function startWarm(): Promise<{ lambda: TestLambda; fn: LambdaFunction }> {
  const fn = createFunction("exports.handler = async () => 'zipped'");
  const lambda = new TestLambda(fn);
  await lambda.result();
  return { lambda, fn };
}

test("a rebuilt bundle and its packages run instead of the zip", async () => {
  const { lambda, fn } = await startWarm();
  const code = `const one = require("@scope/one"); const sub = require("one/sub");
    exports.handler = async () => [one.word, sub.word, process.env.LAMBDA_TASK_ROOT === __dirname];`;
  lambda.lambda.deployDevBundle(fn.zipFile, devBundle(code));
  await expect(lambda.result()).resolves.toEqual(["one", "sub", true]);
});

test("a package does not find files of the project while it is loaded", async () => {
  const { lambda, fn } = await startWarm();
  const code = Buffer.from(`const fs = require("node:fs");
    module.exports = { "@scope/one": { word: [fs.existsSync("jest.config.js"), process.cwd() === ${JSON.stringify(process.cwd())}] } };`);
  const packages = { ...PACKAGES, names: ["@scope/one"], code };
  lambda.lambda.deployDevBundle(fn.zipFile, devBundle(WITH_PACKAGE, packages));
  await expect(lambda.result()).resolves.toEqual([false, false]);
});

test("an error in a rebuilt bundle names its TypeScript source", async () => {
  const { lambda, fn } = await startWarm();
  lambda.lambda.deployDevBundle(
    fn.zipFile,
    devBundle("exports.handler = async () => { throw new Error('bad'); };"),
  );
  await lambda.failure();
  const lines = await lambda.waitForLines(1);
  expect(lines[0]?.text).toContain(`${process.cwd()}/functions/greet.ts:1`);
});

test("a rebuilt bundle does not change a function with another zip", async () => {
  const { lambda } = await startWarm();
  lambda.lambda.deployDevBundle("/other.zip", devBundle("exports.handler = async () => 'rebuilt'"));
  await expect(lambda.result()).resolves.toBe("zipped");
});

test("functions run from their zips again after replace()", async () => {
  const { lambda, fn } = await startWarm();
  lambda.lambda.deployDevBundle(fn.zipFile, devBundle("exports.handler = async () => __dirname"));
  const folder = await lambda.result<string>();
  lambda.lambda.replace(byAddress(fn));
  await expect(lambda.result()).resolves.toBe("zipped");
  while (existsSync(folder)) await new Promise((resolve) => setImmediate(resolve));
});

test("the next rebuilt bundle runs in a preloaded worker that has loaded the packages", async () => {
  const { lambda, fn } = await startWarm();
  const { packages, waitForLoads, readLoads } = countingPackage();
  lambda.lambda.deployDevBundle(fn.zipFile, devBundle(WITH_PACKAGE, packages));
  await lambda.result();
  // Two workers load the package: the worker that ran the invocation, and the preloaded worker.
  await waitForLoads(2);
  lambda.lambda.deployDevBundle(fn.zipFile, devBundle(WITH_PACKAGE, packages));
  await lambda.result();
  expect(readLoads()).toBe(2);
  expect(lambda.lines.map(({ text }) => JSON.parse(text).message)).toEqual(["package", "package"]);
});

test("packages that have changed are loaded again", async () => {
  const { lambda, fn } = await startWarm();
  const { packages, waitForLoads } = countingPackage();
  lambda.lambda.deployDevBundle(fn.zipFile, devBundle(WITH_PACKAGE, packages));
  await waitForLoads(2);
  const code = Buffer.from('exports["@scope/one"] = { word: "other" };');
  lambda.lambda.deployDevBundle(
    fn.zipFile,
    devBundle(WITH_PACKAGE, { ...PACKAGES, names: ["@scope/one"], code }),
  );
  await expect(lambda.result()).resolves.toBe("other");
});

test("a preloaded worker with other settings is not used", async () => {
  const { lambda, fn } = await startWarm();
  const { packages, waitForLoads } = countingPackage();
  const code = 'require("@scope/one"); exports.handler = async () => process.env.TABLE ?? "none"';
  lambda.lambda.deployDevBundle(fn.zipFile, devBundle(code, packages));
  await waitForLoads(2);
  // After replace(), a new worker runs the code of the zip. The preloaded worker stays unused, because its
  // environment variables differ.
  lambda.lambda.replace(byAddress({ ...fn, environment: { TABLE: "products" } }));
  lambda.lambda.deployDevBundle(fn.zipFile, devBundle(code, packages));
  await expect(lambda.result()).resolves.toBe("products");
});

test("packages that cannot be loaded fail an invocation, like the packages in a zip", async () => {
  const { lambda, fn } = await startWarm();
  const code = Buffer.from(
    'module.exports = { get "@scope/one"() { throw new TypeError("bad package"); } };',
  );
  lambda.lambda.deployDevBundle(
    fn.zipFile,
    devBundle(WITH_PACKAGE, { ...PACKAGES, names: ["@scope/one"], code }),
  );
  const failure = { errorType: "TypeError", errorMessage: "bad package" };
  await expect(lambda.failure()).resolves.toMatchObject(failure);
});

test("stop() also terminates the preloaded worker", async () => {
  const before = countWorkers();
  const { lambda, fn } = await startWarm();
  const { packages, waitForLoads } = countingPackage();
  lambda.lambda.deployDevBundle(fn.zipFile, devBundle(WITH_PACKAGE, packages));
  await waitForLoads(2);
  await lambda.lambda.stop();
  expect(countWorkers()).toBe(before);
});
