import { existsSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import type { BuildFailure, Message } from "esbuild";
import { GatewrightError } from "#error";
import { sourceFile } from "./contract-plugin";
import { errorHint } from "./error-hint";

/** Errors of a source file, combined into one message. */
export interface BundleErrorDetail {
  /** Path of the file, relative to the project. Empty if esbuild reports an error without a location. */
  readonly file: string;
  /** Error message with the file and, if they are known, the location and the fix. */
  readonly message: string;
}

/** Error that is thrown if functions cannot be bundled. No file has been written. */
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

/** Returns true if the entry of a function is an existing file. @param root absolute path of the project's folder */
export function isEntryFile(root: string, entry: string): boolean {
  return statSync(path.join(root, entry), { throwIfNoEntry: false })?.isFile() === true;
}

/**
 * Returns the error for an entry file that does not exist, or whose path is a folder. To help correct the path, the
 * message lists the source files in the folder.
 */
export function missingEntryError(root: string, entry: string): BundleErrorDetail {
  if (existsSync(path.join(root, entry))) {
    const message = `entry "${entry}" is a folder; ${describeFolder(root, entry)}. Write the path of a file.`;
    return { file: entry, message };
  }
  const siblings = describeFolder(root, path.posix.dirname(entry));
  return {
    file: entry,
    message: `entry "${entry}" does not exist in ${root}; ${siblings}. Write a path relative to the project.`,
  };
}

function describeFolder(root: string, folder: string): string {
  const absolute = path.join(root, folder);
  if (!existsSync(absolute)) return `folder "${folder}" does not exist either`;
  const files = readdirSync(absolute).filter((name) => /\.[cm]?[jt]sx?$/.test(name));
  return files.length > 0 ? `"${folder}" has ${files.sort().join(", ")}` : `"${folder}" has no source files`;
}

/** Returns the error of an entry that does not export `handler`, the function that Lambda invokes. */
export function missingHandlerError(entry: string, exported: readonly string[]): BundleErrorDetail {
  const names = exported.length > 0 ? exported.join(", ") : "nothing";
  return {
    file: entry,
    message: `entry "${entry}" exports ${names}; expected "handler". Write \`export const handler = …\`.`,
  };
}

/** Returns the error of a file of a function that imports the constructs. */
export function constructsImportError(file: string): BundleErrorDetail {
  const message = `${file} imports "gatewright", which contains the constructs; expected "gatewright/runtime" or "gatewright/contract". Change the import.`;
  return { file, message };
}

/** Groups esbuild's messages by file. Returns one detail per file, with all messages and their locations. */
export function toErrorDetails(messages: readonly Message[]): BundleErrorDetail[] {
  const byFile = groupBy(messages, ({ location }) => sourceFile(location?.file ?? ""));
  return [...byFile].map(([file, own]) => ({ file, message: joinSentences(own.map(formatMessage)) }));
}

/** Joins messages by semicolons. Only the last message keeps its full stop. */
function joinSentences(messages: readonly string[]): string {
  return messages.join("; ").replaceAll(".; ", "; ");
}

function formatMessage(message: Message): string {
  const { location } = message;
  const text = describeMessage(message);
  return location ? `${sourceFile(location.file)}:${location.line}:${location.column + 1}: ${text}` : text;
}

/** Returns the text of a message of esbuild, with the fix if it is known. */
export function describeMessage(message: Message): string {
  const hint = errorHint(message);
  return hint === undefined ? message.text : `${message.text.replace(/\.$/, "")}. ${hint}`;
}

/**
 * Groups items by key, like `Map.groupBy`, which Node supports only from version 21. Keys and items keep
 * their order.
 */
export function groupBy<T>(items: Iterable<T>, key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}

/** Splits items into those that pass a test, and the others. */
export function partition<T>(items: readonly T[], test: (item: T) => boolean): [T[], T[]] {
  return [items.filter(test), items.filter((item) => !test(item))];
}

/** Returns true for the error that esbuild throws if it cannot build the code. */
export function isBuildFailure(error: unknown): error is BuildFailure {
  return Array.isArray((error as Partial<BuildFailure> | undefined)?.errors);
}
