import type { ResolvedResource, ResolvedStack } from "./resolved-stack";
import { UnknownValue } from "./unknown-value";

/**
 * Returns the resource whose ID an argument contains. If the argument refers to a resource of this type, returns that
 * resource without comparing IDs, because several integrations can have the same fake ID.
 */
export function findById(
  stack: ResolvedStack,
  type: string,
  from: ResolvedResource,
  argument: string,
): ResolvedResource | undefined {
  const referenced = from.references(argument);
  const value = from.values[argument];
  const id = typeof value === "string" ? value.replace("integrations/", "") : value;
  const candidates = stack.ofType(type);
  return (
    candidates.find(({ address }) => referenced.includes(address)) ??
    candidates.find((candidate) => candidate.attribute("id") === id)
  );
}

/** Returns the Terraform name of a resource, or the configured value if the resource is not in the stack. */
export function displayedName(resource: ResolvedResource | undefined, value: unknown): string {
  if (resource) return resource.name;
  if (value instanceof UnknownValue) return value.text;
  return typeof value === "string" ? value : JSON.stringify(value);
}
