import {
  type Body,
  blocks,
  type ResolvedResource,
  type ResolvedStack,
  requireKnown,
  UnknownValue,
} from "#terraform";
import type { EnvFile } from "./env-file";
import { type ErrorList, formatFound, LocalError, notEmulatedError, reasonsNotEmulated } from "./local-error";
import type { LambdaFunction, NotEmulated } from "./model";

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
 * Returns the value of an argument; `undefined` if it is not set or null.
 *
 * @throws EvaluationError if the value cannot be known without AWS
 */
export function readValue(resource: ResolvedResource, argument: string): unknown {
  return requireKnown(resource.values[argument], `${resource.address}: ${argument}`) ?? undefined;
}

/** Returns the value of an argument as a string. @throws EvaluationError if the value cannot be known without AWS */
export function readText(resource: ResolvedResource, argument: string): string | undefined {
  const value = readValue(resource, argument);
  return value === undefined ? undefined : String(value);
}

/** Returns the value of an argument as a number. @throws EvaluationError if the value cannot be known without AWS */
export function readNumber(resource: ResolvedResource, argument: string): number | undefined {
  const value = readValue(resource, argument);
  return value === undefined ? undefined : Number(value);
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
 * Returns the value of an argument as a list of strings; empty if it is not set.
 *
 * @throws EvaluationError if the value cannot be known without AWS
 */
export function readList(resource: ResolvedResource, argument: string): readonly string[] {
  return [readValue(resource, argument) ?? []].flat().map(String);
}

/** Returns the ID that AWS assigns to a resource. */
export function readId(resource: ResolvedResource): string {
  return readAttribute(resource, "id");
}

/** Returns an attribute that AWS assigns to a resource. @throws EvaluationError if it depends on an unknown value */
export function readAttribute(resource: ResolvedResource, attribute: string): string {
  return String(requireKnown(resource.attribute(attribute), `${resource.address}: ${attribute}`));
}

/** Nested block of a resource. Each argument is checked when it is read, because the others may be unknown. */
export class ResolvedBlock {
  readonly #path: string;
  readonly #values: Body;

  /** @param path start of error messages: `aws_apigatewayv2_stage.main: access_log_settings` */
  constructor(path: string, values: Body) {
    this.#path = path;
    this.#values = values;
  }

  /** Names of the arguments that are set. */
  get names(): readonly string[] {
    return Object.keys(this.#values);
  }

  /**
   * Returns the value of an argument; `undefined` if it is not set or null.
   *
   * @throws EvaluationError if the value cannot be known without AWS
   */
  value(argument: string): unknown {
    return requireKnown(this.#values[argument], `${this.#path}.${argument}`) ?? undefined;
  }

  /** Returns the value of an argument as a list of strings. @throws EvaluationError as {@link value} does */
  list(argument: string): readonly string[] {
    return [this.value(argument) ?? []].flat().map(String);
  }
}

/** Returns the block with this name, or `undefined` if the resource has no such block. */
export function readBlock(resource: ResolvedResource, name: string): ResolvedBlock | undefined {
  const [block] = readBlocks(resource, name);
  return block;
}

/** Returns the blocks with this name. @throws EvaluationError if their number cannot be known without AWS */
export function readBlocks(resource: ResolvedResource, name: string): readonly ResolvedBlock[] {
  const path = `${resource.address}: ${name}`;
  const value = resource.values[name];
  const unknown = [value].flat().find((item) => item instanceof UnknownValue);
  requireKnown(unknown, path);
  return blocks(value).map((block) => new ResolvedBlock(path, block));
}

/**
 * Returns the resource unchanged if it describes exactly one instance.
 *
 * @throws LocalError if the resource is not emulated, because `count` and `for_each` are not evaluated
 */
export function rejectCount(resource: ResolvedResource): ResolvedResource {
  const argument = ["count", "for_each"].find((name) => resource.values[name] !== undefined);
  if (argument === undefined) return resource;
  throw notEmulatedError(
    `${resource.address}: ${argument} is not emulated. Write one resource for each instance.`,
  );
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

function isSet(value: unknown): boolean {
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
 * Returns the resources of a type whose `api_id` is this API. If an `api_id` cannot be evaluated, the reason is added to
 * the context and the other resources are still returned.
 */
export function resourcesOfApi(
  context: StackContext,
  type: string,
  api: ResolvedResource,
): readonly ResolvedResource[] {
  return context.stack
    .ofType(type)
    .filter((resource) => tryRead(context, () => refersTo(resource, "api_id", api)).includes(true));
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
