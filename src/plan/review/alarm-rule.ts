import { formatChange } from "./format-value";

/** Argument of a composite alarm that combines the states of other alarms. */
export const ALARM_RULE = "alarm_rule";

/** Rule that starts a composite alarm if any of some alarms starts. */
const ANY_OF = /^ALARM\("[^"]*"\)(?: OR ALARM\("[^"]*"\))*$/;

/** Returns the names of the alarms in the rule of a composite alarm. */
export function namesInRule(rule: string): readonly string[] {
  return [...rule.matchAll(/ALARM\("?([^")]*)"?\)/g)].map(([, name = ""]) => name);
}

/** Formats a changed rule: a line for each alarm that was added or removed, or the old and the new rule. */
export function formatAlarmRule(before: unknown, after: unknown): readonly string[] {
  const isList = [before, after].every((rule) => rule === "FALSE" || ANY_OF.test(String(rule)));
  if (!isList) return [`${ALARM_RULE}: ${formatChange(before, after)}`];
  const [old, current] = [namesInRule(String(before)), namesInRule(String(after))];
  return [
    ...old.filter((name) => !current.includes(name)).map((name) => `- no longer includes the alarm ${name}`),
    ...current.filter((name) => !old.includes(name)).map((name) => `+ includes the alarm ${name}`),
  ];
}
