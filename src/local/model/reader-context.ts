import { type Body, blocks, type Evaluator, type Resource, type Stack } from "#terraform";
import { type ErrorList, formatFound, LocalError } from "./local-error";

/** Stack and settings that every function in this folder needs to read its part of the model. */
export interface ReaderContext {
  readonly stack: Stack;
  /** Folder where Terraform runs. A relative `filename` is resolved against this folder. */
  readonly dir: string;
  readonly region: string;
  readonly values: Evaluator;
  readonly errors: ErrorList;
}

/** Returns the evaluated block with this name, or `undefined` if the resource has no such block. */
export function readBlock({ values }: ReaderContext, resource: Resource, name: string): Body | undefined {
  const [block] = blocks(resource.values[name]);
  return block && values.evaluate(`${resource.address}: ${name}`, block);
}

/** Returns the evaluated blocks with this name. */
export function readBlocks({ values }: ReaderContext, resource: Resource, name: string): readonly Body[] {
  return blocks(resource.values[name]).map((block) => values.evaluate(`${resource.address}: ${name}`, block));
}

/**
 * Returns the resource itself if it describes exactly one instance.
 *
 * @throws LocalError if the resource has `count` or `for_each`, which are not evaluated
 */
export function rejectCount(resource: Resource): Resource {
  const argument = ["count", "for_each"].find((name) => resource.values[name] !== undefined);
  if (argument === undefined) return resource;
  throw new LocalError([
    `${resource.address}: ${argument} is not emulated. Write one resource for each instance.`,
  ]);
}

/**
 * Rejects a resource that sets an argument that is not emulated.
 *
 * @param fixes sentences about how to replace each of these arguments, by argument name
 * @throws LocalError if one of these arguments is set
 */
export function rejectUnsupported(resource: Resource, fixes: Readonly<Record<string, string>>): void {
  const errors = Object.entries(fixes)
    .filter(([name]) => isSet(resource.values[name]))
    .map(([name, fix]) => `${resource.address}: ${name} is not emulated. ${fix}`);
  if (errors.length > 0) throw new LocalError(errors);
}

function isSet(value: unknown): boolean {
  return (
    value !== undefined && value !== null && value !== false && !(Array.isArray(value) && value.length === 0)
  );
}

/**
 * Returns the resources of a type whose `api_id` is this API. If an `api_id` cannot be evaluated, the error
 * is added to the context and the other resources are still returned.
 */
export function resourcesOfApi(
  { stack, values, errors }: ReaderContext,
  type: string,
  apiId: string,
): readonly Resource[] {
  return stack.ofType(type).filter((resource) => errors.try(() => values.text(resource, "api_id")) === apiId);
}

/**
 * Reads the payload format version from an argument. A value other than "1.0" or "2.0" adds an error.
 * @param fallback version if the argument is not set. Default: the argument is required.
 */
export function readFormatVersion(
  { values, errors }: ReaderContext,
  resource: Resource,
  argument: string,
  fallback?: "1.0",
): "1.0" | "2.0" {
  const version = values.text(resource, argument) ?? fallback;
  if (version === "1.0" || version === "2.0") return version;
  errors.add(`${resource.address}: ${argument} is ${formatFound(version)}; expected "1.0" or "2.0".`);
  return "1.0";
}
