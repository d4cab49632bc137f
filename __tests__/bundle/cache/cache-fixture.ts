import { mkdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import { type Bundle, type BundleRequest, bundleConcurrently, bundleKey } from "#bundle";
import { temporaryFolder } from "../../support";
import { createProject } from "../project";

/** esbuild's `build`, which the test files replace with a mock to count builds. */
export const buildMock = jest.mocked(build);

/** Project with a bundle cache. */
export interface Workspace {
  readonly root: string;
  readonly cacheDir: string;
}

/**
 * Contents of files by their path relative to the project. A path that starts with `../` is outside the
 * project.
 */
export type Files = Readonly<Record<string, string>>;

/** Change of a project between two builds. */
export interface Change {
  readonly files: Files;
  /** Target of each symbolic link, by the path of the link. */
  readonly links?: Files;
  readonly change: (root: string) => void;
}

/** Writes the files of a project into the folder `api` of a new temporary folder. */
export function createWorkspace(files: Files): Workspace {
  const parent = createProject(
    Object.fromEntries(Object.entries(files).map(([name, text]) => [`api/${name}`, text])),
  );
  return { root: path.join(parent, "api"), cacheDir: temporaryFolder() };
}

/**
 * Builds entries with the cache. Waits before the build until the clock of the file system has advanced,
 * because the cache does not store a bundle whose files changed at the time of the build.
 */
export async function buildCached(
  { root, cacheDir }: Workspace,
  ...entries: string[]
): Promise<(Bundle | undefined)[]> {
  waitForClockTick();
  const requests = (entries.length > 0 ? entries : ["functions/a.ts"]).map(requestOf);
  const bundles = await bundleConcurrently(requests, root, { cacheDir });
  return requests.map((request) => bundles.get(bundleKey(request)));
}

/** Builds the function `a` without a cache. */
export async function buildUncached({ root }: Pick<Workspace, "root">): Promise<(Bundle | undefined)[]> {
  const request = requestOf("functions/a.ts");
  return [(await bundleConcurrently([request], root)).get(bundleKey(request))];
}

export function requestOf(entry: string): BundleRequest {
  return { entry, target: "node22" };
}

/** Waits until new files get a later change time (ctime) than existing files. */
export function waitForClockTick(): void {
  const file = path.join(temporaryFolder(), "file");
  const now = () => {
    writeFileSync(file, "");
    return statSync(file).ctimeMs;
  };
  for (const before = now(); now() === before; );
}

/** Returns the entries of each build, in order. The hashes of the cache use esbuild's `buildSync`. */
export function listBuilds(): string[][] {
  return buildMock.mock.calls.map(([{ entryPoints }]) =>
    (entryPoints as { in: string }[]).map((entry) => entry.in),
  );
}

/** Creates or replaces a symbolic link. */
export function relink(root: string, from: string, to: string): void {
  const file = path.join(root, from);
  rmSync(file, { force: true });
  mkdirSync(path.dirname(file), { recursive: true });
  symlinkSync(to, file);
}

/** File that npm writes on every install. */
export const NPM_STATE = { "node_modules/.package-lock.json": "{}" };

/** Files of a project with two functions, one of which imports a package. */
export const TWO_FUNCTIONS = {
  ...NPM_STATE,
  "functions/a.ts": 'import { v } from "pack"; export const handler = () => v;',
  "functions/b.ts": 'import fs from "node:fs"; export const handler = () => ["b", fs];',
  "node_modules/pack/index.js": 'exports.v = "pack";',
};

/** Returns the source code of a function that returns the export `v` of a module. */
export function importFrom(name: string): string {
  return `import { v } from "${name}"; export const handler = () => v;`;
}
