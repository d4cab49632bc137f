import { types } from "node:util";

/** Error as Lambda reports it to the caller of a function. */
export interface RuntimeFailure {
  readonly errorType: string;
  readonly errorMessage: string;
}

/**
 * Converts any thrown value into the error that Lambda reports, as Lambda's own runtime does.
 *
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

/** Returns true for an error, including one of another realm and an object that has the texts of an error. */
function isError(thrown: unknown): thrown is Error {
  if (types.isNativeError(thrown)) return true;
  const { name, message, stack } = (thrown ?? {}) as Partial<Error>;
  return [name, message, stack].every((text) => typeof text === "string" && text !== "");
}

/**
 * Error that Lambda's runtime raises about a function, rather than the function's own. It has the stack of its cause,
 * which names the place. The class names below are Lambda's error types without `Runtime.`, so they cannot be renamed.
 */
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
