import type { ResolvedResource, ResolvedStack } from "#terraform";
import type { EnvFile } from "./env-file";
import { type ErrorList, formatFound, LocalError, notEmulatedError, reasonsNotEmulated } from "./local-error";
import type { LambdaFunction, NotEmulated } from "./model";
import { readText } from "./read-value";

/** Stack that the functions in this folder read, and the lists to which they add what they find. */
export interface StackContext {
  readonly stack: ResolvedStack;
  /** Errors for which AWS would reject the stack. They stop the start. */
  readonly errors: ErrorList;
  /** Reasons why parts of the stack are not emulated. The other parts are served. */
  readonly notEmulated: ErrorList;
}

/** Context of the functions that read APIs. */
export interface ReaderContext extends StackContext {
  /** Messages about unknown values for which a placeholder or a default is used. */
  readonly unknownValues: ErrorList;
  /** Messages about parts that behave as on AWS, but probably not as intended. */
  readonly notes: ErrorList;
  /** Values for environment variables of functions. */
  readonly envFile: EnvFile;
  /** Reads a function. @throws LocalError if the function cannot run locally */
  readonly readFunction: (resource: ResolvedResource) => LambdaFunction;
  /** Checks the zip of a function. @throws LocalError if the zip is invalid or damaged */
  readonly checkZip: (zipFile: string) => void;
}

/**
 * Calls a function and returns a list with its result. If the function throws an error of the stack, the list is empty
 * and the messages are added to the context, so that the caller can read the next part.
 */
export function tryRead<Result>({ errors, notEmulated }: StackContext, read: () => Result): Result[] {
  try {
    return [read()];
  } catch (error) {
    const reasons = reasonsNotEmulated(error);
    if (reasons) notEmulated.add(...reasons);
    else if (error instanceof LocalError) errors.add(...error.errors);
    else throw error;
    return [];
  }
}

/**
 * Calls a function and returns its result, or the reason why the part of the stack that it reads is not emulated.
 *
 * @throws LocalError if AWS would reject that part
 */
export function readOrExplain<Result>(read: () => Result): Result | NotEmulated {
  try {
    return read();
  } catch (error) {
    const reasons = reasonsNotEmulated(error);
    if (!reasons) throw error;
    return { kind: "NOT_EMULATED", reason: reasons.join(" ") };
  }
}

/**
 * Calls a function and returns its result. If AWS would reject the value that it reads, adds the error to the context and
 * returns `undefined`, so that one start reports all invalid values.
 */
export function readValid<Result>({ errors }: StackContext, read: () => Result): Result | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof LocalError) || reasonsNotEmulated(error)) throw error;
    errors.add(...error.errors);
    return undefined;
  }
}

/**
 * Reads an argument for which AWS has a default. Returns `undefined` if the argument is not set. If its value cannot be
 * known without AWS, adds a message to the context and returns `undefined` too.
 */
export function readOptional<Result>(
  { unknownValues }: ReaderContext,
  read: () => Result,
): Result | undefined {
  try {
    return read();
  } catch (error) {
    const reasons = reasonsNotEmulated(error);
    if (!reasons) throw error;
    unknownValues.add(...reasons.map((reason) => `${reason} Until then, the default of AWS applies.`));
    return undefined;
  }
}

/**
 * Returns the resource unchanged if it describes exactly one instance.
 *
 * @throws LocalError if the resource is not emulated, because `count` and `for_each` are not evaluated
 */
export function rejectCount(resource: ResolvedResource): ResolvedResource {
  if (resource.has("count")) rejectSet(resource, "count");
  if (resource.has("for_each")) rejectSet(resource, "for_each");
  return resource;
}

function rejectSet({ address, values }: ResolvedResource, argument: string): void {
  if (!isSet(values[argument])) return;
  throw notEmulatedError(`${address}: ${argument} is not emulated. Write one resource for each instance.`);
}

/**
 * Rejects a resource that sets an argument that the local gateway does not emulate.
 *
 * @param fixes names of the arguments that are not emulated, each with a sentence that describes the fix
 * @throws LocalError if the resource is not emulated, because it sets one of these arguments
 */
export function rejectUnsupported(resource: ResolvedResource, fixes: Readonly<Record<string, string>>): void {
  const errors = Object.entries(fixes)
    .filter(([name]) => isSet(resource.values[name]))
    .map(([name, fix]) => `${resource.address}: ${name} is not emulated. ${fix}`);
  if (errors.length > 0) throw notEmulatedError(...errors);
}

/** Returns true if a value is not the empty value of an argument: not null, not false and not an empty list. */
export function isSet(value: unknown): boolean {
  return (
    value !== undefined && value !== null && value !== false && !(Array.isArray(value) && value.length === 0)
  );
}

/**
 * Checks whether an argument of a resource refers to another resource, by a reference or by its ID. Fake IDs can be
 * equal, for example those of two APIs with the same name, so a reference takes precedence.
 */
export function refersTo(resource: ResolvedResource, argument: string, target: ResolvedResource): boolean {
  const referenced = resource.references(argument).filter((address) => address.startsWith(`${target.type}.`));
  if (referenced.length > 0) return referenced.includes(target.address);
  // The ID of the target is unknown if it depends on a value that only AWS knows. A known argument then differs from it.
  const id = readText(resource, argument)?.replace(/^integrations\//, "");
  return id !== undefined && [target.attribute("id"), target.importId].includes(id);
}

/**
 * Returns the resources of a type that belong to this API. If the ID of the API cannot be evaluated, the reason is added
 * to the context and the other resources are still returned.
 *
 * @param argument argument with the ID of the API. Default: the one of HTTP APIs
 */
export function resourcesOfApi(
  context: StackContext,
  type: string,
  api: ResolvedResource,
  argument: "api_id" | "rest_api_id" = "api_id",
): readonly ResolvedResource[] {
  return context.stack
    .ofType(type)
    .filter((resource) => tryRead(context, () => refersTo(resource, argument, api)).includes(true));
}

/**
 * Reads the payload format version from an argument. A value other than "1.0" or "2.0" adds an error.
 * @param fallback version to return if the argument is not set. Without a fallback, the argument is required.
 */
export function readFormatVersion(
  { errors }: StackContext,
  resource: ResolvedResource,
  argument: string,
  fallback?: "1.0",
): "1.0" | "2.0" {
  const version = readText(resource, argument) ?? fallback;
  if (version === "1.0" || version === "2.0") return version;
  errors.add(`${resource.address}: ${argument} is ${formatFound(version)}; expected "1.0" or "2.0".`);
  return "1.0";
}
