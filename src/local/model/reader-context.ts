import { type Body, blocks, type Resource, type Stack, type Values } from "#terraform";
import { type Faults, LocalError } from "./local-error";

/** What a model is read of. */
export interface Source {
  readonly stack: Stack;
  /** Where Terraform runs, and what its `filename`s are relative to. */
  readonly folder: string;
  readonly region: string;
  readonly values: Values;
  readonly faults: Faults;
}

/** The one block of this name, evaluated; `undefined` where there is none. */
export function block({ values }: Source, resource: Resource, name: string): Body | undefined {
  const [only] = blocks(resource.values[name]);
  return only && values.evaluated(`${resource.address}: ${name}`, only);
}

/** The blocks of this name, evaluated. */
export function allBlocks({ values }: Source, resource: Resource, name: string): readonly Body[] {
  return blocks(resource.values[name]).map((body) => values.evaluated(`${resource.address}: ${name}`, body));
}

/** @throws LocalError where a resource is there as often as a count or a collection says, which nobody counts here */
export function single(resource: Resource): Resource {
  const many = ["count", "for_each"].find((name) => resource.values[name] !== undefined);
  if (many === undefined) return resource;
  throw new LocalError([`${resource.address} has ${many}, which is not served here; write each out`]);
}

/** @throws LocalError where an argument is there whose effect is not had here */
export function without(resource: Resource, unserved: Readonly<Record<string, string>>): void {
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
export function ofApi({ stack, values, faults }: Source, type: string, apiId: string): readonly Resource[] {
  return stack.ofType(type).filter((one) => faults.try(() => values.text(one, "api_id")) === apiId);
}

/** A payload's format as an argument says it; any other is a fault. @param unsaid where it is not there */
export function formatVersion(
  { values, faults }: Source,
  resource: Resource,
  argument: string,
  unsaid?: "1.0",
): "1.0" | "2.0" {
  const found = values.text(resource, argument) ?? unsaid;
  if (found === "1.0" || found === "2.0") return found;
  const told = found === undefined ? "none" : JSON.stringify(found);
  faults.add(`${resource.address}: ${argument} must be "1.0" or "2.0", found ${told}; write one of the two`);
  return "1.0";
}
