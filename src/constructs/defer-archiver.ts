/**
 * Delays loading of the package `archiver`, which CDKTF requires when it is loaded, but uses only in a child process that
 * zips the files of a `TerraformAsset`. `archiver` and its 140 files would take half of the time to load CDKTF.
 *
 * Import this module before CDKTF, and call {@link restoreArchiver} after CDKTF is loaded.
 */
import { createRequire, Module } from "node:module";

const requireOfCdktf = createRequire(require.resolve("#cdktf"));
const file = resolveArchiver();
const replacement = file === undefined ? undefined : createReplacement(file);
if (file !== undefined && require.cache[file] === undefined) require.cache[file] = replacement;

/** Removes the replacement, so that other code that requires `archiver` gets the real package. */
export function restoreArchiver(): void {
  if (file !== undefined && require.cache[file] === replacement) delete require.cache[file];
}

/** Returns a module whose function loads and calls the real package. */
function createReplacement(path: string): NodeJS.Module {
  const callArchiver = (...args: readonly unknown[]) => requireOfCdktf("archiver")(...args);
  return Object.assign(new Module(path), { exports: callArchiver, loaded: true });
}

/** Returns the path of the main file of `archiver`, or `undefined` if CDKTF does not depend on it. */
function resolveArchiver(): string | undefined {
  try {
    return requireOfCdktf.resolve("archiver");
  } catch {
    return undefined;
  }
}
