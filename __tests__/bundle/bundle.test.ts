import { createHash } from "node:crypto";
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { unzipSync } from "fflate";
import {
  type Bundle,
  BundleError,
  type BundleRequest,
  bundle,
  bundleConcurrently,
  bundleKey,
  stubBundle,
  writeBundle,
} from "#bundle";
import { temporaryFolder } from "../support";
import { code, createProject } from "./project";

const target = "node22";

function build(root: string, ...entries: string[]): Bundle[] {
  const requests = entries.map((entry) => ({ entry, target }));
  const bundles = bundle(requests, root);
  return requests.map((request) => bundles.get(bundleKey(request)) as Bundle);
}

/** Loads a bundle as Lambda does, and returns its exports. */
function load(loaded: Bundle): Record<string, () => unknown> {
  const file = path.join(temporaryFolder(), "index.js");
  writeFileSync(file, code(loaded));
  return jest.requireActual(file);
}

function bundleErrors(root: string, ...requests: BundleRequest[]): string[] {
  try {
    bundle(requests, root);
  } catch (error) {
    if (error instanceof BundleError) return [...error.errors];
    throw error;
  }
  return [];
}

const SHARED = {
  "shared.ts":
    'import { x } from "./x"; export const one = () => `one ${x}`; export const two = () => `two ${x}`;',
  "x.ts": 'export const x = "x";',
  "a.ts": 'import { one } from "./shared"; export const handler = () => one();',
  "b.ts": 'import { two } from "./shared"; export const handler = () => two();',
};

