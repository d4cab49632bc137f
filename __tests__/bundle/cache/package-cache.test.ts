import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import { type DevBundle, DevBundler } from "#bundle";
import { write } from "../project";
import { createWorkspace, requestOf, waitForClockTick } from "./cache-fixture";

jest.mock("esbuild", () => {
  const esbuild = jest.requireActual("esbuild");
  return { ...esbuild, build: jest.fn(esbuild.build) };
});

/** esbuild's `build`, which builds only packages. */
const packageBuilds = jest.mocked(build);
beforeEach(() => packageBuilds.mockClear());

const FILES = {
  "functions/a.ts": 'import { v } from "pack"; export const handler = () => v;',
  "node_modules/.package-lock.json": "{}",
  "node_modules/pack/package.json": '{ "name": "pack", "main": "index.js" }',
  "node_modules/pack/index.js": 'exports.v = "first";',
  "node_modules/other/package.json": '{ "name": "other", "main": "index.js" }',
  "node_modules/other/index.js": 'exports.w = "other";',
};

type Workspace = ReturnType<typeof createWorkspace>;

/** Builds the function `a` with a new bundler, as a restarted gateway does. Returns the code of its packages. */
async function buildPackages({ root, cacheDir }: Workspace): Promise<string> {
  waitForClockTick();
  const bundler = new DevBundler(root, { cacheDir });
  const [bundle] = (await bundler.build([requestOf("functions/a.ts")])).values();
  await bundler.stop();
  return Buffer.from((bundle as DevBundle).packages.code).toString();
}

test("unchanged packages are read from the cache and not built", async () => {
  const workspace = createWorkspace(FILES);
  const first = await buildPackages(workspace);
  expect(await buildPackages(workspace)).toBe(first);
  write(workspace.root, { "functions/a.ts": `${FILES["functions/a.ts"]} // edited` });
  expect(await buildPackages(workspace)).toBe(first);
  expect(packageBuilds).toHaveBeenCalledTimes(1);
});

test.each<[string, (workspace: Workspace) => void, string]>([
  [
    "a file of the package changed",
    ({ root }) => write(root, { "node_modules/pack/index.js": 'exports.v = "second";' }),
    "second",
  ],
  [
    "the package has another main file",
    ({ root }) =>
      write(root, {
        "node_modules/pack/package.json": '{ "name": "pack", "main": "main.js" }',
        "node_modules/pack/main.js": 'exports.v = "main";',
      }),
    "main",
  ],
  [
    "packages were installed",
    ({ root }) => write(root, { "node_modules/.package-lock.json": '{ "packages": {} }' }),
    "first",
  ],
  [
    "the function imports another package",
    ({ root }) => write(root, { "functions/a.ts": 'export { w as handler } from "other";' }),
    "other",
  ],
  [
    "the cache file is damaged",
    ({ cacheDir }) => {
      for (const name of readdirSync(cacheDir)) writeFileSync(path.join(cacheDir, name), "damaged");
    },
    "first",
  ],
])("packages are built again if %s", async (_, change, expected) => {
  const workspace = createWorkspace(FILES);
  await buildPackages(workspace);
  waitForClockTick();
  change(workspace);
  expect(await buildPackages(workspace)).toContain(expected);
  expect(packageBuilds).toHaveBeenCalledTimes(2);
});

test("packages that are linked to files outside node_modules are not cached", async () => {
  const { "node_modules/pack/index.js": _, "node_modules/pack/package.json": _manifest, ...others } = FILES;
  const workspace = createWorkspace({ ...others, "packages/pack/index.js": 'exports.v = "linked";' });
  mkdirSync(path.join(workspace.root, "node_modules"), { recursive: true });
  symlinkSync(path.join(workspace.root, "packages/pack"), path.join(workspace.root, "node_modules/pack"));
  await buildPackages(workspace);
  expect(await buildPackages(workspace)).toContain("linked");
  expect(packageBuilds).toHaveBeenCalledTimes(2);
});
