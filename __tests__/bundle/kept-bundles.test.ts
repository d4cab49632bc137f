import {
  existsSync,
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
import { temporaryFolder } from "../support";
import { code, project, write } from "./project";

jest.mock("esbuild", () => {
  const esbuild = jest.requireActual("esbuild");
  return { ...esbuild, buildSync: jest.fn(esbuild.buildSync) };
});

const build = jest.mocked(buildSync);
const ENTRY = "api/functions/a.ts";

const DATE = new Date("2026-01-01T00:00:00Z");

const FILES = {
  "api/functions/a.ts": `
    import { lib } from "./lib";
    import { pack } from "pack";
    import { own } from "#own";
    import { named } from "named";
    import { linked } from "linked";
    import { text } from "./text.json";
    let sub = "none";
    try { sub = require("@scope/optional/sub"); } catch {}
    let missing = "none";
    try { missing = require("./generated/missing"); } catch {}
    let optional = "none";
    try { optional = require("optional"); } catch {}
    let scoped = "none";
    try { scoped = require("@scope/optional"); } catch {}
    export const handler = () => [lib, pack, own, named, linked, text, optional, scoped, sub, missing];`,
  "api/functions/b.ts": 'export const handler = () => "b";',
  "api/functions/lib/index.ts": 'export const lib = "lib 1";',
  "api/functions/text.json": '{ "text": "text 1" }',
  "api/functions/generated/other.ts": "",
  "api/own.ts": 'export const own = "own 1";',
  "api/other.ts": 'export const own = "own 2";',
  "api/named.ts": 'export const named = "named 1";',
  "api/named-2.ts": 'export const named = "named 2";',
  "api/package.json": '{ "imports": { "#own": "./own.ts" }, "sideEffects": false }',
  "api/tsconfig.json": '{ "compilerOptions": { "paths": { "named": ["./named.ts"] } } }',
  "api/packages/one/index.js": 'export const linked = "linked 1";',
  "api/packages/two/index.js": 'export const linked = "linked 2";',
  "api/node_modules/pack/package.json": '{ "module": "esm/none.js", "main": "index.js" }',
  "api/node_modules/pack/esm/readme.md": "",
  "api/functions/node_modules/pack/package.json": '{ "main": "build/none.js" }',
  "api/functions/node_modules/pack/build/readme.md": "",
  "api/node_modules/@scope/optional/sub/readme.md": "",
  "api/node_modules/pack/index.js": 'exports.pack = "pack 1";',
  "api/node_modules/pack/other.js": 'exports.pack = "pack 2";',
  "api/node_modules/@scope/other/index.js": "",
  "api/node_modules/@scope/optional/readme.md": "",
  "api/node_modules/.package-lock.json": '{ "packages": {} }',
};

/** A project in a folder above it, and where its bundles are kept. */
interface Workspace {
  readonly above: string;
  readonly root: string;
  readonly kept: string;
}

function workspace(): Workspace {
  const above = project(FILES);
  link(above, "one");
  utimesSync(path.join(above, ENTRY), DATE, DATE);
  const root = path.join(above, "api");
  return { above, root, kept: temporaryFolder() };
}

function link(above: string, name: string): void {
  const from = path.join(above, "api/node_modules/linked");
  rmSync(from, { force: true });
  symlinkSync(`../packages/${name}`, from);
}

/** Builds with what is kept. */
function take({ root, kept }: Workspace, ...entries: string[]): readonly (Bundle | undefined)[] {
  aTickPasses();
  const requests = (entries.length > 0 ? entries : ["functions/a.ts"]).map((entry) => ({
    entry,
    target: "node22",
  }));
  const bundles = bundle(requests, root, { kept });
  return requests.map((request) => bundles.get(bundleKey(request)));
}

/** What a build without anything that is kept gives. */
function fresh({ root }: Workspace): readonly (Bundle | undefined)[] {
  const request = { entry: "functions/a.ts", target: "node22" };
  return [bundle([request], root).get(bundleKey(request))];
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

beforeEach(() => build.mockClear());

test("a bundle of which nothing changed is taken, and none is built", () => {
  const one = workspace();
  const first = take(one, "functions/a.ts", "functions/b.ts");
  expect(build).toHaveBeenCalledTimes(1);
  expect(take(one, "functions/b.ts", "functions/a.ts")).toEqual([...first].reverse());
  expect(build).toHaveBeenCalledTimes(1);
});

test("only what changed is built", () => {
  const one = workspace();
  take(one, "functions/a.ts", "functions/b.ts");
  write(one.root, { "functions/b.ts": 'export const handler = () => "b 2";' });
  const [, b] = take(one, "functions/a.ts", "functions/b.ts");
  expect(build.mock.lastCall?.[0].entryPoints).toEqual([{ in: "./functions/b.ts", out: "0/index" }]);
  expect(code(b as Bundle)).toContain("b 2");
});

/** What Yarn says of a project with one package. */
const pnp = {
  dependencyTreeRoots: [{ name: "api", reference: "workspace:." }],
  enableTopLevelFallback: false,
  fallbackPool: [],
  fallbackExclusionList: [],
  ignorePatternData: null,
  packageRegistryData: [
    [null, [[null, { packageLocation: "./", packageDependencies: [["pack", "npm:1"]], linkType: "SOFT" }]]],
    [
      "api",
      [
        [
          "workspace:.",
          { packageLocation: "./", packageDependencies: [["pack", "npm:1"]], linkType: "SOFT" },
        ],
      ],
    ],
    [
      "pack",
      [
        [
          "npm:1",
          {
            packageLocation: "./.yarn/pack.zip/node_modules/pack/",
            packageDependencies: [["pack", "npm:1"]],
            linkType: "HARD",
          },
        ],
      ],
    ],
  ],
};

/** What may happen to a project between two builds, and what the bundle then has. */
const CHANGES: readonly [what: string, change: (workspace: Workspace) => void, has: string][] = [
  [
    "an entry, to one that is as long and dated as before",
    ({ above }) => {
      const file = path.join(above, ENTRY);
      writeFileSync(
        file,
        readFileSync(file, "utf8").replace('let optional = "none"', 'let optional = "more"'),
      );
      utimesSync(file, DATE, DATE);
    },
    "more",
  ],
  [
    "a file that is put in the place of one that it imports",
    ({ root }) => {
      write(root, { "new.ts": 'export const lib = "lib 2";' });
      renameSync(path.join(root, "new.ts"), path.join(root, "functions/lib/index.ts"));
    },
    "lib 2",
  ],
  ["a JSON file", ({ root }) => write(root, { "functions/text.json": '{ "text": "text 2" }' }), "text 2"],
  [
    "a file that comes before a folder",
    ({ root }) => write(root, { "functions/lib.ts": 'export const lib = "lib 2";' }),
    "lib 2",
  ],
  [
    "a file that comes before another extension",
    ({ root }) => write(root, { "functions/lib/index.tsx": 'export const lib = "lib 2";' }),
    "lib 2",
  ],
  [
    "a package's file",
    ({ root }) => write(root, { "node_modules/pack/index.js": 'exports.pack = "pack 2";' }),
    "pack 2",
  ],
  [
    "a package's package.json",
    ({ root }) => write(root, { "node_modules/pack/package.json": '{ "main": "other.js" }' }),
    "pack 2",
  ],
  [
    "a package that comes to be nearer",
    ({ root }) => write(root, { "functions/node_modules/pack/index.js": 'exports.pack = "pack 2";' }),
    "pack 2",
  ],
  ["a link to a package", ({ above }) => link(above, "two"), "linked 2"],
  [
    "a linked package's file",
    ({ root }) => write(root, { "packages/one/index.js": 'export const linked = "linked 2";' }),
    "linked 2",
  ],
  [
    "the project's package.json",
    ({ root }) => write(root, { "package.json": '{ "imports": { "#own": "./other.ts" } }' }),
    "own 2",
  ],
  [
    "the project's tsconfig.json",
    ({ root }) =>
      write(root, { "tsconfig.json": '{ "compilerOptions": { "paths": { "named": ["./named-2.ts"] } } }' }),
    "named 2",
  ],
  [
    "a tsconfig.json that comes to be nearer",
    ({ root }) =>
      write(root, {
        "functions/tsconfig.json": '{ "compilerOptions": { "paths": { "named": ["../named-2.ts"] } } }',
      }),
    "named 2",
  ],
  [
    "a package that was not there",
    ({ root }) => write(root, { "node_modules/optional/index.js": 'module.exports = "optional 2";' }),
    "optional 2",
  ],
  [
    "a package's main file that was not there",
    ({ root }) => write(root, { "node_modules/pack/esm/none.js": 'export const pack = "pack 2";' }),
    "pack 2",
  ],
  [
    "the main file of a nearer package, which was not there",
    ({ root }) => write(root, { "functions/node_modules/pack/build/none.js": 'exports.pack = "pack 2";' }),
    "pack 2",
  ],
  [
    "a part of a package that was there and empty",
    ({ root }) => write(root, { "node_modules/@scope/optional/sub/index.js": 'module.exports = "sub 2";' }),
    "sub 2",
  ],
  [
    "a package that was there and empty",
    ({ root }) =>
      write(root, {
        "node_modules/@scope/optional/index.js": 'module.exports = "scoped 2";',
      }),
    "scoped 2",
  ],
  [
    "a file that was not there",
    ({ root }) => write(root, { "functions/generated/missing.ts": 'module.exports = "missing 2";' }),
    "missing 2",
  ],
  [
    "a package that was not there, above the project",
    ({ above }) => write(above, { "node_modules/optional/index.js": 'module.exports = "optional 2";' }),
    "optional 2",
  ],
];

test.each(CHANGES)("changed is %s: it is built", (_, change, has) => {
  const one = workspace();
  const [before] = take(one);
  expect(code(before as Bundle)).not.toContain(has);
  change(one);
  const [after] = take(one);
  expect(code(after as Bundle)).toContain(has);
  expect([after]).toEqual(fresh(one));
});

test("one whose file is gone is built, which fails", () => {
  const one = workspace();
  take(one);
  rmSync(path.join(one.root, "functions/lib/index.ts"));
  expect(() => take(one)).toThrow(BundleError);
});

test("a file that changes while it is built is built again", () => {
  const one = workspace();
  build.mockImplementationOnce((options) => {
    const result = jest.requireActual("esbuild").buildSync(options);
    write(one.root, { "own.ts": 'export const own = "own 2";' });
    return result;
  });
  take(one);
  expect(code(take(one)[0] as Bundle)).toContain("own 2");
});

test("another target is another bundle", () => {
  const one = workspace();
  const built = (target: string) =>
    bundle([{ entry: "functions/a.ts", target }], one.root, { kept: one.kept });
  aTickPasses();
  built("node22");
  built("node24");
  expect(build).toHaveBeenCalledTimes(2);
});

test("a copy of a project takes nothing of the first, which is still there", () => {
  const one = workspace();
  const other = { ...workspace(), kept: one.kept };
  take(one);
  write(other.root, { "own.ts": 'export const own = "own 2";' });
  expect(code(take(other)[0] as Bundle)).toContain("own 2");
});

test("what is kept, and is not whole, is built", () => {
  const one = workspace();
  take(one);
  for (const name of readdirSync(one.kept)) {
    const file = path.join(one.kept, name);
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.fill(0, bytes.indexOf("PK") + 40, bytes.indexOf("PK") + 60));
  }
  expect(take(one)).toEqual(fresh(one));
  expect(build).toHaveBeenCalledTimes(3);
});

describe("built each time is", () => {
  test.each<[string, (workspace: Workspace) => void]>([
    [
      "what takes a file from outside of the project",
      ({ above, root }) => {
        write(above, { "outside.ts": 'export const own = "outside";' });
        write(root, { "own.ts": 'export { own } from "../outside";' });
      },
    ],
    [
      "what takes a package from an archive, as Yarn keeps them",
      ({ root }) => {
        const pack = { "node_modules/pack/index.js": Buffer.from('exports.pack = "archived";') };
        mkdirSync(path.join(root, ".yarn"));
        writeFileSync(path.join(root, ".yarn/pack.zip"), zipSync(pack));
        write(root, {
          ".pnp.data.json": JSON.stringify(pnp),
          "functions/a.ts": 'import { pack } from "pack"; export const handler = () => pack;',
        });
      },
    ],
    [
      "what is read by settings that extend others",
      ({ root }) =>
        write(root, {
          "tsconfig.json":
            '{ "extends": "./tsconfig.base.json", "compilerOptions": { "paths": { "named": ["./named.ts"] } } }',
          "tsconfig.base.json": "{}",
        }),
    ],
    ["what cannot be kept", ({ kept }) => rmSync(kept, { recursive: true })],
    [
      "what is kept as something else",
      ({ kept }) => {
        rmSync(kept, { recursive: true });
        writeFileSync(kept, "");
      },
    ],
  ])("%s", (_, change) => {
    const one = workspace();
    change(one);
    build.mockClear();
    expect([take(one), take(one)]).toEqual([fresh(one), fresh(one)]);
    expect(build).toHaveBeenCalledTimes(4);
  });
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
    "node_modules/pack/build/readme.md": module,
    "node_modules/optional/sub/index.js": module,
    "node_modules/optional/readme.md": module,
    "package.json": (version) => JSON.stringify({ sideEffects: version % 2 === 0 }),
    "tsconfig.json": (version) =>
      JSON.stringify({ compilerOptions: { paths: version % 2 === 0 ? {} : { named: ["./functions/lib"] } } }),
  };

  function module(version: number): string {
    return `export const lib = ${version}; export const pack = ${version}; console.log(${version});`;
  }

  function manifest(version: number): string {
    return JSON.stringify({ main: ["index.js", "build/main.js", "build/none.js"][version % 3] });
  }

  const doing = fc.record({
    file: fc.constantFrom(...Object.keys(files)),
    deed: fc.constantFrom("write", "write", "remove", "remove its folder", "move its folder", "nothing"),
    version: fc.nat(2),
    isAtOnce: fc.boolean(),
  });

  function does(
    root: string,
    { file, deed, version }: { file: string; deed: string; version: number },
  ): void {
    const folder = path.join(root, path.dirname(file));
    if (deed === "write") write(root, { [file]: files[file]?.(version) ?? "" });
    if (deed === "remove") rmSync(path.join(root, file), { force: true });
    if (path.dirname(file) === "." || file === "functions/lib.ts") return;
    const moved = `${folder}-moved`;
    if (deed === "remove its folder") rmSync(folder, { recursive: true, force: true });
    if (deed !== "move its folder") return;
    if (existsSync(folder)) {
      rmSync(moved, { recursive: true, force: true });
      renameSync(folder, moved);
    } else if (existsSync(moved)) renameSync(moved, folder);
  }

  function outcome(root: string, options: { kept?: string }): Bundle | string | undefined {
    try {
      const [one] = bundle([{ entry: "functions/a.ts", target: "node22" }], root, options).values();
      return one;
    } catch (error) {
      if (error instanceof BundleError) return error.message;
      throw error;
    }
  }

  test("what is taken is what is built", () => {
    let taken = 0;
    fc.assert(
      fc.property(fc.array(doing, { minLength: 5, maxLength: 30 }), (deeds) => {
        const root = project({
          "functions/a.ts": `
            import { lib } from "./lib";
            import { pack } from "pack";
            let more = [];
            try { more.push(require("named")); } catch {}
            try { more.push(require("optional/sub")); } catch {}
            try { more.push(require("./gen/x")); } catch {}
            export const handler = () => [lib, pack, more];`,
          "functions/lib/index.ts": module(0),
          "node_modules/pack/index.js": module(0),
        });
        const kept = temporaryFolder();
        for (const one of deeds) {
          does(root, one);
          if (!one.isAtOnce) aTickPasses();
          build.mockClear();
          const found = outcome(root, { kept });
          if (build.mock.calls.length === 0) taken += 1;
          expect(found).toEqual(outcome(root, {}));
        }
      }),
      { numRuns: Number(process.env.RUNS ?? 30) },
    );
    expect(taken).toBeGreaterThan(20);
  });
});
