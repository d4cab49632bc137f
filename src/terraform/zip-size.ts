import { statSync } from "node:fs";
import path from "node:path";
import type { ResolvedResource, ResolvedStack } from "./resolved-stack";

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
  try {
    const file = statSync(path.resolve(stack.dir, filename));
    return file.isFile() ? file.size : undefined;
  } catch {
    return undefined;
  }
}
