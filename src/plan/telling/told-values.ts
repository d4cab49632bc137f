import { references, type Stack } from "#terraform";
import { withoutIndex } from "../diagnostics";
import type { Change } from "../plan";
import { declaredDocument } from "./declared-document";
import { LATER, secret } from "./mark";
import { isPolicy } from "./statements";
import { isValues, type Values } from "./values";
import { withVariables } from "./with-variables";

/** What was synthesized, before and after. */
export interface Declared {
  /** Absent where there was nothing. */
  readonly before?: Stack;
  readonly after: Stack;
}

/**
 * A change as it is told. What is sensitive is not; what only an apply will give stands as its author wrote it, where that is
 * known, and so does whatever is made of other resources, before and after: a plan without AWS makes those values up, and a
 * table that is new would make all statements about it look new.
 */
export function toldChange(change: Change, declared: Declared | undefined): Change {
  const { address, before, after, afterUnknown, beforeSensitive, afterSensitive } = change;
  const [old, now] = [declared?.before, declared?.after].map((stack) => declaredValues(stack, address));
  return {
    ...change,
    before: before && (told(before, { sensitive: beforeSensitive, declared: old }) as Values),
    after:
      after && (told(after, { sensitive: afterSensitive, unknown: afterUnknown, declared: now }) as Values),
  };
}

function declaredValues(stack: Stack | undefined, address: string): Values | undefined {
  const found = stack?.resources.find((one) => one.address === withoutIndex(address));
  if (!stack || !found) return undefined;
  const entries = Object.entries(found.values);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, withVariables(declaredDocument(value, stack) ?? value, stack)]),
  );
}

/** What is said of a value beside it, each in its shape. */
interface Beside {
  /** `true` where it is sensitive. */
  readonly sensitive?: unknown;
  /** `true` where only the apply will tell. */
  readonly unknown?: unknown;
  /** As it is written. */
  readonly declared?: unknown;
}

function told(value: unknown, beside: Beside): unknown {
  const { sensitive, unknown, declared } = beside;
  if (sensitive === true) return secret(unknown === true ? LATER : value);
  if (unknown === true) return declared ?? LATER;
  if (isPolicy(declared) || (typeof value === "string" && references(declared).length > 0)) return declared;
  if (Array.isArray(value ?? unknown)) return toldList(value as readonly unknown[] | undefined, beside);
  return isValues(value ?? unknown) ? toldObject(value as Values | undefined, beside) : value;
}

function toldList(value: readonly unknown[] = [], { sensitive, unknown, declared }: Beside): unknown[] {
  const length = Math.max(value.length, Array.isArray(unknown) ? unknown.length : 0);
  // Terraform puts a set in an order of its own: which of several was written how is not known.
  const [written] = length === 1 ? [declared].flat() : [];
  return Array.from({ length }, (_, index) =>
    told(value[index], {
      sensitive: below(sensitive, index),
      unknown: below(unknown, index),
      declared: written,
    }),
  );
}

function toldObject(value: Values = {}, { sensitive, unknown, declared }: Beside): Values {
  const names = [...new Set([...Object.keys(value), ...Object.keys(isValues(unknown) ? unknown : {})])];
  const entries = names.map((name) => {
    const beside = {
      sensitive: below(sensitive, name),
      unknown: below(unknown, name),
      declared: below(declared, name),
    };
    return [name, told(value[name], beside)];
  });
  return Object.fromEntries(entries);
}

function below(value: unknown, name: string | number): unknown {
  return value !== null && typeof value === "object" ? (value as Values)[name] : undefined;
}
