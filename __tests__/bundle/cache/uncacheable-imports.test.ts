import { writeFileSync } from "node:fs";
import path from "node:path";
import { zipSync } from "fflate";
import type { Bundle } from "#bundle";
import { code, write } from "../project";
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
} from "./cache-fixture";

jest.mock("esbuild", () => {
  const esbuild = jest.requireActual("esbuild");
  return { ...esbuild, build: jest.fn(esbuild.build) };
});

beforeEach(() => buildMock.mockClear());

/** Imports that prevent caching, because the cache cannot detect their changes. */
const UNCACHEABLE: Readonly<Record<string, Change>> = {
  "a package that is missing and may be installed later": {
    files: {
      ...NPM_STATE,
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
      ...NPM_STATE,
      "functions/a.ts": importFrom("pack"),
      "packages/one/index.js": "exports.v = 1;",
      "packages/two/index.js": "exports.v = 2;",
    },
    links: { "node_modules/pack": "../packages/one" },
    change: (root) => relink(root, "node_modules/pack", "../packages/two"),
  },
  "a package of a package manager that records no installs": {
    files: { "functions/a.ts": importFrom("pack"), "node_modules/pack/index.js": "exports.v = 1;" },
    change: (root) => write(root, { "node_modules/pack/index.js": "exports.v = 2;" }),
  },
};

test.each(Object.entries(UNCACHEABLE))(
  "a function is built every time if it imports %s",
  async (_, { files, links = {}, change }) => {
    const workspace = createWorkspace(files);
    for (const [from, to] of Object.entries(links)) relink(workspace.root, from, to);
    const first = await buildCached(workspace);
    expect([await buildCached(workspace), listBuilds()]).toEqual([
      first,
      [["./functions/a.ts"], ["./functions/a.ts"]],
    ]);
    change(workspace.root);
    expect(await buildCached(workspace)).toEqual(await buildUncached(workspace));
    expect(await buildCached(workspace)).not.toEqual(first);
  },
);

test("a function is built every time if Yarn installs its packages as archives", async () => {
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
  const workspace = createWorkspace({
    "functions/a.ts": importFrom("pack"),
    ".pnp.data.json": JSON.stringify(pnp),
    ".yarn/a": "",
  });
  const archive = { "node_modules/pack/index.js": Buffer.from('exports.v = "archived";') };
  writeFileSync(path.join(workspace.root, ".yarn/pack.zip"), zipSync(archive));
  expect(code((await buildCached(workspace))[0] as Bundle)).toContain("archived");
  await buildCached(workspace);
  expect(listBuilds()).toHaveLength(2);
});
