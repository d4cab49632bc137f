import { types } from "node:util";

/** What Lambda tells a caller of an error. */
export interface RuntimeFailure {
  readonly errorType: string;
  readonly errorMessage: string;
}

/**
 * What Lambda tells of whatever was thrown, as its own runtime reads it.
 * @see https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/main/src/Errors.js
 */
export function toFailure(thrown: unknown): RuntimeFailure {
  try {
    if (isError(thrown)) return { errorType: String(thrown.name), errorMessage: String(thrown.message) };
    return { errorType: typeof thrown, errorMessage: (thrown as object).toString() };
  } catch {
    return {
      errorType: "handled",
      errorMessage:
        "callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack",
    };
  }
}

/** Also one of another realm, or made by hand. */
function isError(thrown: unknown): thrown is Error {
  if (types.isNativeError(thrown)) return true;
  const { name, message, stack } = (thrown ?? {}) as Partial<Error>;
  return [name, message, stack].every((text) => typeof text === "string" && text !== "");
}

/** What is wrong with a function rather than in it. Its stack is the cause's, which says where. */
class RuntimeError extends Error {
  constructor(cause: unknown) {
    super(String(cause));
    this.name = `Runtime.${new.target.name}`;
    if (cause instanceof Error) this.stack = `${this.name}: ${cause.stack}`;
  }
}

export class ImportModuleError extends RuntimeError {}
export class UserCodeSyntaxError extends RuntimeError {}
export class HandlerNotFound extends RuntimeError {}
export class MalformedHandlerName extends RuntimeError {}
export class UnhandledPromiseRejection extends RuntimeError {}
export class NodeJsExit extends RuntimeError {}