describe("a bundle", () => {
  test("a bundle is one CommonJS file that runs", () => {
    const [a] = build(createProject(SHARED), "a.ts");
    expect(Object.keys(unzipSync((a as Bundle).zip))).toEqual(["index.js"]);
    expect(load(a as Bundle).handler?.()).toBe("one x");
  });

  test("a bundle contains no code that only other entries of the build use", () => {
    const [a, b] = build(createProject(SHARED), "a.ts", "b.ts") as [Bundle, Bundle];
    expect([code(a).includes("two "), code(b).includes("one ")]).toEqual([false, false]);
  });

  test("a bundle's bytes do not depend on the other entries in the build", () => {
    const builtAlone = build(createProject(SHARED), "b.ts")[0] as Bundle;
    const otherSource =
      'import { x } from "./x"; import * as all from "./shared"; export const handler = () => [x, all];';
    const builtTogether = build(
      createProject({ ...SHARED, "a.ts": otherSource }),
      "a.ts",
      "b.ts",
    )[1] as Bundle;
    expect(builtTogether).toEqual(builtAlone);
  });

  test("a bundle has the hash and the unpacked size of its zip", () => {
    const [a] = build(createProject(SHARED), "a.ts") as [Bundle];
    expect(a.hash).toBe(createHash("sha256").update(a.zip).digest("base64"));
    expect(a.unpackedSize).toBe(Buffer.byteLength(code(a)));
  });

  test("a bundle lists every input file relative to the project", () => {
    const [a] = build(createProject(SHARED), "a.ts") as [Bundle];
    expect(a.inputs).toEqual(["a.ts", "shared.ts", "x.ts"]);
    expect(JSON.parse(a.sourceMap).sources).toEqual(
      expect.arrayContaining(["../../a.ts", "../../shared.ts"]),
    );
  });

  test("a bundle lists the files that are imported by a pattern, and the imports of these files", () => {
    const root = createProject({
      "a.ts": "export const handler = (name: string) => import(`./plugins/${name}.ts`);",
      "plugins/one.ts": 'export { x } from "../x";',
      "x.ts": "export const x = 1;",
    });
    expect(build(root, "a.ts")[0]?.inputs).toEqual(["a.ts", "plugins/one.ts", "x.ts"]);
  });

  test("a duplicate request is built once", () => {
    const requests = [
      { entry: "a.ts", target },
      { entry: "a.ts", target },
    ];
    expect(bundle(requests, createProject(SHARED)).size).toBe(1);
  });

  test("builds that follow each other at different intervals have the same bundle", async () => {
    const root = createProject({ "a.ts": "export const handler = async () => 1;" });
    const [first] = build(root, "a.ts");
    for (const pauseMs of [0, 10, 3000]) {
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      expect(build(root, "a.ts")).toEqual([first]);
    }
  });

  test("a build reads the files as they are, also those that an earlier build has read", () => {
    const root = createProject({ "a.ts": `import { x } from "p"; export const handler = async () => x;` });
    const installPackage = (main: string) => {
      const folder = path.join(root, "node_modules/p");
      mkdirSync(folder, { recursive: true });
      writeFileSync(path.join(folder, "package.json"), JSON.stringify({ name: "p", main }));
      writeFileSync(path.join(folder, main), `exports.x = ${JSON.stringify(main)};`);
    };
    for (const main of ["one.js", "two.js"]) {
      installPackage(main);
      const [bundled] = build(root, "a.ts");
      expect(code(bundled as Bundle)).toContain(main);
    }
  });

  test("an entry has a separate bundle for each target", () => {
    const requests = [
      { entry: "a.ts", target: "node22" },
      { entry: "a.ts", target: "node24" },
    ];
    expect([...bundle(requests, createProject(SHARED)).keys()]).toEqual(["node22 a.ts", "node24 a.ts"]);
  });

  test("a package's ES module is preferred, and its unused exports are removed", () => {
    const root = createProject({
      "a.ts": 'import { used } from "pack"; export const handler = () => used;',
      "node_modules/pack/package.json": '{"main":"main.js","module":"module.js","sideEffects":false}',
      "node_modules/pack/main.js": 'exports.used = "from CommonJS"; exports.unused = "unused";',
      "node_modules/pack/module.js":
        'export const used = "from the ES module"; export const unused = ["unused"];',
    });
    expect(code(build(root, "a.ts")[0] as Bundle)).toContain("from the ES module");
    expect(code(build(root, "a.ts")[0] as Bundle)).not.toContain("unused");
  });

  test("syntax is compiled for the target version of Node", () => {
    const root = createProject({ "a.ts": "export const handler = (a: { b?: string }) => a?.b ?? 1;" });
    const compile = (node: string) =>
      code(
        bundle([{ entry: "a.ts", target: node }], root)
          .values()
          .next().value as Bundle,
      );
    expect([compile("node22").includes("??"), compile("node12").includes("??")]).toEqual([true, false]);
  });

  test("a project behind a symbolic link has the same bundle", () => {
    const root = createProject(SHARED);
    const link = path.join(temporaryFolder(), "link");
    symlinkSync(root, link);
    expect(build(link, "a.ts")).toEqual(build(root, "a.ts"));
  });

  test("each of many entries has its own code", () => {
    const numbers = Array.from({ length: 12 }, (_, index) => index);
    const files = numbers.map((number) => [`f${number}.ts`, `export const handler = () => ${number};`]);
    const built = build(
      createProject(Object.fromEntries(files)),
      ...numbers.map((number) => `f${number}.ts`),
    );
    expect(built.map((entry) => load(entry).handler?.())).toEqual(numbers);
  });
});

describe("a zip", () => {
  test("a zip entry has the time 1980-01-01 12:00, system Unix and mode 0644", () => {
    const [a] = build(createProject(SHARED), "a.ts") as [Bundle];
    const view = new DataView(a.zip.buffer, a.zip.byteOffset);
    const central = a.zip.findIndex(
      (_, at) => view.byteLength - at > 4 && view.getUint32(at, true) === 0x02014b50,
    );
    expect(view.getUint8(central + 5)).toBe(3);
    expect(view.getUint16(central + 12, true)).toBe(12 << 11);
    expect(view.getUint16(central + 14, true)).toBe((1 << 5) | 1);
    expect((view.getUint32(central + 38, true) >>> 16).toString(8)).toBe("100644");
  });
});

