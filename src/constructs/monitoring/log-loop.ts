import type { FunctionTarget } from "../function/function-target";
import { isUnresolved } from "../tokens";
import type { LogGroupReference } from "./log-group-reference";

/** Log group whose entries a function receives. */
interface FunctionSubscription {
  readonly logGroup: LogGroupReference;
  readonly function?: FunctionTarget;
}

/** Subscriptions of an app, in the order of their declaration. */
export class SubscriptionRegistry {
  readonly subscriptions: FunctionSubscription[] = [];
}

/**
 * Returns the errors of a subscription whose function causes new entries in the same log group, by its own log or through
 * other subscriptions. Each entry would then cause another one, without end.
 */
export function validateLoop(
  { logGroup, function: target }: FunctionSubscription,
  { subscriptions }: SubscriptionRegistry,
): string[] {
  if (target?.logGroup === undefined) return [];
  if (isSameGroup(target.logGroup, logGroup)) {
    return [
      "function is the function that writes the log, so each entry would cause another one. Set another function.",
    ];
  }
  if (!listReached(target, subscriptions).some((fn) => fn.logGroup && isSameGroup(fn.logGroup, logGroup)))
    return [];
  return [
    "the log of the function is sent on to the function that writes this log, so each entry would cause another one. Remove one of the subscriptions.",
  ];
}

/** Returns the functions that receive the log of a function, directly or through other functions. */
function listReached(
  start: FunctionTarget,
  subscriptions: readonly FunctionSubscription[],
): readonly FunctionTarget[] {
  const reached = new Set<FunctionTarget>([start]);
  for (const { logGroup: own } of reached) {
    for (const { logGroup, function: next } of subscriptions)
      if (own && next && isSameGroup(own, logGroup)) reached.add(next);
  }
  return [...reached];
}

/** Compares constructs by identity, because each of their tokens differs, and references by a literal name. */
function isSameGroup(a: { readonly name: string }, b: { readonly name: string }): boolean {
  return a === b || (!isUnresolved(a.name) && a.name === b.name);
}
