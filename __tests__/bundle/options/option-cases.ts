import type { BundlingOptions } from "#bundle";

/** Function whose bundle needs an option. */
export interface OptionCase {
  readonly files: Readonly<Record<string, string>>;
  readonly bundling: BundlingOptions;
  /** Result of the handler in `a.ts`. */
  readonly result: unknown;
}

const returns = (code: string, before = "") => `${before} export const handler = async () => ${code};`;

/** Functions by the option that they need. Each runs in the deployed zip and in the local gateway. */
export const OPTION_CASES: Readonly<Record<string, OptionCase>> = {
  "loader of a text": {
    files: { "a.ts": returns("page", 'import page from "./page.html";'), "page.html": "<p>page</p>" },
    bundling: { loader: { ".html": "text" } },
    result: "<p>page</p>",
  },
  "loader of bytes": {
    files: { "a.ts": returns("bytes.length", 'import bytes from "./x.wasm";'), "x.wasm": "12345" },
    bundling: { loader: { ".wasm": "binary" } },
    result: 5,
  },
  "external for a package that no code needs": {
    files: {
      "a.ts": returns("run()", 'import { run } from "query";'),
      "node_modules/query/index.js":
        'exports.run = () => "ran"; exports.other = () => require("mysql/driver");',
    },
    bundling: { external: ["mysql"] },
    result: "ran",
  },
  "external with a pattern": {
    files: {
      "a.ts": returns("run()", 'import { run } from "query";'),
      "node_modules/query/index.js": 'exports.run = () => "ran"; exports.other = () => require("@db/mysql");',
    },
    bundling: { external: ["@db/*"] },
    result: "ran",
  },
  "nodeModules for a package that reads its files": {
    files: {
      "a.ts": returns("[read(), versions()]", 'import { read, versions } from "data";'),
      "node_modules/data/package.json":
        '{ "name": "data", "main": "lib/index.js", "dependencies": { "one": "2", "two": "1" } }',
      "node_modules/data/lib/index.js": `
        exports.read = () => require("node:fs").readFileSync(__dirname + "/../data.txt", "utf8");
        exports.versions = () => [require("one"), require("two")];`,
      "node_modules/data/data.txt": "data",
      "node_modules/data/node_modules/one/index.js": "module.exports = 2;",
      "node_modules/two/package.json": '{ "name": "two", "dependencies": { "one": "1" } }',
      "node_modules/two/index.js": 'module.exports = require("one");',
      "node_modules/one/index.js": "module.exports = 1;",
    },
    bundling: { nodeModules: ["data"] },
    result: ["data", [2, 1]],
  },
  "nodeModules for a package that a bundled package requires": {
    files: {
      "a.ts": returns("run()", 'import { run } from "wrapper";'),
      "node_modules/wrapper/index.js": 'exports.run = () => require("@s/data")();',
      "node_modules/@s/data/index.js":
        'module.exports = () => require("node:fs").readFileSync(__dirname + "/data.txt", "utf8");',
      "node_modules/@s/data/data.txt": "data",
    },
    bundling: { nodeModules: ["@s/data"] },
    result: "data",
  },
  "format for a top-level await": {
    files: { "a.ts": returns("value", "const value = await Promise.resolve(1);") },
    bundling: { format: "esm" },
    result: 1,
  },
  "format with a CommonJS package": {
    files: {
      "a.ts": returns(
        "[value, path.basename(dir), dir === __dirname, own]",
        'import { dir } from "old"; import path from "node:path"; import { createRequire } from "node:module"; const value = await import("old").then((old) => old.sep); const require = createRequire(import.meta.url); const own = require("node:path").sep;',
      ),
      "node_modules/old/index.js": 'exports.sep = require("path").sep; exports.dir = __dirname;',
    },
    bundling: { format: "esm", nodeModules: [] },
    result: ["/", expect.any(String), true, "/"],
  },
  sourceMap: {
    files: {
      "a.ts": 'export const handler = async () =>\n  new Error("x").stack?.match(/a\\.ts:\\d+/)?.[0];',
    },
    bundling: { sourceMap: true },
    result: "a.ts:2",
  },
  banner: {
    files: { "a.ts": returns("(globalThis as any).fromBanner") },
    bundling: { banner: "globalThis.fromBanner = 1;" },
    result: 1,
  },
  "banner of an ES module": {
    files: { "a.ts": returns("[fromBanner, typeof require]", "declare const fromBanner: number;") },
    bundling: { banner: "const fromBanner = 1;", format: "esm" },
    result: [1, "function"],
  },
  define: {
    files: {
      "a.ts": returns("[process.env.STAGE, inPackage]", 'import { inPackage } from "pack";'),
      "node_modules/pack/index.js": "exports.inPackage = process.env.STAGE;",
    },
    bundling: { define: { "process.env.STAGE": '"dev"' } },
    result: ["dev", "dev"],
  },
  "define for a member of import.meta": {
    files: { "a.ts": returns("import.meta.env") },
    bundling: { define: { "import.meta.env": "undefined" } },
    result: null,
  },
  keepNames: {
    files: { "a.ts": returns("[LongName.name, new LongName().read.name]", "class LongName { read() {} }") },
    bundling: { keepNames: false },
    result: [expect.not.stringContaining("LongName"), "read"],
  },
  legalComments: {
    files: { "a.ts": `/*! a license */ ${returns("1")}` },
    bundling: { legalComments: "external" },
    result: 1,
  },
  copy: {
    files: {
      "a.ts": returns(
        '["t/one.txt", "t/deep/two.txt", "other.txt", "in/three.txt"].map((file) => fs.readFileSync(path.join(process.env.LAMBDA_TASK_ROOT ?? "", file), "utf8"))',
        'import fs from "node:fs"; import path from "node:path";',
      ),
      "templates/one.txt": "one",
      "templates/deep/two.txt": "two",
      "three.txt": "three",
    },
    bundling: {
      copy: [
        { from: "templates", to: "t" },
        { from: "three.txt", to: "other.txt" },
        { from: "./three.txt", to: "in/" },
      ],
    },
    result: ["one", "two", "three", "three"],
  },
};

