import type { ConcernGroup } from "./concerns";
import { differences } from "./differences";
import { arrow } from "./shown";
import type { Declared } from "./told-values";

/**
 * Where a stack is deployed, and where its state is, before and after: another state knows of nothing that is there.
 * @returns nothing where that stays as it was
 */
export function placeConcerns({ before, after }: Declared): readonly ConcernGroup[] {
  if (!before) return [];
  const [old, now] = [before, after].map(({ configuration: { terraform, provider } }) => ({
    backend: terraform.backend,
    provider,
  }));
  const lines = differences(old, now).map(
    ({ path, ...values }) => `~ ${path}: ${arrow(values.before, values.after)}`,
  );
  return lines.length > 0 ? [{ title: "Where it is deployed", concerns: [{ who: "the stack", lines }] }] : [];
}
