import { type Stats, statSync } from "node:fs";
import path from "node:path";
import type { ResolvedResource, ResolvedStack } from "./resolved-stack";

/**
 * Returns the properties of a regular file, or `undefined` if the path names something else. Only regular files are
 * read, because reading a device or a FIFO may never end.
 *
 * @param file path of a file or of a link to a file
 */
function statRegularFile(file: string): Stats | undefined {
  try {
    const stats = statSync(file);
    return stats.isFile() ? stats : undefined;
  } catch {
    // The file does not exist or is not accessible, or the path is invalid.
    return undefined;
  }
}

/** Returns true for the path of a regular file. */
export function isRegularFile(file: string): boolean {
  return statRegularFile(file) !== undefined;
}

/**
 * Returns the size of the zip of a function in bytes. A `filename` can be absolute, relative to the folder of the stack,
 * or an expression with `path.module`.
 *
 * @returns `undefined` if the path is unknown, or if it is not the path of a file
 */
export function zipSizeOf(
  stack: ResolvedStack,
  { values: { filename } }: ResolvedResource,
): number | undefined {
  if (typeof filename !== "string") return undefined;
  return statRegularFile(path.resolve(stack.dir, filename))?.size;
}
