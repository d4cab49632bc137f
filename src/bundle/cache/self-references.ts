import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { findUpwards } from "#project-root";

/**
 * Returns the files that a project can import by the name of its package, by import specifier. With
 * `packages: "external"`, esbuild would treat these files as external, so that their code would not be part of its output.
 *
 * @param root absolute path of the project's folder
 * @returns absolute paths by specifier: `my-api/contract`. Exports with a pattern and exports whose file is missing are
 * left out
 * @see https://nodejs.org/api/packages.html#self-referencing-a-package-using-its-name
 */
export function listSelfReferences(root: string): Record<string, string> {
  const folder = findUpwards(root, "package.json");
  if (folder === undefined) return {};
  const manifest = path.join(folder, "package.json");
  const { resolve } = createRequire(manifest);
  const files = readSpecifiers(manifest).map((name) => [name, tryRead(() => resolve(name))] as const);
  return Object.fromEntries(files.flatMap(([name, file]) => (file === undefined ? [] : [[name, file]])));
}

/** Returns the specifiers of the exports of a package: `my-api`, `my-api/contract`. */
function readSpecifiers(manifest: string): readonly string[] {
  const { name, exports } = tryRead(() => JSON.parse(readFileSync(manifest, "utf8"))) ?? {};
  if (typeof name !== "string" || exports === undefined || exports === null) return [];
  const keys = Object.keys(exports).filter((key) => key.startsWith("."));
  const paths = keys.length > 0 ? keys.filter((key) => !key.includes("*")) : ["."];
  return paths.map((key) => path.posix.join(name, key));
}

/** Returns `undefined` if `read` throws. The build of the complete bundle then reports the error. */
function tryRead<Result>(read: () => Result): Result | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
