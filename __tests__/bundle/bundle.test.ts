import { createHash } from "node:crypto";
import { readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { unzipSync } from "fflate";
import {
  type Bundle,
  BundleError,
  type BundleRequest,
  bundle,
  bundleKey,
  stubBundle,
  writeBundle,
} from "#bundle";
import { temporaryFolder } from "../support";
import { code, project } from "./project";

const target = "node22";

function build(root: string, ...entries: string[]): Bundle[] {
  const requests = entries.map((entry) => ({ entry, target }));
  const bundles = bundle(requests, root);
  return requests.map((request) => bundles.get(bundleKey(request)) as Bundle);
}

/** What a bundle exports, loaded as Lambda loads it. */
function load(one: Bundle): Record<string, () => unknown> {
  const file = path.join(temporaryFolder(), "index.js");
  writeFileSync(file, code(one));
  return jest.requireActual(file);
}

function faults(root: string, ...requests: BundleRequest[]): string[] {
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
  test("is one CommonJS file that runs", () => {
    const [a] = build(project(SHARED), "a.ts");
    expect(Object.keys(unzipSync((a as Bundle).zip))).toEqual(["index.js"]);
    expect(load(a as Bundle).handler?.()).toBe("one x");
  });

  test("has nothing in it that only another entry of the same build uses", () => {
    const [a, b] = build(project(SHARED), "a.ts", "b.ts") as [Bundle, Bundle];
    expect([code(a).includes("two "), code(b).includes("one ")]).toEqual([false, false]);
  });

  test("is the same whatever else is built with it, and whatever that imports", () => {
    const alone = build(project(SHARED), "b.ts")[0] as Bundle;
    const other =
      'import { x } from "./x"; import * as all from "./shared"; export const handler = () => [x, all];';
    const beside = build(project({ ...SHARED, "a.ts": other }), "a.ts", "b.ts")[1] as Bundle;
    expect(beside).toEqual(alone);
  });

  test("has the hash and the sizes of its zip", () => {
    const [a] = build(project(SHARED), "a.ts") as [Bundle];
    expect(a.hash).toBe(createHash("sha256").update(a.zip).digest("base64"));
    expect(a.unpackedSize).toBe(Buffer.byteLength(code(a)));
  });

  test("names every file that went in, relative to the project", () => {
    const [a] = build(project(SHARED), "a.ts") as [Bundle];
    expect(a.inputs).toEqual(["a.ts", "shared.ts", "x.ts"]);
    expect(JSON.parse(a.sourceMap).sources).toEqual(
      expect.arrayContaining(["../../a.ts", "../../shared.ts"]),
    );
  });

  test("names the files that are imported by a pattern, and what these import", () => {
    const root = project({
      "a.ts": "export const handler = (name: string) => import(`./plugins/${name}.ts`);",
      "plugins/one.ts": 'export { x } from "../x";',
      "x.ts": "export const x = 1;",
    });
    expect(build(root, "a.ts")[0]?.inputs).toEqual(["a.ts", "plugins/one.ts", "x.ts"]);
  });

  test("that is asked for twice is built once", () => {
    const requests = [
      { entry: "a.ts", target },
      { entry: "a.ts", target },
    ];
    expect(bundle(requests, project(SHARED)).size).toBe(1);
  });

  test("of another target is another bundle", () => {
    const requests = [
      { entry: "a.ts", target: "node22" },
      { entry: "a.ts", target: "node24" },
    ];
    expect([...bundle(requests, project(SHARED)).keys()]).toEqual(["node22 a.ts", "node24 a.ts"]);
  });

  test("takes a package's ES module, of which it keeps what is used", () => {
    const root = project({
      "a.ts": 'import { used } from "pack"; export const handler = () => used;',
      "node_modules/pack/package.json": '{"main":"main.js","module":"module.js","sideEffects":false}',
      "node_modules/pack/main.js": 'exports.used = "of CommonJS"; exports.unused = "unused";',
      "node_modules/pack/module.js":
        'export const used = "of the ES module"; export const unused = ["unused"];',
    });
    expect(code(build(root, "a.ts")[0] as Bundle)).toContain("of the ES module");
    expect(code(build(root, "a.ts")[0] as Bundle)).not.toContain("unused");
  });

  test("is written for its Node", () => {
    const root = project({ "a.ts": "export const handler = (a: { b?: string }) => a?.b ?? 1;" });
    const written = (node: string) =>
      code(
        bundle([{ entry: "a.ts", target: node }], root)
          .values()
          .next().value as Bundle,
      );
    expect([written("node22").includes("??"), written("node12").includes("??")]).toEqual([true, false]);
  });

  test("of a project behind a link is the same", () => {
    const root = project(SHARED);
    const link = path.join(temporaryFolder(), "link");
    symlinkSync(root, link);
    expect(build(link, "a.ts")).toEqual(build(root, "a.ts"));
  });

  test("of many entries keeps them apart", () => {
    const numbers = Array.from({ length: 12 }, (_, index) => index);
    const files = numbers.map((number) => [`f${number}.ts`, `export const handler = () => ${number};`]);
    const built = build(project(Object.fromEntries(files)), ...numbers.map((number) => `f${number}.ts`));
    expect(built.map((one) => load(one).handler?.())).toEqual(numbers);
  });
});

