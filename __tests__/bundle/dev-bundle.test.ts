import { mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { unzipSync } from "fflate";
import { BundleError, type BundleRequest, bundle, bundleKey, type DevBundle, DevBundler } from "#bundle";
import { temporaryFolder } from "../support";

const REQUEST = { entry: "functions/a.ts", target: "node20" };

function createProject(code: string): string {
  const folder = temporaryFolder();
  mkdirSync(path.join(folder, "functions"));
  write(folder, code);
  return folder;
}

function write(folder: string, code: string): void {
  writeFileSync(path.join(folder, REQUEST.entry), code);
}

let bundler: DevBundler | undefined;
afterEach(() => bundler?.stop());

/** Builds one function. @throws BundleError if the build fails */
async function build(request: BundleRequest): Promise<DevBundle> {
  const result = (await bundler?.build([request]))?.get(bundleKey(request));
  if (!result || result instanceof BundleError) throw result;
  return result;
}

/** Runs the handler of a dev bundle together with the bundle of its packages. */
function runHandler({ code, packages }: DevBundle): unknown {
  const loaded: Exports = {};
  const load = (name: string) => (packages.names.includes(name) ? loaded[name] : require(name));
  Object.defineProperties(loaded, Object.getOwnPropertyDescriptors(evaluate(packages.code, require)));
  return (evaluate(code, load).handler as () => unknown)();
}

type Exports = Record<string, unknown>;

function evaluate(code: Uint8Array, load: (name: string) => unknown): Exports {
  const module = { exports: {} };
  new Function("module", "exports", "require", Buffer.from(code).toString())(module, module.exports, load);
  return module.exports;
}

function addPackage(folder: string, name: string, code: string, type = "commonjs"): void {
  const target = path.join(folder, "node_modules", name);
  mkdirSync(target, { recursive: true });
  writeFileSync(path.join(target, "package.json"), JSON.stringify({ name, type, main: "index.js" }));
  writeFileSync(path.join(target, "index.js"), code);
}

test("each rebuild has the current code of the file", async () => {
  const folder = createProject("export const handler = () => 1;");
  bundler = new DevBundler(folder);
  for (const value of [1, 2, 3]) {
    write(folder, `export const handler = () => ${value};`);
    expect(runHandler(await build(REQUEST))).toBe(value);
  }
});

test("a function without packages has the same code as its deployed bundle", async () => {
  const folder = createProject(
    'import { hostname } from "node:os"; export const handler = () => hostname();',
  );
  bundler = new DevBundler(folder);
  const { code, requires } = await build(REQUEST);
  const [built] = bundle([REQUEST], folder).values();
  expect(unzipSync(built?.zip ?? new Uint8Array())["index.js"]).toEqual(code);
  expect(requires).toEqual([]);
});

test("packages are built once, separately from the code, until a package is added", async () => {
  const folder = createProject('import { word } from "one"; export const handler = () => word;');
  addPackage(folder, "one", "exports.word = 'one';");
  addPackage(folder, "two", "export const word = 'two'; export default 'default';", "module");
  bundler = new DevBundler(folder);
  const first = await build(REQUEST);
  expect(Buffer.from(first.code).toString()).not.toContain("'one'");
  expect([first.requires, runHandler(first)]).toEqual([["one"], "one"]);
  const second = await build(REQUEST);
  expect(second.packages).toBe(first.packages);
  write(
    folder,
    'import two, { word } from "two"; export const handler = async () => [two, word, await import("one")];',
  );
  const third = await build(REQUEST);
  expect(third.packages.names).toEqual(["one", "two"]);
  expect(third.requires).toEqual(["one", "two"]);
  expect(await runHandler(third)).toEqual(["default", "two", { default: { word: "one" }, word: "one" }]);
});

test("a default import in a project of ES modules has the same value as in the deployed bundle", async () => {
  const folder = createProject('import two from "two"; export const handler = () => two;');
  addPackage(folder, "two", "export default 'default';", "module");
  writeFileSync(path.join(folder, "package.json"), '{ "type": "module" }');
  bundler = new DevBundler(folder);
  expect(runHandler(await build(REQUEST))).toBe("default");
});

test("a package that is installed nearer to its importer is built with the function", async () => {
  const folder = createProject(
    'import { word } from "one"; import { near } from "../lib/b"; export const handler = () => [word, near];',
  );
  mkdirSync(path.join(folder, "lib"));
  writeFileSync(path.join(folder, "lib/b.ts"), 'export { word as near } from "one";');
  addPackage(folder, "one", "exports.word = 'far';");
  addPackage(folder, "../lib/node_modules/one", "exports.word = require('two').word;");
  addPackage(folder, "two", "exports.word = 'near';");
  bundler = new DevBundler(folder);
  const devBundle = await build(REQUEST);
  expect([devBundle.requires, runHandler(devBundle)]).toEqual([["one"], ["far", "near"]]);
});

test("a missing package is reported with its function, and the function builds once the package is installed", async () => {
  const folder = createProject('import { word } from "one"; export const handler = () => word;');
  bundler = new DevBundler(folder);
  await expect(build(REQUEST)).rejects.toThrow(/^functions\/a\.ts:1:\d+: Could not resolve "one"/);
  addPackage(folder, "one", "exports.word = 'one';");
  expect(runHandler(await build(REQUEST))).toBe("one");
});

test("packages are built again after an install and after an uninstall", async () => {
  const folder = createProject('import { word } from "one"; export const handler = () => word;');
  addPackage(folder, "one", "exports.word = 'old';");
  addPackage(folder, "two", "exports.word = 'two';");
  bundler = new DevBundler(folder);
  expect(runHandler(await build(REQUEST))).toBe("old");
  addPackage(folder, "one", "exports.word = 'new';");
  writeFileSync(path.join(folder, "node_modules/.package-lock.json"), "{}");
  expect(runHandler(await build(REQUEST))).toBe("new");
  rmSync(path.join(folder, "node_modules/one"), { recursive: true });
  write(folder, 'import { word } from "two"; export const handler = () => word;');
  expect(runHandler(await build(REQUEST))).toBe("two");
});

test("a workspace package is built again when its files change", async () => {
  const folder = createProject('import { word } from "own"; export const handler = () => word;');
  addPackage(folder, "../packages/own", "exports.word = 'old';");
  mkdirSync(path.join(folder, "node_modules"));
  symlinkSync(path.join(folder, "packages/own"), path.join(folder, "node_modules/own"));
  bundler = new DevBundler(folder);
  const first = await build(REQUEST);
  expect([first.inputs, runHandler(first)]).toEqual([["functions/a.ts", "packages/own/index.js"], "old"]);
  addPackage(folder, "../packages/own", "exports.word = 'new';");
  utimesSync(path.join(folder, "packages/own/index.js"), 1, 1);
  expect(runHandler(await build(REQUEST))).toBe("new");
});

test("a package with an ES module and a CommonJS file has the same form as in the deployed bundle", async () => {
  const folder = createProject('import { form } from "two"; export const handler = () => form;');
  addPackage(folder, "two", "exports.form = 'required';");
  const two = path.join(folder, "node_modules/two");
  writeFileSync(path.join(two, "index.mjs"), "export const form = 'imported';");
  writeFileSync(
    path.join(two, "package.json"),
    JSON.stringify({ exports: { import: "./index.mjs", require: "./index.js" } }),
  );
  bundler = new DevBundler(folder);
  expect(runHandler(await build(REQUEST))).toBe("imported");
  addPackage(folder, "needs", "exports.form = require('two').form;");
  write(folder, 'import { form } from "needs"; export const handler = () => form;');
  expect(runHandler(await build(REQUEST))).toBe("required");
});

test("invalid code is rejected, and builds once it is corrected", async () => {
  const folder = createProject("export const handler = (;");
  bundler = new DevBundler(folder);
  await expect(build(REQUEST)).rejects.toThrow(/^functions\/a\.ts:1:25: /);
  write(folder, "export const other = 1;");
  await expect(build(REQUEST)).rejects.toThrow(BundleError);
  write(folder, "export const handler = () => 1;");
  expect((await build(REQUEST)).inputs).toEqual(["functions/a.ts"]);
});
