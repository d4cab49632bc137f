import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { LoadMessage } from "../messages";
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

/** Extensions of a handler's file, in the order in which Lambda tries them. */
const EXTENSIONS = ["", ".js", ".mjs", ".cjs"];

/**
 * Loads a handler by its name. `src/index.nested.handler` is the export `nested.handler` of the module
 * `src/index`.
 *
 * @throws any error that the module throws, or an error of Lambda's runtime such as {@link HandlerNotFound}
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
 */
export async function loadHandler({ taskRoot, handler }: LoadMessage): Promise<Handler> {
  const [, file = "", exportPath] = /^((?:.*\/)?[^./]*)\.([^/]+)$/.exec(handler) ?? [];
  if (exportPath === undefined || handler.includes("..")) throw new MalformedHandlerName("Bad handler");
  const module = await importModule(path.join(taskRoot, file), taskRoot);
  const exported = exportPath.split(".").reduce((value, name) => (value as Exports)?.[name], module);
  if (typeof exported === "function") return exported as Handler;
  throw new HandlerNotFound(`${handler} is ${exported ? "not a function" : "undefined or not exported"}`);
}

type Exports = Record<string, unknown> | undefined;

async function importModule(file: string, taskRoot: string): Promise<unknown> {
  try {
    return await loadFile(file, taskRoot);
  } catch (error) {
    if (error instanceof SyntaxError) throw new UserCodeSyntaxError(error);
    if ((error as NodeJS.ErrnoException | undefined)?.code === "MODULE_NOT_FOUND")
      throw new ImportModuleError(error);
    throw error;
  }
}

/**
 * Loads a module, given its path without extension. If there is no such file, Node throws its usual error.
 */
async function loadFile(file: string, taskRoot: string): Promise<unknown> {
  const extension = EXTENSIONS.find((candidate) => existsSync(file + candidate)) ?? "";
  const isEsModule =
    extension === ".mjs" ||
    (extension === ".js" && readPackageType(path.dirname(file), taskRoot) === "module");
  return isEsModule ? import(pathToFileURL(file + extension).href) : createRequire(file)(file + extension);
}

/** Returns `type` of the nearest package.json, in the given folder or a parent folder up to the task root. */
function readPackageType(folder: string, taskRoot: string): unknown {
  const file = path.join(folder, "package.json");
  if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8")).type;
  return folder === taskRoot ? undefined : readPackageType(path.dirname(folder), taskRoot);
}