describe("bundle errors", () => {
  test("each invalid file has one error with all esbuild messages and their locations", () => {
    const root = createProject({
      ...SHARED,
      "syntax.ts": "export const = 1;",
      "imports.ts":
        'import q from "no-such-package";\nimport r from "./nowhere";\nexport const handler = () => [q, r];',
    });
    const requests = ["a.ts", "missing.ts", "syntax.ts", "imports.ts"].map((entry) => ({ entry, target }));
    expect(bundleErrors(root, ...requests)).toEqual([
      `entry "missing.ts" does not exist in ${root}; "." has a.ts, b.ts, imports.ts, shared.ts, syntax.ts, x.ts. Write a path relative to the project.`,
      'imports.ts:1:15: Could not resolve "no-such-package". Install the package. If no code needs it, or if a Lambda layer contains it, add it to bundling.external; imports.ts:2:15: Could not resolve "./nowhere"',
      'syntax.ts:1:14: Expected identifier but found "="',
    ]);
  });

  test("an entry that is a folder is an error that lists its source files", () => {
    const root = createProject({ "functions/a.ts": "export const handler = 1;" });
    expect(bundleErrors(root, { entry: "functions", target })).toEqual([
      'entry "functions" is a folder; "functions" has a.ts. Write the path of a file.',
    ]);
  });

  test("an invalid file that several entries import is reported once", () => {
    const root = createProject({ ...SHARED, "x.ts": "export const x = ;" });
    expect(bundleErrors(root, { entry: "a.ts", target }, { entry: "b.ts", target })).toEqual([
      'x.ts:1:18: Unexpected ";"',
    ]);
  });

  test("every invalid file of a large build is reported", () => {
    const names = Array.from({ length: 30 }, (_, index) => `f${index}.ts`);
    const root = createProject(Object.fromEntries(names.map((name) => [name, "export const = 1;"])));
    expect(bundleErrors(root, ...names.map((entry) => ({ entry, target })))).toHaveLength(30);
  });

  test("the error of an entry without a handler lists its exports", () => {
    const root = createProject({
      "a.ts": "export const handle = 1; export const other = 2;",
      "b.ts": "export {};",
    });
    expect(bundleErrors(root, { entry: "a.ts", target }, { entry: "b.ts", target })).toEqual([
      'entry "a.ts" exports handle, other; expected "handler". Write `export const handler = …`.',
      'entry "b.ts" exports nothing; expected "handler". Write `export const handler = …`.',
    ]);
  });

  test.each([
    ["a.js", "exports.handler = () => 1;"],
    ["a.cjs", "module.exports = { handler: () => 1 };"],
    ["b.ts", 'export * from "./a.cjs";'],
    [
      "c.ts",
      `${Array.from({ length: 500 }, (_, n) => `export const aLongNameOfNumber${n} = ${n};`).join("")} export const handler = 1;`,
    ],
  ])("%s with a handler has no error", (entry, text) => {
    expect(
      bundleErrors(createProject({ "a.cjs": "exports.handler = () => 1;", [entry]: text }), {
        entry,
        target,
      }),
    ).toEqual([]);
  });

  test.each([
    ["a.cjs", "exports.handlr = () => 1;"],
    ["a.ts", ""],
    ["a.ts", "exports;"],
  ])("%s without a handler has an error", (entry, text) => {
    expect(bundleErrors(createProject({ [entry]: text }), { entry, target })).toEqual([
      `entry "${entry}" exports nothing; expected "handler". Write \`export const handler = …\`.`,
    ]);
  });

  test("an esbuild warning about the project's own files is an error", () => {
    const root = createProject({
      "a.ts": 'import * as x from "./x"; export const handler = () => [x.nothere(), import.meta.env];',
      "x.ts": "export const x = 1;",
    });
    expect(bundleErrors(root, { entry: "a.ts", target })).toEqual([
      expect.stringMatching(
        /^a\.ts:1:59: Import "nothere" will always be undefined.*; a\.ts:1:70: "import\.meta" is not available/,
      ),
    ]);
  });

  test("an esbuild warning about a package is ignored", () => {
    const root = createProject({
      "a.ts": 'import { here } from "pack"; export const handler = () => here;',
      "node_modules/pack/index.js": "export const here = import.meta.url;",
    });
    expect(bundleErrors(root, { entry: "a.ts", target })).toEqual([]);
  });

  test("an error in one file does not hide errors in other files", () => {
    const root = createProject({
      "a.ts": "export const = 1;",
      "b.ts": "export const other = 1;",
      "c.ts": "export const handler = 1;",
    });
    const requests = ["a.ts", "b.ts", "c.ts"].map((entry) => ({ entry, target }));
    expect(bundleErrors(root, ...requests)).toEqual([
      'a.ts:1:14: Expected identifier but found "="',
      'entry "b.ts" exports other; expected "handler". Write `export const handler = …`.',
    ]);
  });
});