describe("a zip", () => {
  test("has the time 1980-01-01 12:00, Unix and mode 0644, and no other variable field", () => {
    const [a] = build(project(SHARED), "a.ts") as [Bundle];
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

describe("what cannot be bundled", () => {
  test("each file with faults is one fault, at esbuild's own location, with all of them", () => {
    const root = project({
      ...SHARED,
      "syntax.ts": "export const = 1;",
      "imports.ts":
        'import q from "no-such-package";\nimport r from "./nowhere";\nexport const handler = () => [q, r];',
    });
    const requests = ["a.ts", "missing.ts", "syntax.ts", "imports.ts"].map((entry) => ({ entry, target }));
    expect(faults(root, ...requests)).toEqual([
      `entry "missing.ts" does not exist in ${root}; "." has a.ts, b.ts, imports.ts, shared.ts, syntax.ts, x.ts: write a path relative to the project`,
      'imports.ts:1:15: Could not resolve "no-such-package"; imports.ts:2:15: Could not resolve "./nowhere"',
      'syntax.ts:1:14: Expected identifier but found "="',
    ]);
  });

  test("a file that several entries import is one fault", () => {
    const root = project({ ...SHARED, "x.ts": "export const x = ;" });
    expect(faults(root, { entry: "a.ts", target }, { entry: "b.ts", target })).toEqual([
      'x.ts:1:18: Unexpected ";"',
    ]);
  });

  test("many files with faults are each told of", () => {
    const names = Array.from({ length: 30 }, (_, index) => `f${index}.ts`);
    const root = project(Object.fromEntries(names.map((name) => [name, "export const = 1;"])));
    expect(faults(root, ...names.map((entry) => ({ entry, target })))).toHaveLength(30);
  });

  test("an entry without a handler says what it exports", () => {
    const root = project({
      "a.ts": "export const handle = 1; export const other = 2;",
      "b.ts": "export {};",
    });
    expect(faults(root, { entry: "a.ts", target }, { entry: "b.ts", target })).toEqual([
      'entry "a.ts" must export "handler", found handle, other; write "export const handler = …"',
      'entry "b.ts" must export "handler", found nothing; write "export const handler = …"',
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
  ])("%s with a handler is no fault", (entry, text) => {
    expect(
      faults(project({ "a.cjs": "exports.handler = () => 1;", [entry]: text }), { entry, target }),
    ).toEqual([]);
  });

  test.each([
    ["a.cjs", "exports.handlr = () => 1;"],
    ["a.ts", ""],
    ["a.ts", "exports;"],
  ])("%s without a handler is a fault", (entry, text) => {
    expect(faults(project({ [entry]: text }), { entry, target })).toEqual([
      `entry "${entry}" must export "handler", found nothing; write "export const handler = …"`,
    ]);
  });

  test("what esbuild warns of in the project's own files is a fault", () => {
    const root = project({
      "a.ts": 'import * as x from "./x"; export const handler = () => [x.nothere(), import.meta.url];',
      "x.ts": "export const x = 1;",
    });
    expect(faults(root, { entry: "a.ts", target })).toEqual([
      expect.stringMatching(
        /^a\.ts:1:59: Import "nothere" will always be undefined.*; a\.ts:1:70: "import\.meta" is not available/,
      ),
    ]);
  });

  test("what esbuild warns of in a package is its author's", () => {
    const root = project({
      "a.ts": 'import { here } from "pack"; export const handler = () => here;',
      "node_modules/pack/index.js": "export const here = import.meta.url;",
    });
    expect(faults(root, { entry: "a.ts", target })).toEqual([]);
  });

  test("a fault of one file hides none of another", () => {
    const root = project({
      "a.ts": "export const = 1;",
      "b.ts": "export const other = 1;",
      "c.ts": "export const handler = 1;",
    });
    const requests = ["a.ts", "b.ts", "c.ts"].map((entry) => ({ entry, target }));
    expect(faults(root, ...requests)).toEqual([
      'a.ts:1:14: Expected identifier but found "="',
      'entry "b.ts" must export "handler", found other; write "export const handler = …"',
    ]);
  });
});

describe("what is written", () => {
  test("is the zip, its source map and a record of how it was built, without this machine's folders", () => {
    const root = project(SHARED);
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
});

test("a stub is the same for every entry, and does nothing", () => {
  expect(stubBundle("a.ts", target).hash).toBe(stubBundle("b.ts", target).hash);
  expect(() => load(stubBundle("a.ts", target)).handler?.()).toThrow("this function was not bundled");
});
