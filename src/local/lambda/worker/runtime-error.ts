import { types } from "node:util";

/** Error in the form in which Lambda reports it to the caller of a function. */
export interface RuntimeFailure {
  readonly errorType: string;
  readonly errorMessage: string;
}

/**
 * Converts a thrown value to the error that Lambda reports, in the same way as Lambda's own runtime.
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

/** Writes a thrown value to the log, and converts it as {@link toFailure} does. */
export function logFailure(thrown: unknown): RuntimeFailure {
  const failure = toFailure(thrown);
  console.error(thrown instanceof Error ? thrown : new Error(failure.errorMessage));
  return failure;
}

/**
 * Returns true for an `Error`, even from another `vm` context, and for an object with an error's properties.
 */
function isError(thrown: unknown): thrown is Error {
  if (types.isNativeError(thrown)) return true;
  const { name, message, stack } = (thrown ?? {}) as Partial<Error>;
  return [name, message, stack].every((text) => typeof text === "string" && text !== "");
}

/**
 * Error that Lambda's runtime reports, for example if the code of a function cannot be loaded. The stack trace is
 * copied from the original error. The subclasses below must not be renamed, because Lambda reports the error type
 * `Runtime.` followed by the name of the class.
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
export class CallbackHandlerDeprecated extends RuntimeError {}
export class NodeJsExit extends RuntimeError {}
export class MalformedStreamingHandler extends RuntimeError {}
export class InvalidStreamingOperation extends RuntimeError {}

/** Error message of Lambda's runtime for an `async` handler whose promise is never settled. */
export const UNSETTLED =
  "The Lambda runtime client detected an unexpected Node.js exit code. This is most commonly caused by a Promise that was never settled. For more information, see https://nodejs.org/docs/latest/api/process.html#exit-codes";

/** Message of Node for a package of the AWS SDK that cannot be found, in CommonJS code and in ES modules. */
const MISSING_PACKAGE = /Cannot find (?:module|package) '((?:@aws-sdk|@smithy)\/[\w.-]+)/;

/**
 * Returns a message about a package of the AWS SDK that a function needs and the project does not have. Lambda's runtime
 * contains the package, so the code works on AWS.
 *
 * @param errorMessage message of the error with which the function failed
 * @returns `undefined` for any other error
 */
export function describeMissingSdk(errorMessage: string): string | undefined {
  const [, name] = MISSING_PACKAGE.exec(errorMessage) ?? [];
  if (name === undefined) return undefined;
  return [
    `${name} is part of Lambda's runtime, but the project does not have it.`,
    `Install it for local calls: npm install --save-dev ${name}`,
  ].join(" ");
}
