import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { LoadMessage } from "../messages";
import { type Marked, STREAMING } from "./awslambda";
import {
  CallbackHandlerDeprecated,
  HandlerNotFound,
  ImportModuleError,
  MalformedHandlerName,
  MalformedStreamingHandler,
  UserCodeSyntaxError,
} from "./runtime-error";

export type Handler = (
  event: unknown,
  context: object,
  callback?: (error?: unknown, result?: unknown) => void,
) => unknown;

/** Extensions of a handler's file, in the order in which Lambda tries them. */
const EXTENSIONS = ["", ".js", ".mjs", ".cjs"];

/**
 * Loads a handler by its name. `src/index.nested.handler` is the export `nested.handler` of the module
 * `src/index`.
 *
 * @param supportsCallbacks false rejects a handler with a third parameter
 * @throws any error that the module throws, or an error of Lambda's runtime such as {@link HandlerNotFound}
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
 */
export async function loadHandler(
  { taskRoot, handler }: LoadMessage,
  supportsCallbacks: boolean,
): Promise<Handler> {
  const [, file = "", exportPath] = /^((?:.*\/)?[^./]*)\.([^/]+)$/.exec(handler) ?? [];
  if (exportPath === undefined || handler.includes("..")) throw new MalformedHandlerName("Bad handler");
  const module = await importModule(path.join(taskRoot, file), taskRoot);
  const exported = exportPath.split(".").reduce((value, name) => (value as Exports)?.[name], module);
  if (typeof exported !== "function") {
    throw new HandlerNotFound(`${handler} is ${exported ? "not a function" : "undefined or not exported"}`);
  }
  requireResponseStreaming(exported);
  if (!supportsCallbacks && hasCallback(exported)) throw new CallbackHandlerDeprecated(CALLBACK_REMOVED);
  return exported as Handler;
}

/**
 * Returns true if a handler has a third parameter. The runtime client treats the parameter as the callback, even if the
 * handler is `async`. A handler for response streaming also has three parameters.
 * @see https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/issues/137
 */
function hasCallback(handler: object & { readonly length?: number }): boolean {
  return (handler.length ?? 0) >= 3 && !isStreamingHandler(handler);
}

/** Returns true for a handler that `awslambda.streamifyResponse()` marked. It writes its result to a stream. */
export function isStreamingHandler(handler: object): boolean {
  return Boolean((handler as Marked)[STREAMING]);
}

/** @throws MalformedStreamingHandler if a handler has a mark that the runtime does not know */
function requireResponseStreaming(handler: object): void {
  const mark = (handler as Marked)[STREAMING];
  if (mark && mark !== "response")
    throw new MalformedStreamingHandler("Only response streaming is supported.");
}

/** Error message of the runtime client, version 4.0.2. */
const CALLBACK_REMOVED =
  "ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later. For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.";

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