describe("bundleConcurrently", () => {
  const entries = Array.from({ length: 20 }, (_, index) => `f${index}.ts`);
  const sources = entries.map((entry, index) => {
    return [entry, `import { one } from "./shared"; export const handler = () => one() + ${index};`] as const;
  });
  const requests = entries.map((entry, index) => ({ entry, target: index % 7 === 0 ? "node20" : target }));

  test("returns the same bundles as bundle", async () => {
    const root = createProject({ ...SHARED, ...Object.fromEntries(sources) });
    expect(await bundleConcurrently(requests, root)).toEqual(bundle(requests, root));
  });

  test("reports the same errors as bundle, each once", async () => {
    const invalid = { "f3.ts": "export const = 1;", "f4.ts": "", "f19.ts": "export const handler = ;" };
    const root = createProject({
      ...Object.fromEntries(sources),
      ...invalid,
      "shared.ts": 'import "missing"; export const one = 1;',
    });
    const missing = { entry: "none.ts", target };
    const expected = bundleErrors(root, missing, ...requests);
    const error = await bundleConcurrently([missing, ...requests], root).catch((reason: unknown) => reason);
    expect((error as BundleError).errors).toEqual(expect.arrayContaining(expected));
    expect((error as BundleError).errors).toHaveLength(expected.length);
    expect(expected.length).toBeGreaterThan(3);
  });
});

describe("written files", () => {
  test("a bundle is written as a zip, a source map and a record, without absolute paths", () => {
    const root = createProject(SHARED);
    const [a] = build(root, "a.ts") as [Bundle];
    const folder = path.join(temporaryFolder(), "assets");
    writeBundle(a, folder, "a");
    expect(readdirSync(folder).sort()).toEqual(["a.js.map", "a.json", "a.zip"]);
    expect(JSON.parse(readFileSync(path.join(folder, "a.json"), "utf8"))).toEqual({
      entry: "a.ts",
      target,
      inputs: ["a.ts", "shared.ts", "x.ts"],
      hash: a.hash,
      zipSize: a.zip.byteLength,
      unpackedSize: a.unpackedSize,
    });
    expect(readFileSync(path.join(folder, "a.js.map"), "utf8")).not.toContain(root);
  });

  test("a process that has opened a file reads the old content whole, while the bundle is written again", () => {
    const folder = temporaryFolder();
    const stub = stubBundle({ entry: "a.ts", target });
    writeBundle(stub, folder, "a");
    const opened = readdirSync(folder).map((name) => openSync(path.join(folder, name), "r"));
    const [other] = build(createProject(SHARED), "a.ts") as [Bundle];
    writeBundle(other, folder, "a");
    expect(opened.map((file) => readFileSync(file)).map(({ length }) => length)).toContain(stub.zip.length);
    expect(readFileSync(path.join(folder, "a.zip"))).toEqual(Buffer.from(other.zip));
    for (const file of opened) closeSync(file);
  });
});

test("a stub is the same for every entry, and its handler throws", () => {
  expect(stubBundle({ entry: "a.ts", target }).hash).toBe(stubBundle({ entry: "b.ts", target }).hash);
  expect(() => load(stubBundle({ entry: "a.ts", target })).handler?.()).toThrow(
    "this function was not bundled",
  );
});

test("a function that imports the constructs is an error that names the importing file", () => {
  const root = createProject({
    "a.ts": 'import { message } from "./b"; export const handler = () => message;',
    "b.ts": 'import { App } from "gatewright"; export const message = App.name;',
    "node_modules/gatewright/index.js": "exports.App = class App {};",
  });
  expect(bundleErrors(root, { entry: "a.ts", target })).toEqual([
    'b.ts imports "gatewright", which contains the constructs; expected "gatewright/runtime" or "gatewright/contract". Change the import.',
  ]);
});
