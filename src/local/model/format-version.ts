import type { Resource } from "#terraform";
import type { Source } from "./source";

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
