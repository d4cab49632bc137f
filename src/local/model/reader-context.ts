import { type Body, blocks, type Evaluator, type Resource, type Stack } from "#terraform";
import { type ErrorList, formatFound, LocalError } from "./local-error";

/** Input of every function that reads a part of the model. */
export interface ReaderContext {
  readonly stack: Stack;
  /** Folder where Terraform runs. A relative `filename` starts here. */
  readonly dir: string;
  readonly region: string;
  readonly values: Evaluator;
  readonly errors: ErrorList;
}

/** Returns the only block of this name, evaluated; `undefined` if there is none. */
export function readBlock({ values }: ReaderContext, resource: Resource, name: string): Body | undefined {
  const [block] = blocks(resource.values[name]);
  return block && values.evaluate(`${resource.address}: ${name}`, block);
}

/** Returns the blocks of this name, evaluated. */
export function readBlocks({ values }: ReaderContext, resource: Resource, name: string): readonly Body[] {
  return blocks(resource.values[name]).map((block) => values.evaluate(`${resource.address}: ${name}`, block));
}

/** @throws LocalError if a resource has `count` or `for_each`, which are not evaluated */
export function rejectCount(resource: Resource): Resource {
  const argument = ["count", "for_each"].find((name) => resource.values[name] !== undefined);
  if (argument === undefined) return resource;
  throw new LocalError([
    `${resource.address}: ${argument} is not emulated. Write one resource for each instance.`,
  ]);
}

/**
 * @param fixes how to do without each argument that is not emulated, by argument
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

/** Returns the resources of a type whose `api_id` is this API. An error in one does not hide errors in others. */
export function resourcesOfApi(
  { stack, values, errors }: ReaderContext,
  type: string,
  apiId: string,
): readonly Resource[] {
  return stack.ofType(type).filter((resource) => errors.try(() => values.text(resource, "api_id")) === apiId);
}

/**
 * Reads the payload format version from an argument. Any other value adds an error.
 * @param fallback version of an argument that is not set. Default: the argument is required.
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
