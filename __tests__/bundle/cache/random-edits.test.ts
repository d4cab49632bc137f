import { lstatSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { type Bundle, BundleError, bundleConcurrently } from "#bundle";
import { temporaryFolder } from "../../support";
import { createProject, write } from "../project";
import { buildMock, listBuilds, requestOf, waitForClockTick } from "./cache-fixture";

jest.mock("esbuild", () => {
  const esbuild = jest.requireActual("esbuild");
  return { ...esbuild, build: jest.fn(esbuild.build) };
});

/** Edit of one file of a project. */
interface Edit {
  readonly file: string;
  readonly action: string;
  readonly version: number;
}

/**
 * Files of the project. Each file has a function that returns the content of the file in one of three
 * versions.
 */
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

const edits = fc.record({
  file: fc.constantFrom(...Object.keys(files)),
  action: fc.constantFrom("write", "write", "remove", "move its folder", "link its folder", "nothing"),
  version: fc.nat(2),
  isSameTick: fc.boolean(),
});

function applyEdit(root: string, { file, action, version }: Edit): void {
  const folder = path.join(root, path.dirname(file));
  const moved = `${folder}-moved`;
  const isMovable = /(lib|gen|pack|build)$/.test(folder);
  if (action === "write") write(root, { [file]: files[file]?.(version) ?? "" });
  if (action === "remove") rmSync(path.join(root, file), { force: true });
  if (action === "move its folder" && isMovable) {
    const [from, to] = isFolder(folder) ? [folder, moved] : [moved, folder];
    rmSync(to, { recursive: true, force: true });
    if (isFolder(from)) renameSync(from, to);
  }
  if (action === "link its folder" && isMovable && isFolder(moved)) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(path.dirname(folder), { recursive: true });
    symlinkSync(moved, folder);
  }
  // Simulates the record that a package manager writes for each install.
  if (file.includes("node_modules"))
    writeFileSync(path.join(root, "node_modules/.package-lock.json"), `${Math.random()}`);
}

/** Returns true for a folder that is not a symbolic link. */
function isFolder(folder: string): boolean {
  return lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Returns the bundle of the function `a`, or the error message if it cannot be built. */
async function tryBundle(root: string, options: { cacheDir?: string }): Promise<Bundle | string | undefined> {
  try {
    const [built] = (await bundleConcurrently([requestOf("functions/a.ts")], root, options)).values();
    return built;
  } catch (error) {
    if (error instanceof BundleError) return error.message;
    throw error;
  }
}

test("a cached bundle equals a fresh one after any sequence of edits", async () => {
  let hits = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(edits, { minLength: 5, maxLength: 30 }),
      fc.boolean(),
      async (sequence, isOptional) => {
        const optionalImport = isOptional ? 'try { require("#own"); } catch {}' : "";
        const root = createProject({
          "functions/a.ts": `import { lib } from "./lib"; import { pack } from "pack"; ${optionalImport} export const handler = () => [lib, pack];`,
          "functions/lib/index.ts": module(0),
          "node_modules/pack/index.js": module(0),
          "node_modules/.package-lock.json": "{}",
        });
        const cacheDir = temporaryFolder();
        for (const edit of sequence) {
          applyEdit(root, edit);
          if (!edit.isSameTick) waitForClockTick();
          buildMock.mockClear();
          const result = await tryBundle(root, { cacheDir });
          if (listBuilds().length === 0) hits += 1;
          expect(result).toEqual(await tryBundle(root, {}));
        }
      },
    ),
    { numRuns: 30 },
  );
  expect(hits).toBeGreaterThan(0);
});
