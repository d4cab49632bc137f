import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { LoadOrder } from "../messages";
import {
  HandlerNotFound,
  ImportModuleError,
  MalformedHandlerName,
  UserCodeSyntaxError,
} from "./runtime-error";

export type Handler = (
  event: unknown,
  context: object,
  callback: (error?: unknown, result?: unknown) => void,
) => unknown;

/**
 * Loads what a handler's name means: `src/index.nested.handler` is what the module `src/index` exports as
 * `nested.handler`.
 *
 * @throws Error the module's own, or one of Lambda's runtime
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
 */
export async function loadHandler({ taskRoot, handler }: LoadOrder): Promise<Handler> {
  const [, file = "", names] = /^((?:.*\/)?[^./]*)\.([^/]+)$/.exec(handler) ?? [];
  if (names === undefined || handler.includes("..")) throw new MalformedHandlerName("Bad handler");
  const loaded = await moduleOf(path.join(taskRoot, file), taskRoot);
  const found = names.split(".").reduce((value, name) => (value as Exports)?.[name], loaded);
  if (typeof found === "function") return found as Handler;
  throw new HandlerNotFound(`${handler} is ${found ? "not a function" : "undefined or not exported"}`);
}

type Exports = Record<string, unknown> | undefined;

async function moduleOf(file: string, taskRoot: string): Promise<unknown> {
  try {
    return await load(file, taskRoot);
  } catch (error) {
    if (error instanceof SyntaxError) throw new UserCodeSyntaxError(error);
    if ((error as NodeJS.ErrnoException | undefined)?.code === "MODULE_NOT_FOUND")
      throw new ImportModuleError(error);
    throw error;
  }
}

/** A file with one of the endings that Lambda looks for, in its order; with none, Node says what it has tried. */
async function load(file: string, taskRoot: string): Promise<unknown> {
  const ending = ["", ".js", ".mjs", ".cjs"].find((one) => existsSync(file + one)) ?? "";
  const isModule =
    ending === ".mjs" || (ending === ".js" && typeOf(path.dirname(file), taskRoot) === "module");
  return isModule ? import(pathToFileURL(file + ending).href) : createRequire(file)(file + ending);
}

/** What the nearest package.json says of the files below it. */
function typeOf(folder: string, taskRoot: string): unknown {
  const file = path.join(folder, "package.json");
  if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8")).type;
  return folder === taskRoot ? undefined : typeOf(path.dirname(folder), taskRoot);
}
