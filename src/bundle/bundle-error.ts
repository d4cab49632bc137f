import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import type { Message } from "esbuild";
import { GatewrightError } from "#error";

/** What is wrong with one file; a build gives at most one for each. */
export interface BundleErrorDetail {
  /** The file, relative to the project. */
  readonly file: string;
  /** The file, the fault, where it is and what to do. */
  readonly message: string;
}

/** Thrown where code cannot be bundled. Nothing has been written. */
export class BundleError extends GatewrightError {
  override readonly name = "BundleError";
  readonly details: readonly BundleErrorDetail[];

  constructor(details: readonly BundleErrorDetail[]) {
    super(
      "GW_BUNDLE",
      details.map(({ message }) => message),
    );
    this.details = details;
  }
}

/** The fault of an entry that is not there, with what stands in its place. */
export function missingEntryError(root: string, entry: string): BundleErrorDetail {
  const folder = path.posix.dirname(entry);
  return {
    file: entry,
    message: `entry "${entry}" does not exist in ${root}; ${listNeighbours(root, folder)}: write a path relative to the project`,
  };
}

function listNeighbours(root: string, folder: string): string {
  const absolute = path.join(root, folder);
  if (!existsSync(absolute)) return `there is no folder "${folder}" in the project either`;
  const files = readdirSync(absolute).filter((name) => /\.[cm]?[jt]sx?$/.test(name));
  return files.length > 0 ? `"${folder}" has ${files.sort().join(", ")}` : `"${folder}" has no source file`;
}

/** The fault of an entry that exports no `handler` for Lambda to call. */
export function missingHandlerError(entry: string, exported: readonly string[]): BundleErrorDetail {
  const found = exported.length > 0 ? exported.join(", ") : "nothing";
  return {
    file: entry,
    message: `entry "${entry}" must export "handler", found ${found}; write "export const handler = …"`,
  };
}

/** esbuild's messages as one fault a file, each at esbuild's own location. */
export function toErrorDetails(messages: readonly Message[]): BundleErrorDetail[] {
  const files = groupBy(messages, ({ location }) => location?.file ?? "");
  return [...files].map(([file, found]) => ({ file, message: found.map(formatMessage).join("; ") }));
}

function formatMessage({ location, text }: Message): string {
  return location ? `${location.file}:${location.line}:${location.column + 1}: ${text}` : text;
}

/** The items of each key, keys and items in the order they came. (`Map.groupBy` is there from Node 21 on.) */
export function groupBy<T>(items: Iterable<T>, key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}
