import { linkSync, renameSync, utimesSync } from "node:fs";
import path from "node:path";
import { write } from "../project";
import {
  buildCached,
  buildMock,
  buildUncached,
  type Change,
  createWorkspace,
  importFrom,
  listBuilds,
  NPM_STATE,
  relink,
  TWO_FUNCTIONS,
} from "./cache-fixture";

jest.mock("esbuild", () => {
  const esbuild = jest.requireActual("esbuild");
  return { ...esbuild, build: jest.fn(esbuild.build) };
});

beforeEach(() => buildMock.mockClear());

const CLASS = "class A { x } export const handler = () => new A();";
const OLD_DATE = new Date("2026-01-01T00:00:00Z");
const sourceMap = (source: string) =>
  JSON.stringify({ version: 3, sources: [source], names: [], mappings: "AAAA" });

const CHANGES: Readonly<Record<string, Change>> = {
  "an entry changes but keeps its size and mtime": {
    files: { "functions/a.ts": "export const handler = () => 1;" },
    change: (root) => {
      write(root, { "functions/a.ts": "export const handler = () => 2;" });
      utimesSync(path.join(root, "functions/a.ts"), OLD_DATE, OLD_DATE);
    },
  },
  "only a type changes, which can change minified names": {
    files: {
      "functions/a.ts":
        "type A = 1; export const handler = (a: A, b: A, c: A) => { const d = a; return [d, b, c]; };",
    },
    change: (root) =>
      write(root, {
        "functions/a.ts":
          "type c = 1; export const handler = (a: c, b: c, c: c) => { const d = a; return [d, b, c]; };",
      }),
  },
  "a file is renamed over an imported file": {
    files: {
      "functions/a.ts": importFrom("./lib"),
      "functions/lib.ts": "export const v = 1;",
      "b.ts": "export const v = 2;",
    },
    change: (root) => renameSync(path.join(root, "b.ts"), path.join(root, "functions/lib.ts")),
  },
  "an imported file is changed through a hard link": {
    files: { "functions/a.ts": importFrom("../lib"), "lib.ts": "export const v = 1;" },
    change: (root) => {
      linkSync(path.join(root, "lib.ts"), path.join(root, "other.ts"));
      write(root, { "other.ts": "export const v = 2;" });
    },
  },
  "a new file takes precedence over a folder": {
    files: { "functions/a.ts": importFrom("./lib"), "functions/lib/index.ts": "export const v = 1;" },
    change: (root) => write(root, { "functions/lib.ts": "export const v = 2;" }),
  },
  "a folder is replaced by another folder": {
    files: {
      "functions/a.ts": importFrom("../lib/b"),
      "lib/b.ts": "export const v = 1;",
      "lib2/b.ts": "export const v = 2;",
    },
    change: (root) => {
      renameSync(path.join(root, "lib"), path.join(root, "lib3"));
      renameSync(path.join(root, "lib2"), path.join(root, "lib"));
    },
  },
  "an imported JSON file changes": {
    files: { "functions/a.ts": importFrom("../v.json"), "v.json": '{ "v": 1 }' },
    change: (root) => write(root, { "v.json": '{ "v": 2 }' }),
  },
  "a symbolic link in the path of an import changes its target": {
    files: {
      "functions/a.ts": importFrom("../config/now/v"),
      "dev/v.ts": "export const v = 1;",
      "prod/v.ts": "export const v = 2;",
    },
    links: { "config/now": "../dev" },
    change: (root) => relink(root, "config/now", "../prod"),
  },
  "the entry is a symbolic link and changes its target": {
    files: { "dev.ts": "export const handler = () => 1;", "prod.ts": "export const handler = () => 2;" },
    links: { "functions/a.ts": "../dev.ts" },
    change: (root) => relink(root, "functions/a.ts", "../prod.ts"),
  },
  "a broken symbolic link gets its target": {
    files: { "functions/a.ts": importFrom("./lib"), "functions/lib/index.ts": "export const v = 1;" },
    links: { "functions/lib.ts": "../generated.ts" },
    change: (root) => write(root, { "generated.ts": "export const v = 2;" }),
  },
  "the imports of the project's package.json change": {
    files: {
      "functions/a.ts": importFrom("#own"),
      "package.json": '{ "imports": { "#own": "./one.ts" } }',
      "one.ts": "export const v = 1;",
      "two.ts": "export const v = 2;",
    },
    change: (root) => write(root, { "package.json": '{ "imports": { "#own": "./two.ts" } }' }),
  },
  "a file changes that the project imports by the name of its package": {
    files: {
      "functions/a.ts": importFrom("my-api/one"),
      "package.json": '{ "name": "my-api", "exports": { "./one": "./one.ts" } }',
      "one.ts": "export const v = 1;",
    },
    change: (root) => write(root, { "one.ts": "export const v = 2;" }),
  },
  "the project exports another file under an imported name": {
    files: {
      "functions/a.ts": importFrom("my-api"),
      "package.json": '{ "name": "my-api", "exports": "./one.ts" }',
      "one.ts": "export const v = 1;",
      "two.ts": "export const v = 2;",
    },
    change: (root) => write(root, { "package.json": '{ "name": "my-api", "exports": "./two.ts" }' }),
  },
  "the type of the project's package.json changes": {
    files: {
      ...NPM_STATE,
      "functions/a.ts": 'export { handler } from "./b.js";',
      "functions/b.js": 'import { v } from "pack"; export const handler = () => v;',
      "node_modules/pack/index.js": "exports.__esModule = true; exports.v = 1;",
      "node_modules/pack/package.json": "{}",
      "package.json": "{}",
    },
    change: (root) => write(root, { "package.json": '{ "type": "module" }' }),
  },
  "a package.json declares that there are no side effects": {
    files: {
      "functions/a.ts": 'export { handler } from "./b.js";',
      "functions/b.js": 'import { unused } from "./c.js"; export const handler = 1;',
      "functions/c.js": "export const unused = console.log(1);",
    },
    change: (root) => write(root, { "package.json": '{ "sideEffects": false }' }),
  },
  "a new file takes precedence in the paths of tsconfig.json": {
    files: {
      "functions/a.ts": importFrom("@lib/v"),
      "tsconfig.json": '{ "compilerOptions": { "paths": { "@lib/*": ["../shared/*", "./lib/*"] } } }',
      "lib/v.ts": "export const v = 1;",
    },
    change: (root) => write(root, { "../shared/v.ts": "export const v = 2;" }),
  },
  "a new file takes precedence over a package by the baseUrl of tsconfig.json": {
    files: { ...TWO_FUNCTIONS, "tsconfig.json": '{ "compilerOptions": { "baseUrl": "./src" } }' },
    change: (root) => write(root, { "src/pack.ts": "export const v = 2;" }),
  },
  "a base of tsconfig.json changes": {
    files: { "functions/a.ts": CLASS, "tsconfig.json": '{ "extends": "./base.json" }', "base.json": "{}" },
    change: (root) =>
      write(root, { "base.json": '{ "compilerOptions": { "useDefineForClassFields": false } }' }),
  },
  "the JSX settings in a base of tsconfig.json change": {
    files: {
      "functions/a.ts": 'export * from "./b";',
      "functions/b.tsx": "export const handler = () => <a />;",
      "tsconfig.json": '{ "extends": "./base.json" }',
      "base.json": '{ "compilerOptions": { "jsxFactory": "one" } }',
    },
    change: (root) => write(root, { "base.json": '{ "compilerOptions": { "jsxFactory": "two" } }' }),
  },
  "a tsconfig.json is added above the project": {
    files: { "functions/a.ts": CLASS },
    change: (root) =>
      write(root, { "../tsconfig.json": '{ "compilerOptions": { "useDefineForClassFields": false } }' }),
  },
  "the source map of an imported file changes": {
    files: {
      "functions/a.ts": 'import { v } from "../lib.js"; export const handler = () => v.x;',
      "lib.js": "export const v = process;\n//# sourceMappingURL=lib.js.map\n",
      "lib.js.map": sourceMap("one.ts"),
    },
    change: (root) => write(root, { "lib.js.map": sourceMap("two.ts") }),
  },
  "a file outside the project changes": {
    files: { "functions/a.ts": importFrom("../../shared/v"), "../shared/v.ts": "export const v = 1;" },
    change: (root) => write(root, { "../shared/v.ts": "export const v = 2;" }),
  },
  "a file of a package changes": {
    files: TWO_FUNCTIONS,
    change: (root) => write(root, { "node_modules/pack/index.js": 'exports.v = "other";' }),
  },
  "the package.json of a package changes": {
    files: {
      ...TWO_FUNCTIONS,
      "node_modules/pack/package.json": "{}",
      "node_modules/pack/two.js": 'exports.v = "two";',
    },
    change: (root) => write(root, { "node_modules/pack/package.json": '{ "main": "two.js" }' }),
  },
  "a package is installed nearer to its importer": {
    files: TWO_FUNCTIONS,
    change: (root) => write(root, { "functions/node_modules/pack/index.js": "exports.v = 2;" }),
  },
  "a package above the project is also installed in the project": {
    files: {
      "functions/a.ts": importFrom("pack"),
      "../node_modules/.yarn-integrity": "",
      "../node_modules/pack/index.js": "exports.v = 1;",
    },
    change: (root) => write(root, { "node_modules/pack/index.js": "exports.v = 2;" }),
  },
  "npm installs a package that another package needs": {
    files: {
      ...TWO_FUNCTIONS,
      "node_modules/pack/index.js": 'try { exports.v = require("@s/need"); } catch {}',
      "node_modules/@s/other/a.js": "",
    },
    change: (root) =>
      write(root, {
        "node_modules/@s/need/index.js": "module.exports = 2;",
        "node_modules/.package-lock.json": '{ "a": 1 }',
      }),
  },
  "a store outside the project gets a package that a linked package needs": {
    files: {
      "functions/a.ts": importFrom("pack"),
      "../store/node_modules/.package-lock.json": "{}",
      "../store/node_modules/pack/index.js": 'try { exports.v = require("@s/need"); } catch {}',
      "../store/node_modules/@s/other/a.js": "",
    },
    links: { "node_modules/pack": "../../store/node_modules/pack" },
    change: (root) =>
      write(root, {
        "../store/node_modules/@s/need/index.js": "module.exports = 2;",
        "../store/node_modules/.package-lock.json": '{ "a": 1 }',
      }),
  },
  "pnpm links another version of a package": {
    files: {
      "functions/a.ts": importFrom("pack"),
      "node_modules/.modules.yaml": "",
      "node_modules/.pnpm/pack@1/node_modules/pack/index.js": "exports.v = 1;",
      "node_modules/.pnpm/pack@2/node_modules/pack/index.js": "exports.v = 2;",
    },
    links: { "node_modules/pack": ".pnpm/pack@1/node_modules/pack" },
    change: (root) => relink(root, "node_modules/pack", ".pnpm/pack@2/node_modules/pack"),
  },
};

test.each(Object.entries(CHANGES))(
  "a cached bundle is built again when %s",
  async (_, { files, links = {}, change }) => {
    const workspace = createWorkspace(files);
    for (const [from, to] of Object.entries(links)) relink(workspace.root, from, to);
    const [before] = await buildCached(workspace);
    buildMock.mockClear();
    expect([await buildCached(workspace), listBuilds()]).toEqual([[before], []]);
    change(workspace.root);
    const [after] = await buildCached(workspace);
    expect(after).not.toEqual(before);
    expect([after]).toEqual(await buildUncached(workspace));
  },
);
