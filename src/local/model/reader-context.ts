import { type Body, blocks, type Evaluator, type Resource, type Stack } from "#terraform";
import { type ErrorList, LocalError } from "./local-error";

/** What a model is read of. */
export interface ReaderContext {
  readonly stack: Stack;
  /** Where Terraform runs, and what its `filename`s are relative to. */
  readonly dir: string;
  readonly region: string;
  readonly values: Evaluator;
  readonly errors: ErrorList;
}

/** The one block of this name, evaluated; `undefined` where there is none. */
export function readBlock({ values }: ReaderContext, resource: Resource, name: string): Body | undefined {
  const [only] = blocks(resource.values[name]);
  return only && values.evaluate(`${resource.address}: ${name}`, only);
}

/** The blocks of this name, evaluated. */
export function readBlocks({ values }: ReaderContext, resource: Resource, name: string): readonly Body[] {
  return blocks(resource.values[name]).map((body) => values.evaluate(`${resource.address}: ${name}`, body));
}

/** @throws LocalError where a resource is there as often as a count or a collection says, which nobody counts here */
export function rejectCount(resource: Resource): Resource {
  const many = ["count", "for_each"].find((name) => resource.values[name] !== undefined);
  if (many === undefined) return resource;
  throw new LocalError([`${resource.address} has ${many}, which is not served here; write each out`]);
}

/** @throws LocalError where an argument is there whose effect is not had here */
export function rejectUnsupported(resource: Resource, unserved: Readonly<Record<string, string>>): void {
  const faults = Object.entries(unserved)
    .filter(([name]) => isSet(resource.values[name]))
    .map(([name, remedy]) => `${resource.address}: ${name} is not served here; ${remedy}`);
  if (faults.length > 0) throw new LocalError(faults);
}

function isSet(value: unknown): boolean {
  return (
    value !== undefined && value !== null && value !== false && !(Array.isArray(value) && value.length === 0)
  );
}

/** The resources of a type whose `api_id` is this API's; a fault of one hides no other's. */
export function resourcesOfApi(
  { stack, values, errors }: ReaderContext,
  type: string,
  apiId: string,
): readonly Resource[] {
  return stack.ofType(type).filter((one) => errors.try(() => values.text(one, "api_id")) === apiId);
}

/** A payload's format as an argument says it; any other is a fault. @param unsaid where it is not there */
export function readFormatVersion(
  { values, errors }: ReaderContext,
  resource: Resource,
  argument: string,
  unsaid?: "1.0",
): "1.0" | "2.0" {
  const found = values.text(resource, argument) ?? unsaid;
  if (found === "1.0" || found === "2.0") return found;
  const told = found === undefined ? "none" : JSON.stringify(found);
  errors.add(`${resource.address}: ${argument} must be "1.0" or "2.0", found ${told}; write one of the two`);
  return "1.0";
}
