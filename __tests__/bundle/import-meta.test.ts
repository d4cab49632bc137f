import { SourceMap } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { type Bundle, BundleError, bundle, bundleKey, type DevBundle, DevBundler } from "#bundle";
import { loadCode } from "./load-code";
import { code, createProject } from "./project";

const request = { entry: "a.ts", target: "node22" };

/** Expressions with `import.meta`, and their value in a bundled file. */
const DEFINED: Readonly<Record<string, (file: string) => unknown>> = {
  "import.meta.url": (file) => pathToFileURL(file).href,
  'new URL("./data.json", import.meta.url).href': (file) =>
    pathToFileURL(path.join(path.dirname(file), "data.json")).href,
  'createRequire(import.meta.url)("node:path").sep': () => path.sep,
  "import.meta.dirname": (file) => path.dirname(file),
  "import.meta.filename": (file) => file,
  "((meta) => meta)(import.meta.url)": (file) => pathToFileURL(file).href,
};

/** Expressions that cannot have their value in a bundle. */
const UNDEFINED = ["import.meta.resolve('x')", "import.meta.env.MODE", "typeof import.meta"];

const PLACES: Readonly<Record<string, (expression: string) => Record<string, string>>> = {
  "an own file": (expression) => ({
    "a.ts": `import { createRequire } from "node:module"; const value = ${expression}; export const handler = () => [value, typeof createRequire];`,
  }),
  "a package": (expression) => ({
    "a.ts": 'import { value } from "e"; export const handler = () => [value];',
    "node_modules/e/package.json": '{ "type": "module", "exports": "./index.js" }',
    "node_modules/e/index.js": `import { createRequire } from "node:module"; export const value = ${expression}; export const other = () => createRequire;`,
  }),
};

const cases = (expressions: readonly string[]) =>
  Object.keys(PLACES).flatMap((place) => expressions.map((expression) => [expression, place] as const));

test.each(cases(Object.keys(DEFINED)))("%s has its value in %s", async (expression, place) => {
  const root = createProject(PLACES[place]?.(expression) ?? {});
  const [built] = bundle([request], root).values() as Iterable<Bundle>;
  const { file, module } = loadCode({ "index.js": code(built as Bundle) });
  expect((module.handler as () => unknown[])()[0]).toBe(DEFINED[expression]?.(file));

  const bundler = new DevBundler(root);
  const dev = (await bundler.build([request])).get(bundleKey(request)) as DevBundle;
  await bundler.stop();
  const packageFile = loadCode({ "index.js": dev.packages.code }).file;
  const own = loadCode({
    "index.js": dev.code,
    "node_modules/e/index.js": `module.exports = require(${JSON.stringify(packageFile)}).e;`,
  });
  const devFile = place === "a package" ? packageFile : own.file;
  expect((own.module.handler as () => unknown[])()[0]).toBe(DEFINED[expression]?.(devFile));
});

test.each(cases(UNDEFINED))("%s is an error in %s", (expression, place) => {
  const root = createProject(PLACES[place]?.(expression) ?? {});
  const build = () => bundle([request], root);
  const [member] = /import\.meta(\.\w+)?/.exec(expression) ?? [];
  expect(build).toThrow(BundleError);
  expect(build).toThrow(place === "a package" ? /^node_modules\/e\/index\.js:1:/ : /^a\.ts:1:/);
  expect(build).toThrow(`${member} is undefined; only its url, dirname and filename are defined.`);
});

test("a file of a package whose code is not in the bundle may use any member", () => {
  const root = createProject({
    "a.ts": 'import { used } from "e"; export const handler = () => used;',
    "node_modules/e/package.json": '{ "type": "module", "exports": "./index.js", "sideEffects": false }',
    "node_modules/e/index.js": 'export { used } from "./used.js"; export { unused } from "./unused.js";',
    "node_modules/e/used.js": "export const used = 1;",
    "node_modules/e/unused.js": "export const unused = import.meta.resolve('x');",
  });
  expect(() => bundle([request], root)).not.toThrow();
});

test("a bundle that does not use import.meta.url does not contain its variable", () => {
  const root = createProject({
    "a.ts": 'import p from "p"; export const handler = () => p;',
    "node_modules/p/index.js": "module.exports = 1;",
  });
  const [built] = bundle([request], root).values() as Iterable<Bundle>;
  expect(code(built as Bundle)).not.toMatch(/import_?meta/i);
});

test("a bundle with import.meta.url has a correct source map and stays in strict mode", () => {
  const root = createProject({
    "a.ts":
      '"use strict";\nexport function handler() {\n  throw new Error(import.meta.url + typeof this);\n}',
  });
  const [built] = bundle([request], root).values() as Iterable<Bundle>;
  const text = code(built as Bundle);
  expect(text.startsWith('"use strict";')).toBe(true);
  const lines = text.split("\n");
  const line = lines.findIndex((part) => part.includes("new Error"));
  const map = new SourceMap(JSON.parse((built as Bundle).sourceMap));
  const entry = map.findEntry(line, lines[line]?.indexOf("new Error") ?? 0);
  expect(entry).toMatchObject({ originalSource: "../../a.ts", originalLine: 2 });
});
