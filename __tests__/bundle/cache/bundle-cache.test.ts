import { readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type Bundle, bundleConcurrently } from "#bundle";
import { BundleCache } from "../../../src/bundle/cache";
import { code, write } from "../project";
import {
  buildCached,
  buildMock,
  buildUncached,
  createWorkspace,
  listBuilds,
  TWO_FUNCTIONS,
  waitForClockTick,
} from "./cache-fixture";

jest.mock("esbuild", () => {
  const esbuild = jest.requireActual("esbuild");
  return { ...esbuild, build: jest.fn(esbuild.build) };
});

beforeEach(() => buildMock.mockClear());

test("unchanged bundles are read from the cache and not built", async () => {
  const workspace = createWorkspace(TWO_FUNCTIONS);
  const first = await buildCached(workspace, "functions/a.ts", "functions/b.ts");
  expect(listBuilds()).toHaveLength(1);
  expect(await buildCached(workspace, "functions/b.ts", "functions/a.ts")).toEqual(first.toReversed());
  expect(listBuilds()).toHaveLength(1);
});

test("a bundle with the URL of its file is read from the cache", async () => {
  const source = "export const handler = () => import.meta.url;";
  const workspace = createWorkspace({ "functions/a.ts": source });
  expect(await buildCached(workspace)).toEqual(await buildCached(workspace));
  expect(listBuilds()).toHaveLength(1);
});

test("only changed entries are built again", async () => {
  const workspace = createWorkspace(TWO_FUNCTIONS);
  await buildCached(workspace, "functions/a.ts", "functions/b.ts");
  write(workspace.root, { "functions/b.ts": 'export const handler = () => "b 2";' });
  const [, b] = await buildCached(workspace, "functions/a.ts", "functions/b.ts");
  expect(listBuilds()[1]).toEqual(["./functions/b.ts"]);
  expect(code(b as Bundle)).toContain("b 2");
});

test("an entry has a separate cached bundle for each target", async () => {
  const workspace = createWorkspace(TWO_FUNCTIONS);
  waitForClockTick();
  for (const target of ["node22", "node24"]) {
    const request = { entry: "functions/a.ts", target };
    await bundleConcurrently([request], workspace.root, { cacheDir: workspace.cacheDir });
  }
  expect(listBuilds()).toHaveLength(2);
});

test("projects that share a cache folder do not read or remove each other's bundles", async () => {
  const workspace = createWorkspace(TWO_FUNCTIONS);
  const other = { ...createWorkspace(TWO_FUNCTIONS), cacheDir: workspace.cacheDir };
  write(other.root, { "node_modules/pack/index.js": 'exports.v = "other";' });
  await buildCached(workspace);
  expect(code((await buildCached(other))[0] as Bundle)).toContain("other");
  await buildCached(workspace);
  expect(listBuilds()).toHaveLength(2);
});

test("a bundle that was unused for a month is removed", async () => {
  const workspace = createWorkspace(TWO_FUNCTIONS);
  const daysAgo = (days: number) => new Date(Date.now() - days * 24 * 60 * 60 * 1000);
  for (const [name, days] of [
    ["old", 31],
    ["recent", 29],
  ] as const) {
    writeFileSync(path.join(workspace.cacheDir, name), "");
    utimesSync(path.join(workspace.cacheDir, name), daysAgo(days), daysAgo(days));
  }
  await buildCached(workspace);
  const names = readdirSync(workspace.cacheDir);
  expect([names.length, names.includes("old"), names.includes("recent")]).toEqual([2, false, true]);
  const [current = ""] = names.filter((name) => name !== "recent");
  utimesSync(path.join(workspace.cacheDir, current), daysAgo(29), daysAgo(29));
  await buildCached(workspace);
  expect(statSync(path.join(workspace.cacheDir, current)).mtimeMs).toBeGreaterThan(daysAgo(1).getTime());
});

describe("a damaged cache file", () => {
  test.each([
    ["truncated", (bytes: Buffer) => bytes.subarray(0, bytes.length - 1)],
    ["empty", () => Buffer.alloc(0)],
    [
      "changed in its source map",
      (bytes: Buffer) => Buffer.from(bytes.toString("latin1").replace("mappings", "mappinks"), "latin1"),
    ],
  ])("a cache file that is %s is ignored, and the bundle is built again", async (_, change) => {
    const workspace = createWorkspace(TWO_FUNCTIONS);
    const first = await buildCached(workspace);
    const [name = ""] = readdirSync(workspace.cacheDir);
    const file = path.join(workspace.cacheDir, name);
    writeFileSync(file, change(readFileSync(file)));
    expect([await buildCached(workspace), listBuilds().length]).toEqual([first, 2]);
  });
});

test.each<[string, (cacheDir: string) => void]>([
  ["was removed", (cacheDir) => rmSync(cacheDir, { recursive: true })],
  [
    "is a file",
    (cacheDir) => {
      rmSync(cacheDir, { recursive: true });
      writeFileSync(cacheDir, "");
    },
  ],
])("if a cache folder %s, the bundle is built and there is no error", async (_, change) => {
  const workspace = createWorkspace(TWO_FUNCTIONS);
  change(workspace.cacheDir);
  expect([await buildCached(workspace), await buildCached(workspace)]).toEqual([
    await buildUncached(workspace),
    await buildUncached(workspace),
  ]);
  expect(listBuilds()).toHaveLength(4);
});

test("a mistake in the code of the cache is not hidden, unlike an error of the file system", async () => {
  const workspace = createWorkspace(TWO_FUNCTIONS);
  const request = { entry: "functions/a.ts", target: "node22" };
  const [built] = (await bundleConcurrently([request], workspace.root)).values();
  const cache = new BundleCache(workspace.cacheDir, workspace.root, [request]);
  expect(() => cache.put([{ ...(built as Bundle), inputs: undefined as never }])).toThrow(TypeError);
  rmSync(workspace.cacheDir, { recursive: true });
  expect(() => cache.put([built as Bundle])).not.toThrow();
});
