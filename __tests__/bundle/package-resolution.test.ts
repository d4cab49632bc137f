import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type Bundle, bundle, bundleConcurrently, bundleKey, type DevBundle, DevBundler } from "#bundle";
import { code, createProject } from "./project";

const target = "node22";

/** Returns a package with a CommonJS file and an ES module that both export a function as the default. */
function dualPackage(folder: string, fields: object = {}): Record<string, string> {
  return {
    [`node_modules/${folder}/package.json`]: JSON.stringify({
      main: "index.js",
      module: "./index.mjs",
      ...fields,
    }),
    [`node_modules/${folder}/index.js`]: 'module.exports = () => "called"; module.exports.instance = {};',
    [`node_modules/${folder}/index.mjs`]: 'export default () => "called"; export const instance = {};',
  };
}

/** Entries whose handler must return the same value in a bundle as in Node, with the packages that they import. */
const CASES: Readonly<Record<string, readonly [string, Readonly<Record<string, string>>]>> = {
  "a package that requires a package with an ES module": [
    'import { run } from "user"; export const handler = () => run();',
    {
      ...dualPackage("p"),
      "node_modules/user/index.js": 'const f = require("p"); exports.run = () => f();',
    },
  ],
  "a package that requires a package that is tree-shaken if it is imported": [
    'import { run } from "user"; export const handler = () => run();',
    {
      ...dualPackage("p", { sideEffects: false }),
      "node_modules/user/index.js": 'const f = require("p"); exports.run = () => f();',
    },
  ],
  "an own file that requires a scoped package": [
    'const f = require("@s/p"); export const handler = () => f();',
    dualPackage("@s/p", { sideEffects: ["./other.js"] }),
  ],
  "a package that requires a folder of a package": [
    'import { run } from "user"; export const handler = () => run();',
    {
      "node_modules/p/package.json": '{ "sideEffects": false }',
      ...dualPackage("p/part"),
      "node_modules/user/index.js": 'const f = require("p/part"); exports.run = () => f();',
    },
  ],
  "a package that requires its own folder": [
    'import run from "user/lib/run.js"; export const handler = () => run();',
    {
      ...dualPackage("user"),
      "node_modules/user/lib/run.js": 'const f = require(".."); module.exports = () => f();',
    },
  ],
  "a nested package": [
    'import { run } from "user"; export const handler = () => run();',
    {
      ...dualPackage("user/node_modules/p"),
      "node_modules/p/index.js": 'module.exports = () => "wrong";',
      "node_modules/user/index.js": 'const f = require("p"); exports.run = () => f();',
    },
  ],
  "a package that is both imported and required": [
    'import { instance } from "p"; import { required } from "user"; export const handler = () => instance === required;',
    { ...dualPackage("p"), "node_modules/user/index.js": 'exports.required = require("p").instance;' },
  ],
  "a tree-shaken package that is both imported and required": [
    'import { instance } from "p"; import { required } from "user"; export const handler = () => instance === required;',
    {
      ...dualPackage("p", { sideEffects: false }),
      "node_modules/user/index.js": 'exports.required = require("p").instance;',
    },
  ],
  "a package that is required only by the CommonJS file of another package": [
    'import { instance } from "p"; import { p } from "q"; import { q } from "user"; export const handler = () => [p === q.p, p === instance];',
    {
      ...dualPackage("p"),
      "node_modules/q/package.json": '{ "main": "index.js", "module": "index.mjs" }',
      "node_modules/q/index.js": 'exports.p = require("p").instance;',
      "node_modules/q/index.mjs": 'export { instance as p } from "p";',
      "node_modules/user/index.js": 'exports.q = require("q");',
    },
  ],
};

const names = Object.keys(CASES);
const requests = names.map((_, index) => ({ entry: `${index}/a.ts`, target }));

function writeProject(): string {
  const files = names.flatMap((name, index) => {
    const [entry, packages] = CASES[name] ?? ["", {}];
    return [["a.ts", entry], ...Object.entries(packages)].map(([file, text]) => [`${index}/${file}`, text]);
  });
  return createProject(Object.fromEntries(files));
}

/** Writes code into a new folder and returns the path. */
function writeCode(
  root: string,
  folder: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): string {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(root, "out", folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  return path.join(root, "out", folder, "index.js");
}

/** Returns the results of the handlers in files, which a new Node process loads. */
function callHandlers(files: readonly string[]): unknown[] {
  const script =
    "process.stdout.write(JSON.stringify(process.argv.slice(1).map((f) => require(f).handler())));";
  const args = ["--require", require.resolve("tsx/cjs"), "--eval", script, "--", ...files];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" }));
}

test("a package resolves to the same file in a bundle as in Node", async () => {
  const root = writeProject();
  const built = bundle(requests, root);
  expect(await bundleConcurrently(requests, root)).toEqual(built);
  const bundler = new DevBundler(root);
  const devBuilt = await bundler.build(requests);
  await bundler.stop();
  const inNode = callHandlers(requests.map(({ entry }) => path.join(root, entry)));
  const bundles = requests.map((request, index) =>
    writeCode(root, `${index}`, { "index.js": code(built.get(bundleKey(request)) as Bundle) }),
  );
  const devBundles = requests.map((request, index) => {
    const { code: own, packages } = devBuilt.get(bundleKey(request)) as DevBundle;
    const modules = packages.names.map((name) => {
      const text = `module.exports = require(${JSON.stringify(path.join(root, "out", `dev-${index}/packages.js`))})[${JSON.stringify(name)}];`;
      return [`node_modules/${name}${name.endsWith(".js") ? "" : "/index.js"}`, text];
    });
    const files = { "index.js": own, "packages.js": packages.code, ...Object.fromEntries(modules) };
    return writeCode(root, `dev-${index}`, files);
  });
  const byCase = (values: readonly unknown[]) => names.map((name, index) => [name, values[index]]);
  expect(byCase(callHandlers(bundles))).toEqual(byCase(inNode));
  expect(byCase(callHandlers(devBundles))).toEqual(byCase(inNode));
});

test("the code of an entry does not depend on the packages that another entry requires", () => {
  const root = createProject({
    "a.ts": 'import { instance } from "p"; export const handler = () => instance;',
    "b.ts":
      'import { instance } from "p"; import { required } from "user"; export const handler = () => [instance, required];',
    ...dualPackage("p", { sideEffects: false }),
    "node_modules/user/index.js": 'exports.required = require("p").instance;',
  });
  const [alone] = bundle([{ entry: "a.ts", target }], root).values();
  const both = bundle(
    ["a.ts", "b.ts"].map((entry) => ({ entry, target })),
    root,
  );
  expect(both.get(bundleKey({ entry: "a.ts", target }))).toEqual(alone);
  expect(alone?.inputs).toContain("node_modules/p/index.mjs");
});

test("a project of ES modules has one instance of a package in the local gateway", async () => {
  const root = createProject({
    "package.json": '{ "type": "module" }',
    "a.ts":
      'import { instance } from "p"; import { required } from "user"; export const handler = () => instance === required;',
    ...dualPackage("p"),
    "node_modules/user/package.json": "{}",
    "node_modules/user/index.js": 'exports.required = require("p").instance;',
  });
  const bundler = new DevBundler(root);
  const [built] = (await bundler.build([{ entry: "a.ts", target }])).values();
  await bundler.stop();
  const file = writeCode(root, "dev", { "index.cjs": (built as DevBundle).code });
  expect(callHandlers([path.join(path.dirname(file), "index.cjs")])).toEqual([true]);
});