/** Functions that fail without an option, with the error that contains the option. */
export const MISSING_OPTIONS: Readonly<Record<string, readonly [Readonly<Record<string, string>>, string]>> =
  {
    "a file without a loader": [
      { "a.ts": returns("page", 'import page from "./page.html";'), "page.html": "" },
      'No loader is configured for ".html" files: page.html. Set bundling.loader, such as { ".html": "text" }.',
    ],
    "a missing package": [
      {
        "a.ts": returns("run()", 'import { run } from "knex";'),
        "node_modules/knex/index.js": 'exports.run = () => require("mysql");',
      },
      'Could not resolve "mysql". Install the package. If no code needs it, or if a Lambda layer contains it, add it to bundling.external.',
    ],
    "a top-level await": [{ "a.ts": returns("1", "await 1;") }, 'Set bundling.format to "esm".'],
    "a member of import.meta": [
      { "a.ts": returns("import.meta.env") },
      'Set bundling.format to "esm", or set import.meta.env in bundling.define.',
    ],
    "an addon that is required": [
      {
        "a.ts": returns("addon", 'import addon from "@s/native";'),
        "node_modules/@s/native/index.js": 'module.exports = require("./build/x.node");',
        "node_modules/@s/native/build/x.node": "",
      },
      'Add the package "@s/native" to bundling.nodeModules.',
    ],
    ...Object.fromEntries(
      [
        ["binding.gyp", { "binding.gyp": "{}" }],
        ["prebuilds", { "prebuilds/linux-x64/x.node": "" }],
        [
          "the package bindings",
          { "package.json": '{ "name": "native", "dependencies": { "bindings": "1" } }' },
        ],
        [
          "packages for each platform",
          {
            "package.json": '{ "name": "native", "optionalDependencies": { "@s/native-linux-arm64": "1" } }',
          },
        ],
      ].map(([name, files]) => [
        `an addon with ${name}`,
        [
          {
            "a.ts": returns("run()", 'import { run } from "wrapper";'),
            "node_modules/wrapper/index.js": 'exports.run = () => require("native");',
            "node_modules/native/index.js": "module.exports = 1;",
            ...Object.fromEntries(
              Object.entries(files as object).map(([file, text]) => [`node_modules/native/${file}`, text]),
            ),
          },
          'the package "native" has a native addon, which cannot be bundled. Add it to bundling.nodeModules, or to bundling.external if no code needs it.',
        ],
      ]),
    ),
  };
