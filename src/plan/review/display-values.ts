import { references, Stack } from "#terraform";
import type { Change, OutputChange } from "../plan-types";
import { isValues, listOf, ownValue, type PlainValues } from "./attribute-values";
import { KNOWN_AFTER_APPLY, Placeholder, PROVIDER_COMPUTED, sensitiveValue } from "./placeholder";
import { consistsOfReferences, PolicyDocumentSource, readPolicyDocument } from "./policy-document-source";
import { isMoved } from "./state-changes";

/** What was synthesized, before and after. */
export interface Configurations {
  /** Absent where there was nothing. */
  readonly before?: Stack;
  readonly after: Stack;
}

/** A change as it is told, beside what it is. */
export interface DisplayChange extends Change {
  readonly raw: Change;
}

/**
 * A change as it is told. What is sensitive is not; what is made of nothing but references to other resources stands as it
 * was written, before and after, where that is known: a plan without AWS makes those values up, and a table that is new
 * would make all statements about it look new.
 */
export function displayChange(change: Change, declared: Configurations | undefined): DisplayChange {
  const { address, previousAddress, before, after, afterUnknown, beforeSensitive, afterSensitive } = change;
  const old = declaredValues(declared?.before, previousAddress ?? address);
  const now = declaredValues(declared?.after, address);
  return {
    ...change,
    raw: change,
    before: before && (displayValue(before, { sensitive: beforeSensitive, written: old }) as PlainValues),
    after:
      after &&
      (displayValue(after, {
        sensitive: afterSensitive,
        unknown: afterUnknown,
        written: now,
      }) as PlainValues),
  };
}

/** The values of an output as they are told, as those of a change are. */
export function displayOutput(
  { name, before, after, afterUnknown, wasSensitive, willBeSensitive }: OutputChange,
  declared: Configurations | undefined,
): Pick<OutputChange, "before" | "after"> {
  // Of one that no longer is, the value may be the same.
  const sensitive = wasSensitive || willBeSensitive;
  const [old, now] = [declared?.before, declared?.after].map((stack) => declaredOutput(stack, name));
  return {
    before: displayValue(before, { sensitive, written: old }),
    after: displayValue(after, { sensitive, unknown: afterUnknown, written: now }),
  };
}

function declaredOutput(stack: Stack | undefined, name: string): ConfiguredValue | undefined {
  const value = stack?.configuration.output[name]?.value;
  return stack && value !== undefined ? { is: readPolicyDocument(value, stack) ?? value } : undefined;
}

/** What its author wrote; `undefined` where that is not known. */
function declaredValues(stack: Stack | undefined, address: string): ConfiguredValue | undefined {
  const found = stack?.find(address);
  if (!stack || !found) return undefined;
  const entries = Object.entries(found.values);
  return {
    is: Object.fromEntries(entries.map(([name, value]) => [name, readPolicyDocument(value, stack) ?? value])),
  };
}

/** What is written in a place; nothing where the place is left out. */
interface ConfiguredValue {
  readonly is: unknown;
}

/** What is said of a value beside it, each in its shape. */
interface ValueContext {
  /** `true` where it is sensitive. */
  readonly sensitive?: unknown;
  /** `true` where only the apply will tell. */
  readonly unknown?: unknown;
  readonly written?: ConfiguredValue;
}

function displayValue(value: unknown, beside: ValueContext): unknown {
  const { sensitive, unknown, written } = beside;
  const declared = written?.is;
  if (sensitive === true) return sensitiveValue(unknown === true ? KNOWN_AFTER_APPLY : value);
  if (declared instanceof Placeholder) return declared;
  if (declared instanceof PolicyDocumentSource) return declared.json;
  if (unknown === true) return displayUnknown(written);
  const isMadeUp = consistsOfReferences(declared) && references(declared).length > 0;
  if (typeof value === "string" && isMadeUp) return declared;
  if (Array.isArray(value ?? unknown)) return displayList(value as readonly unknown[] | undefined, beside);
  return isValues(value ?? unknown) ? displayObject(value as PlainValues | undefined, beside) : value;
}

function displayUnknown(written: ConfiguredValue | undefined): unknown {
  if (written && (written.is === undefined || written.is === null)) return PROVIDER_COMPUTED;
  return written?.is ?? KNOWN_AFTER_APPLY;
}

function displayList(
  value: readonly unknown[] = [],
  { sensitive, unknown, written }: ValueContext,
): unknown[] {
  const length = Math.max(value.length, Array.isArray(unknown) ? unknown.length : 0);
  if (isWrittenOut(written?.is, length) && !listOf(sensitive).includes(true)) return [...written.is];
  // Terraform puts a set in an order of its own: which of several was written how is not known.
  const [own] = length === 1 ? [written?.is].flat() : [];
  return Array.from({ length }, (_, index) =>
    displayValue(value[index], {
      sensitive: ownValue(sensitive, String(index)),
      unknown: ownValue(unknown, String(index)),
      written: own === undefined ? undefined : { is: own },
    }),
  );
}

/** Whether all of a list's texts are written, each a text or a reference: then they are told so, in whatever order. */
function isWrittenOut(is: unknown, length: number): is is readonly string[] {
  return Array.isArray(is) && is.length === length && is.every(consistsOfReferences);
}

function displayObject(value: PlainValues = {}, { sensitive, unknown, written }: ValueContext): PlainValues {
  const names = [...new Set([...Object.keys(value), ...Object.keys(isValues(unknown) ? unknown : {})])];
  const entries = names.map((name) => {
    const beside = {
      sensitive: ownValue(sensitive, name),
      unknown: ownValue(unknown, name),
      written: written && { is: ownValue(written.is, name) },
    };
    return [name, displayValue(ownValue(value, name), beside)];
  });
  return Object.fromEntries(entries);
}

/**
 * What was synthesized, with references to what is moved by its new address also in what was there before: what refers
 * to the same thing is then the same text on both sides.
 */
export function withMovedReferences(declared: Configurations, changes: readonly Change[]): Configurations {
  const moves = new Map(
    changes.filter(isMoved).map(({ previousAddress = "", address }) => [previousAddress, address]),
  );
  if (!declared.before || moves.size === 0) return declared;
  const redirected = (_name: string, value: unknown) =>
    typeof value === "string" ? redirect(value, moves) : value;
  const before = Stack.parse(JSON.stringify(declared.before.configuration, redirected));
  return { ...declared, before };
}

/** A resource, or one of its instances by a key that is written. */
const INSTANCE = /[a-z]\w*\.[A-Za-z_][\w-]*(?:\[(?:\d+|"(?:[^"\\]|\\.)*")\])?/g;

function redirect(text: string, moves: ReadonlyMap<string, string>): string {
  return text.replaceAll(INSTANCE, (address) => moves.get(address) ?? address);
}
