import { mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { unzipSync } from "fflate";
import { BundleError, bundle, type DevBundle, DevBundler } from "#bundle";
import { temporaryFolder } from "../support";

const REQUEST = { entry: "functions/a.ts", target: "node20" };

function project(code: string): string {
  const folder = temporaryFolder();
  mkdirSync(path.join(folder, "functions"));
  write(folder, code);
  return folder;
}

function write(folder: string, code: string): void {
  writeFileSync(path.join(folder, REQUEST.entry), code);
}

let rebuilder: DevBundler | undefined;
afterEach(() => rebuilder?.stop());

/** What a function answers that was rebuilt, its packages beside it. */
function answer({ code, packages }: DevBundle): unknown {
  const all: Exports = {};
  const load = (name: string) => (packages.names.includes(name) ? all[name] : require(name));
  Object.defineProperties(all, Object.getOwnPropertyDescriptors(evaluated(packages.code, require)));
  return (evaluated(code, load).handler as () => unknown)();
}

type Exports = Record<string, unknown>;

function evaluated(code: Uint8Array, load: (name: string) => unknown): Exports {
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

test("each rebuild has the code that there is then", async () => {
  const folder = project("export const handler = () => 1;");
  rebuilder = new DevBundler(folder);
  for (const value of [1, 2, 3]) {
    write(folder, `export const handler = () => ${value};`);
    expect(answer(await rebuilder.build(REQUEST))).toBe(value);
  }
});

test("a function without packages has the code of its bundle", async () => {
  const folder = project('import { hostname } from "node:os"; export const handler = () => hostname();');
  rebuilder = new DevBundler(folder);
  const { code, requires } = await rebuilder.build(REQUEST);
  const [built] = bundle([REQUEST], folder).values();
  expect(unzipSync(built?.zip ?? new Uint8Array())["index.js"]).toEqual(code);
  expect(requires).toEqual([]);
});

test("packages stand beside the code, once, until there is another", async () => {
  const folder = project('import { word } from "one"; export const handler = () => word;');
  addPackage(folder, "one", "exports.word = 'one';");
  addPackage(folder, "two", "export const word = 'two'; export default 'default';", "module");
  rebuilder = new DevBundler(folder);
  const first = await rebuilder.build(REQUEST);
  expect(Buffer.from(first.code).toString()).not.toContain("'one'");
  expect([first.requires, answer(first)]).toEqual([["one"], "one"]);
  const second = await rebuilder.build(REQUEST);
  expect(second.packages).toBe(first.packages);
  write(
    folder,
    'import two, { word } from "two"; export const handler = async () => [two, word, await import("one")];',
  );
  const third = await rebuilder.build(REQUEST);
  expect(third.packages.names).toEqual(["one", "two"]);
  expect(third.requires).toEqual(["one", "two"]);
  expect(await answer(third)).toEqual(["default", "two", { default: { word: "one" }, word: "one" }]);
});

test("in a project of ES modules a default import of a package is what it is in its bundle", async () => {
  const folder = project('import two from "two"; export const handler = () => two;');
  addPackage(folder, "two", "export default 'default';", "module");
  writeFileSync(path.join(folder, "package.json"), '{ "type": "module" }');
  rebuilder = new DevBundler(folder);
  expect(answer(await rebuilder.build(REQUEST))).toBe("default");
});

test("a package that is nearer to what imports it than the project's is built with that", async () => {
  const folder = project(
    'import { word } from "one"; import { near } from "../lib/b"; export const handler = () => [word, near];',
  );
  mkdirSync(path.join(folder, "lib"));
  writeFileSync(path.join(folder, "lib/b.ts"), 'export { word as near } from "one";');
  addPackage(folder, "one", "exports.word = 'far';");
  addPackage(folder, "../lib/node_modules/one", "exports.word = require('two').word;");
  addPackage(folder, "two", "exports.word = 'near';");
  rebuilder = new DevBundler(folder);
  const rebuilt = await rebuilder.build(REQUEST);
  expect([rebuilt.requires, answer(rebuilt)]).toEqual([["one"], ["far", "near"]]);
});

test("a package that is not there is told of with the function, and can be added", async () => {
  const folder = project('import { word } from "one"; export const handler = () => word;');
  rebuilder = new DevBundler(folder);
  await expect(rebuilder.build(REQUEST)).rejects.toThrow(/^functions\/a\.ts:1:\d+: Could not resolve "one"/);
  addPackage(folder, "one", "exports.word = 'one';");
  expect(answer(await rebuilder.build(REQUEST))).toBe("one");
});

test("a package that was installed anew, or is gone, is built anew", async () => {
  const folder = project('import { word } from "one"; export const handler = () => word;');
  addPackage(folder, "one", "exports.word = 'old';");
  addPackage(folder, "two", "exports.word = 'two';");
  rebuilder = new DevBundler(folder);
  expect(answer(await rebuilder.build(REQUEST))).toBe("old");
  addPackage(folder, "one", "exports.word = 'new';");
  writeFileSync(path.join(folder, "node_modules/.package-lock.json"), "{}");
  expect(answer(await rebuilder.build(REQUEST))).toBe("new");
  rmSync(path.join(folder, "node_modules/one"), { recursive: true });
  write(folder, 'import { word } from "two"; export const handler = () => word;');
  expect(answer(await rebuilder.build(REQUEST))).toBe("two");
});

test("a package of the project's own is built anew when its files change", async () => {
  const folder = project('import { word } from "own"; export const handler = () => word;');
  addPackage(folder, "../packages/own", "exports.word = 'old';");
  mkdirSync(path.join(folder, "node_modules"));
  symlinkSync(path.join(folder, "packages/own"), path.join(folder, "node_modules/own"));
  rebuilder = new DevBundler(folder);
  const first = await rebuilder.build(REQUEST);
  expect([first.inputs, answer(first)]).toEqual([["functions/a.ts", "packages/own/index.js"], "old"]);
  addPackage(folder, "../packages/own", "exports.word = 'new';");
  utimesSync(path.join(folder, "packages/own/index.js"), 1, 1);
  expect(answer(await rebuilder.build(REQUEST))).toBe("new");
});

test("a package with two forms has the one that its bundle has", async () => {
  const folder = project('import { form } from "two"; export const handler = () => form;');
  addPackage(folder, "two", "exports.form = 'required';");
  const two = path.join(folder, "node_modules/two");
  writeFileSync(path.join(two, "index.mjs"), "export const form = 'imported';");
  writeFileSync(
    path.join(two, "package.json"),
    JSON.stringify({ exports: { import: "./index.mjs", require: "./index.js" } }),
  );
  rebuilder = new DevBundler(folder);
  expect(answer(await rebuilder.build(REQUEST))).toBe("imported");
  addPackage(folder, "needs", "exports.form = require('two').form;");
  write(folder, 'import { form } from "needs"; export const handler = () => form;');
  expect(answer(await rebuilder.build(REQUEST))).toBe("required");
});

test("code that is wrong is told of, and can be put right", async () => {
  const folder = project("export const handler = (;");
  rebuilder = new DevBundler(folder);
  await expect(rebuilder.build(REQUEST)).rejects.toThrow(/^functions\/a\.ts:1:25: /);
  write(folder, "export const other = 1;");
  await expect(rebuilder.build(REQUEST)).rejects.toThrow(BundleError);
  write(folder, "export const handler = () => 1;");
  expect((await rebuilder.build(REQUEST)).inputs).toEqual(["functions/a.ts"]);
});
