import type { Stack } from "#terraform";
import type { Change } from "../plan";
import type { Values } from "./change";
import { POLICIES } from "./concerns";

/** What was synthesized, before and after. */
export interface Declared {
  /** Absent where there was nothing. */
  readonly before?: Stack;
  readonly after: Stack;
}

/**
 * Changes as their author wrote them, as far as a plan does not know better: an argument that only the apply will tell is
 * shown as its reference, and so is every policy, before and after, so that a table that is new does not make all
 * statements look new.
 */
export function asDeclared(changes: readonly Change[], { before, after }: Declared): Change[] {
  return changes.map((change) => {
    const old = valuesOf(before, change.address);
    const now = valuesOf(after, change.address);
    return {
      ...change,
      before: change.before && { ...change.before, ...policies(old) },
      after: change.after && { ...unknown(change, now), ...change.after, ...policies(now) },
    };
  });
}

function valuesOf(stack: Stack | undefined, address: string): Values {
  return stack?.resources.find((one) => one.address === address)?.values ?? {};
}

function policies(values: Values): Values {
  return Object.fromEntries(Object.entries(values).filter(([name]) => POLICIES.includes(name)));
}

/** The arguments that are not known yet, as written. */
function unknown({ afterUnknown }: Change, values: Values): Values {
  const names = Object.entries((afterUnknown ?? {}) as Values).filter(([, is]) => is === true);
  return Object.fromEntries(names.flatMap(([name]) => (name in values ? [[name, values[name]]] : [])));
}
