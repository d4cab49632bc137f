import {
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { buildSync } from "esbuild";
import fc from "fast-check";
import { zipSync } from "fflate";
import { type Bundle, BundleError, bundle, bundleKey } from "#bundle";
import { temporaryFolder } from "../../support";
import { code, project, write } from "../project";

jest.mock("esbuild", () => {
  const esbuild = jest.requireActual("esbuild");
  return { ...esbuild, buildSync: jest.fn(esbuild.buildSync) };
});

const build = jest.mocked(buildSync);
beforeEach(() => build.mockClear());

/** A project, the folder that it is in, and where its bundles are kept. */
interface Workspace {
  readonly above: string;
  readonly root: string;
  readonly kept: string;
}

type Files = Readonly<Record<string, string>>;

/** @param files of the project; `../` leads out of it */
function workspace(files: Files): Workspace {
  const above = project(
    Object.fromEntries(Object.entries(files).map(([name, text]) => [`api/${name}`, text])),
  );
  return { above, root: path.join(above, "api"), kept: temporaryFolder() };
}

function take(
  { root, kept }: Pick<Workspace, "root" | "kept">,
  ...entries: string[]
): (Bundle | undefined)[] {
  aTickPasses();
  const requests = (entries.length > 0 ? entries : ["functions/a.ts"]).map(requestOf);
  const bundles = bundle(requests, root, { kept });
  return requests.map((request) => bundles.get(bundleKey(request)));
}

/** What a build without anything that is kept gives. */
function fresh({ root }: Pick<Workspace, "root">): (Bundle | undefined)[] {
  const request = requestOf("functions/a.ts");
  return [bundle([request], root).get(bundleKey(request))];
}

function requestOf(entry: string) {
  return { entry, target: "node22" };
}

/** Until the file system dates what is written by another time than before. */
function aTickPasses(): void {
  const file = path.join(temporaryFolder(), "file");
  const now = () => {
    writeFileSync(file, "");
    return statSync(file).ctimeMs;
  };
  for (const before = now(); now() === before; );
}

/** The entries of each build with its packages. */
function builds(): string[][] {
  return build.mock.calls
    .filter(([options]) => options.packages !== "external")
    .map(([{ entryPoints }]) => (entryPoints as { in: string }[]).map((one) => one.in));
}

function relink(root: string, from: string, to: string): void {
  const file = path.join(root, from);
  rmSync(file, { force: true });
  mkdirSync(path.dirname(file), { recursive: true });
  symlinkSync(to, file);
}

/** Of a package manager that says when it installs. */
const INSTALLED = { "node_modules/.package-lock.json": "{}" };
const TWO = {
  ...INSTALLED,
  "functions/a.ts": 'import { v } from "pack"; export const handler = () => v;',
  "functions/b.ts": 'import fs from "node:fs"; export const handler = () => ["b", fs];',
  "node_modules/pack/index.js": 'exports.v = "pack";',
};

test("bundles of which nothing changed are taken, and none is built", () => {
  const one = workspace(TWO);
  const first = take(one, "functions/a.ts", "functions/b.ts");
  expect(builds()).toHaveLength(1);
  expect(take(one, "functions/b.ts", "functions/a.ts")).toEqual(first.toReversed());
  expect(builds()).toHaveLength(1);
});

test("only what changed is built", () => {
  const one = workspace(TWO);
  take(one, "functions/a.ts", "functions/b.ts");
  write(one.root, { "functions/b.ts": 'export const handler = () => "b 2";' });
  const [, b] = take(one, "functions/a.ts", "functions/b.ts");
  expect(builds()[1]).toEqual(["./functions/b.ts"]);
  expect(code(b as Bundle)).toContain("b 2");
});

/** What may happen between two builds to what is kept. */
interface Change {
  readonly files: Files;
  readonly links?: Files;
  readonly change: (root: string) => void;
}

const importing = (name: string) => `import { v } from "${name}"; export const handler = () => v;`;
const CLASS = "class A { x } export const handler = () => new A();";
const DATE = new Date("2026-01-01T00:00:00Z");
const map = (source: string) =>
  JSON.stringify({ version: 3, sources: [source], names: [], mappings: "AAAA" });

const CHANGES: Readonly<Record<string, Change>> = {
  "an entry, to one that is as long and dated as before": {
    files: { "functions/a.ts": "export const handler = () => 1;" },
    change: (root) => {
      write(root, { "functions/a.ts": "export const handler = () => 2;" });
      utimesSync(path.join(root, "functions/a.ts"), DATE, DATE);
    },
  },
  "a type alone, which may give other names": {
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
  "a file that is renamed over the one it imports": {
    files: {
      "functions/a.ts": importing("./lib"),
      "functions/lib.ts": "export const v = 1;",
      "b.ts": "export const v = 2;",
    },
    change: (root) => renameSync(path.join(root, "b.ts"), path.join(root, "functions/lib.ts")),
  },
  "a file by its other name": {
    files: { "functions/a.ts": importing("../lib"), "lib.ts": "export const v = 1;" },
    change: (root) => {
      linkSync(path.join(root, "lib.ts"), path.join(root, "other.ts"));
      write(root, { "other.ts": "export const v = 2;" });
    },
  },
  "a file that comes before a folder": {
    files: { "functions/a.ts": importing("./lib"), "functions/lib/index.ts": "export const v = 1;" },
    change: (root) => write(root, { "functions/lib.ts": "export const v = 2;" }),
  },
  "a folder that is another's": {
    files: {
      "functions/a.ts": importing("../lib/b"),
      "lib/b.ts": "export const v = 1;",
      "lib2/b.ts": "export const v = 2;",
    },
    change: (root) => {
      renameSync(path.join(root, "lib"), path.join(root, "lib3"));
      renameSync(path.join(root, "lib2"), path.join(root, "lib"));
    },
  },
  "a JSON file": {
    files: { "functions/a.ts": importing("../v.json"), "v.json": '{ "v": 1 }' },
    change: (root) => write(root, { "v.json": '{ "v": 2 }' }),
  },
  "a link in a folder of nothing that went in": {
    files: {
      "functions/a.ts": importing("../config/now/v"),
      "dev/v.ts": "export const v = 1;",
      "prod/v.ts": "export const v = 2;",
    },
    links: { "config/now": "../dev" },
    change: (root) => relink(root, "config/now", "../prod"),
  },
  "an entry that is a link": {
    files: { "dev.ts": "export const handler = () => 1;", "prod.ts": "export const handler = () => 2;" },
    links: { "functions/a.ts": "../dev.ts" },
    change: (root) => relink(root, "functions/a.ts", "../prod.ts"),
  },
  "a link that led nowhere": {
    files: { "functions/a.ts": importing("./lib"), "functions/lib/index.ts": "export const v = 1;" },
    links: { "functions/lib.ts": "../generated.ts" },
    change: (root) => write(root, { "generated.ts": "export const v = 2;" }),
  },
  "imports of the project's package.json": {
    files: {
      "functions/a.ts": importing("#own"),
      "package.json": '{ "imports": { "#own": "./one.ts" } }',
      "one.ts": "export const v = 1;",
      "two.ts": "export const v = 2;",
    },
    change: (root) => write(root, { "package.json": '{ "imports": { "#own": "./two.ts" } }' }),
  },
  "the type of the project's package.json": {
    files: {
      ...INSTALLED,
      "functions/a.ts": 'export { handler } from "./b.js";',
      "functions/b.js": 'import { v } from "pack"; export const handler = () => v;',
      "node_modules/pack/index.js": "exports.__esModule = true; exports.v = 1;",
      "node_modules/pack/package.json": "{}",
      "package.json": "{}",
    },
    change: (root) => write(root, { "package.json": '{ "type": "module" }' }),
  },
  "what has no side effects": {
    files: {
      "functions/a.ts": 'export { handler } from "./b.js";',
      "functions/b.js": 'import { unused } from "./c.js"; export const handler = 1;',
      "functions/c.js": "export const unused = console.log(1);",
    },
    change: (root) => write(root, { "package.json": '{ "sideEffects": false }' }),
  },
  "a file that comes before, by the paths of tsconfig.json": {
    files: {
      "functions/a.ts": importing("@lib/v"),
      "tsconfig.json": '{ "compilerOptions": { "paths": { "@lib/*": ["../shared/*", "./lib/*"] } } }',
      "lib/v.ts": "export const v = 1;",
    },
    change: (root) => write(root, { "../shared/v.ts": "export const v = 2;" }),
  },
  "a file that comes before a package, by the base of tsconfig.json": {
    files: { ...TWO, "tsconfig.json": '{ "compilerOptions": { "baseUrl": "./src" } }' },
    change: (root) => write(root, { "src/pack.ts": "export const v = 2;" }),
  },
  "what tsconfig.json extends": {
    files: { "functions/a.ts": CLASS, "tsconfig.json": '{ "extends": "./base.json" }', "base.json": "{}" },
    change: (root) =>
      write(root, { "base.json": '{ "compilerOptions": { "useDefineForClassFields": false } }' }),
  },
  "what tsconfig.json extends, as to JSX": {
    files: {
      "functions/a.ts": 'export * from "./b";',
      "functions/b.tsx": "export const handler = () => <a />;",
      "tsconfig.json": '{ "extends": "./base.json" }',
      "base.json": '{ "compilerOptions": { "jsxFactory": "one" } }',
    },
    change: (root) => write(root, { "base.json": '{ "compilerOptions": { "jsxFactory": "two" } }' }),
  },
  "a tsconfig.json above the project": {
    files: { "functions/a.ts": CLASS },
    change: (root) =>
      write(root, { "../tsconfig.json": '{ "compilerOptions": { "useDefineForClassFields": false } }' }),
  },
  "a source map of a file": {
    files: {
      "functions/a.ts": 'import { v } from "../lib.js"; export const handler = () => v.x;',
      "lib.js": "export const v = process;\n//# sourceMappingURL=lib.js.map\n",
      "lib.js.map": map("one.ts"),
    },
    change: (root) => write(root, { "lib.js.map": map("two.ts") }),
  },
  "a file outside of the project": {
    files: { "functions/a.ts": importing("../../shared/v"), "../shared/v.ts": "export const v = 1;" },
    change: (root) => write(root, { "../shared/v.ts": "export const v = 2;" }),
  },
  "a package's file": {
    files: TWO,
    change: (root) => write(root, { "node_modules/pack/index.js": 'exports.v = "other";' }),
  },
  "a package's package.json": {
    files: {
      ...TWO,
      "node_modules/pack/package.json": "{}",
      "node_modules/pack/two.js": 'exports.v = "two";',
    },
    change: (root) => write(root, { "node_modules/pack/package.json": '{ "main": "two.js" }' }),
  },
  "a package that comes to be nearer": {
    files: TWO,
    change: (root) => write(root, { "functions/node_modules/pack/index.js": "exports.v = 2;" }),
  },
  "a package above the project that comes into it": {
    files: {
      "functions/a.ts": importing("pack"),
      "../node_modules/.yarn-integrity": "",
      "../node_modules/pack/index.js": "exports.v = 1;",
    },
    change: (root) => write(root, { "node_modules/pack/index.js": "exports.v = 2;" }),
  },
  "a package that another needs, as npm installs it": {
    files: {
      ...TWO,
      "node_modules/pack/index.js": 'try { exports.v = require("@s/need"); } catch {}',
      "node_modules/@s/other/a.js": "",
    },
    change: (root) =>
      write(root, {
        "node_modules/@s/need/index.js": "module.exports = 2;",
        "node_modules/.package-lock.json": '{ "a": 1 }',
      }),
  },
  "what a package of a store elsewhere needs": {
    files: {
      "functions/a.ts": importing("pack"),
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
  "a package that pnpm links to another version of it": {
    files: {
      "functions/a.ts": importing("pack"),
      "node_modules/.modules.yaml": "",
      "node_modules/.pnpm/pack@1/node_modules/pack/index.js": "exports.v = 1;",
      "node_modules/.pnpm/pack@2/node_modules/pack/index.js": "exports.v = 2;",
    },
    links: { "node_modules/pack": ".pnpm/pack@1/node_modules/pack" },
    change: (root) => relink(root, "node_modules/pack", ".pnpm/pack@2/node_modules/pack"),
  },
};

test.each(Object.entries(CHANGES))(
  "what is kept is built anew for %s",
  (_, { files, links = {}, change }) => {
    const one = workspace(files);
    for (const [from, to] of Object.entries(links)) relink(one.root, from, to);
    const [before] = take(one);
    build.mockClear();
    expect([take(one), builds()]).toEqual([[before], []]);
    change(one.root);
    const [after] = take(one);
    expect(after).not.toEqual(before);
    expect([after]).toEqual(fresh(one));
  },
);

/** What is not kept, since nothing tells when it is another. */
const BUILT: Readonly<Record<string, Change>> = {
  "a package that is not there, and may be": {
    files: {
      ...INSTALLED,
      "functions/a.ts": 'let v = 1; try { v = require("pack"); } catch {} export const handler = () => v;',
      "node_modules/pack/package.json": '{ "exports": "./dist/index.js" }',
    },
    change: (root) => write(root, { "node_modules/pack/dist/index.js": "module.exports = 2;" }),
  },
  "files by a pattern": {
    files: {
      "functions/a.ts": "export const handler = (l: string) => require(`../texts/${l}.json`);",
      "texts/en.json": '{ "v": 1 }',
    },
    change: (root) => write(root, { "texts/en.json": '{ "v": 2 }' }),
  },
  "a package that is linked to the project's own files": {
    files: {
      ...INSTALLED,
      "functions/a.ts": importing("pack"),
      "packages/one/index.js": "exports.v = 1;",
      "packages/two/index.js": "exports.v = 2;",
    },
    links: { "node_modules/pack": "../packages/one" },
    change: (root) => relink(root, "node_modules/pack", "../packages/two"),
  },
  "a package of a manager that does not say when it installs": {
    files: { "functions/a.ts": importing("pack"), "node_modules/pack/index.js": "exports.v = 1;" },
    change: (root) => write(root, { "node_modules/pack/index.js": "exports.v = 2;" }),
  },
};

test.each(Object.entries(BUILT))("built each time is what imports %s", (_, { files, links = {}, change }) => {
  const one = workspace(files);
  for (const [from, to] of Object.entries(links)) relink(one.root, from, to);
  const first = take(one);
  expect([take(one), builds()]).toEqual([first, [["./functions/a.ts"], ["./functions/a.ts"]]]);
  change(one.root);
  expect(take(one)).toEqual(fresh(one));
  expect(take(one)).not.toEqual(first);
});

test("a package in an archive, as Yarn keeps it, is built each time", () => {
  const location = (packageLocation: string) => ({
    packageLocation,
    packageDependencies: [["pack", "npm:1"]],
  });
  const pnp = {
    dependencyTreeRoots: [{ name: "api", reference: "workspace:." }],
    enableTopLevelFallback: false,
    fallbackPool: [],
    fallbackExclusionList: [],
    ignorePatternData: null,
    packageRegistryData: [
      [null, [[null, { ...location("./"), linkType: "SOFT" }]]],
      ["pack", [["npm:1", { ...location("./.yarn/pack.zip/node_modules/pack/"), linkType: "HARD" }]]],
    ],
  };
  const one = workspace({
    "functions/a.ts": importing("pack"),
    ".pnp.data.json": JSON.stringify(pnp),
    ".yarn/a": "",
  });
  const archive = { "node_modules/pack/index.js": Buffer.from('exports.v = "archived";') };
  writeFileSync(path.join(one.root, ".yarn/pack.zip"), zipSync(archive));
  expect(code(take(one)[0] as Bundle)).toContain("archived");
  take(one);
  expect(builds()).toHaveLength(2);
});

test("what cannot be built is said, as without anything that is kept", () => {
  const one = workspace({ "functions/a.ts": importing("./lib"), "functions/lib.ts": "export const v = 1;" });
  take(one);
  rmSync(path.join(one.root, "functions/lib.ts"));
  expect(() => take(one)).toThrow(BundleError);
  expect(() => take(one, "functions/none.ts")).toThrow('entry "functions/none.ts" does not exist');
});

test("settings that are at fault are said, though nothing else is another", () => {
  const one = workspace({
    "functions/a.ts": "export const handler = 1;",
    "tsconfig.json": '{ "extends": "./base.json" }',
    "base.json": "{}",
  });
  take(one);
  write(one.root, { "base.json": '{ "compilerOptions": { "target": "ES1" } }' });
  expect(() => take(one)).toThrow('Unrecognized target environment "ES1"');
});

test("a file that changes while it is built is built again", () => {
  const one = workspace({ "functions/a.ts": "export const handler = () => 1;" });
  const during = () => write(one.root, { "functions/a.ts": "export const handler = () => 2;" });
  const first = take(one);
  expect(first).toEqual(fresh(one));
  write(one.root, { "functions/a.ts": "export const handler = () => 3;" });
  build.mockImplementation((options) => {
    const result = jest.requireActual("esbuild").buildSync(options);
    if (options.packages !== "external") during();
    return result;
  });
  take(one);
  build.mockImplementation(jest.requireActual("esbuild").buildSync);
  expect(take(one)).toEqual(fresh(one));
});

test("a file that is another while it is built, and then as before, is built again", () => {
  const before = "export const handler = () => 1;";
  const one = workspace({ "functions/a.ts": before });
  build.mockImplementation((options) => {
    if (options.packages === "external") return jest.requireActual("esbuild").buildSync(options);
    write(one.root, { "functions/a.ts": "export const handler = () => 2;" });
    const result = jest.requireActual("esbuild").buildSync(options);
    write(one.root, { "functions/a.ts": before });
    return result;
  });
  expect(code(take(one)[0] as Bundle)).toContain("2");
  build.mockImplementation(jest.requireActual("esbuild").buildSync);
  expect(take(one)).toEqual(fresh(one));
});

test("another target is another bundle", () => {
  const one = workspace(TWO);
  aTickPasses();
  for (const target of ["node22", "node24"]) {
    bundle([{ entry: "functions/a.ts", target }], one.root, { kept: one.kept });
  }
  expect(builds()).toHaveLength(2);
});

test("projects that share a folder take nothing of each other, and drive nothing out", () => {
  const one = workspace(TWO);
  const other = { ...workspace(TWO), kept: one.kept };
  write(other.root, { "node_modules/pack/index.js": 'exports.v = "other";' });
  take(one);
  expect(code(take(other)[0] as Bundle)).toContain("other");
  take(one);
  expect(builds()).toHaveLength(2);
});

test("what nobody took for a month is removed", () => {
  const one = workspace(TWO);
  const old = (days: number) => new Date(Date.now() - days * 24 * 60 * 60 * 1000);
  for (const [name, days] of [
    ["old", 31],
    ["young", 29],
  ] as const) {
    writeFileSync(path.join(one.kept, name), "");
    utimesSync(path.join(one.kept, name), old(days), old(days));
  }
  take(one);
  const names = readdirSync(one.kept);
  expect([names.length, names.includes("old"), names.includes("young")]).toEqual([2, false, true]);
  const [mine = ""] = names.filter((name) => name !== "young");
  utimesSync(path.join(one.kept, mine), old(29), old(29));
  take(one);
  expect(statSync(path.join(one.kept, mine)).mtimeMs).toBeGreaterThan(old(1).getTime());
});

describe("what is kept and not whole is built", () => {
  test.each([
    ["cut", (bytes: Buffer) => bytes.subarray(0, bytes.length - 1)],
    ["empty", () => Buffer.alloc(0)],
    [
      "with another source map in it",
      (bytes: Buffer) => Buffer.from(bytes.toString("latin1").replace("mappings", "mappinks"), "latin1"),
    ],
  ])("%s", (_, change) => {
    const one = workspace(TWO);
    const first = take(one);
    const [name = ""] = readdirSync(one.kept);
    const file = path.join(one.kept, name);
    writeFileSync(file, change(readFileSync(file)));
    expect([take(one), builds().length]).toEqual([first, 2]);
  });
});

test.each<[string, (kept: string) => void]>([
  ["that is gone", (kept) => rmSync(kept, { recursive: true })],
  [
    "that is a file",
    (kept) => {
      rmSync(kept, { recursive: true });
      writeFileSync(kept, "");
    },
  ],
])("a folder %s costs a build, and nothing else", (_, change) => {
  const one = workspace(TWO);
  change(one.kept);
  expect([take(one), take(one)]).toEqual([fresh(one), fresh(one)]);
  expect(builds()).toHaveLength(4);
});

describe("whatever is done to a project", () => {
  /** Files, and what each may hold; a number stands for which it is. */
  const files: Readonly<Record<string, (version: number) => string>> = {
    "functions/lib.ts": module,
    "functions/lib/index.ts": module,
    "functions/lib/package.json": manifest,
    "functions/lib/build/main.js": module,
    "functions/gen/x.ts": module,
    "functions/node_modules/pack/index.js": module,
    "node_modules/pack/index.js": module,
    "node_modules/pack/package.json": manifest,
    "node_modules/pack/build/main.js": module,
    "package.json": (version) =>
      JSON.stringify({ sideEffects: version % 2 === 0, imports: { "#own": "./functions/gen/x.ts" } }),
    "tsconfig.json": (version) =>
      JSON.stringify({
        compilerOptions: { paths: version === 0 ? {} : { pack: ["./functions/gen/x.ts", "./other"] } },
      }),
  };

  function module(version: number): string {
    return `export const lib = ${version}; export const pack = ${version}; console.log(${version});`;
  }

  function manifest(version: number): string {
    return JSON.stringify({ main: ["index.js", "build/main.js", "build/none.js"][version % 3] });
  }

  const doing = fc.record({
    file: fc.constantFrom(...Object.keys(files)),
    deed: fc.constantFrom("write", "write", "remove", "move its folder", "link its folder", "nothing"),
    version: fc.nat(2),
    isAtOnce: fc.boolean(),
  });

  function does(
    root: string,
    { file, deed, version }: { file: string; deed: string; version: number },
  ): void {
    const folder = path.join(root, path.dirname(file));
    const moved = `${folder}-moved`;
    const isMovable = /(lib|gen|pack|build)$/.test(folder);
    if (deed === "write") write(root, { [file]: files[file]?.(version) ?? "" });
    if (deed === "remove") rmSync(path.join(root, file), { force: true });
    if (deed === "move its folder" && isMovable) {
      const [from, to] = isThere(folder) ? [folder, moved] : [moved, folder];
      rmSync(to, { recursive: true, force: true });
      if (isThere(from)) renameSync(from, to);
    }
    if (deed === "link its folder" && isMovable && isThere(moved)) {
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(path.dirname(folder), { recursive: true });
      symlinkSync(moved, folder);
    }
    // Packages come and go by a package manager, which says so.
    if (file.includes("node_modules"))
      writeFileSync(path.join(root, "node_modules/.package-lock.json"), `${Math.random()}`);
  }

  /** A folder, and no link. */
  function isThere(folder: string): boolean {
    return lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
  }

  function outcome(root: string, options: { kept?: string }): Bundle | string | undefined {
    try {
      const [one] = bundle([requestOf("functions/a.ts")], root, options).values();
      return one;
    } catch (error) {
      if (error instanceof BundleError) return error.message;
      throw error;
    }
  }

  test("what is taken is what is built", () => {
    let taken = 0;
    fc.assert(
      fc.property(fc.array(doing, { minLength: 5, maxLength: 30 }), fc.boolean(), (deeds, isOptional) => {
        const more = isOptional ? 'try { require("#own"); } catch {}' : "";
        const root = project({
          "functions/a.ts": `import { lib } from "./lib"; import { pack } from "pack"; ${more} export const handler = () => [lib, pack];`,
          "functions/lib/index.ts": module(0),
          "node_modules/pack/index.js": module(0),
          "node_modules/.package-lock.json": "{}",
        });
        const kept = temporaryFolder();
        for (const one of deeds) {
          does(root, one);
          if (!one.isAtOnce) aTickPasses();
          build.mockClear();
          const found = outcome(root, { kept });
          if (builds().length === 0) taken += 1;
          expect(found).toEqual(outcome(root, {}));
        }
      }),
      { numRuns: 30 },
    );
    expect(taken).toBeGreaterThan(0);
  });
});
