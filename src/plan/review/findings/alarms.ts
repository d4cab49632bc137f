import { namesInRule } from "../alarm-rule";
import { formatChange, formatShort } from "../format-value";
import { Placeholder } from "../placeholder";
import { areSame, listOf, type PlainValues } from "../plain-values";
import type { FindingRule, ResourceChange } from "./finding-rule";

/** Finds alarms and subscriptions that are removed, alarms that no longer notify anyone, and alarms that start later. */
export const WEAKER_ALARMS: FindingRule = {
  title: "Alarms removed or weakened",
  covers: /^(actions_enabled|alarm_actions|threshold|evaluation_periods|datapoints_to_alarm)$/,
  coversDeletion: true,
  find: (change) => {
    if (/^aws_cloudwatch_(metric|composite)_alarm$/.test(change.type)) return alarmLines(change);
    return change.type === "aws_sns_topic_subscription" ? subscriptionLines(change) : [];
  },
};

function alarmLines({ action, before, after }: ResourceChange): string[] {
  const name = formatShort(before.alarm_name);
  if (action === "delete") return [`- ${name} is deleted`];
  if (action === "create") return [];
  // The default of actions_enabled is true.
  const isSilenced = before.actions_enabled !== false && after.actions_enabled === false;
  const isKnown = !(after.alarm_actions instanceof Placeholder);
  const losesActions =
    listOf(before.alarm_actions).length > 0 && listOf(after.alarm_actions).length === 0 && isKnown;
  return [
    ...(isSilenced || losesActions ? [`- ${name} no longer notifies anyone`] : []),
    ...missingChildren(before, after).map((child) => `- ${name} no longer includes the alarm ${child}`),
    ...WEAKENED_BY.filter(({ isWeaker }) => isWeaker(before, after)).map(
      ({ argument }) =>
        `~ ${name} starts later: ${argument} ${formatChange(before[argument], after[argument])}`,
    ),
  ];
}

/** Arguments whose change makes an alarm start later, or never. */
const WEAKENED_BY: readonly {
  readonly argument: string;
  readonly isWeaker: (before: PlainValues, after: PlainValues) => boolean;
}[] = [
  { argument: "threshold", isWeaker: hasWeakerThreshold },
  { argument: "evaluation_periods", isWeaker: hasMore("evaluation_periods") },
  { argument: "datapoints_to_alarm", isWeaker: hasMore("datapoints_to_alarm") },
];

/** Returns true if a higher threshold starts an alarm later, or if a lower threshold does, by its operator. */
function hasWeakerThreshold(before: PlainValues, after: PlainValues): boolean {
  const isGreater = `${after.comparison_operator}`.startsWith("Greater");
  const [strict, weak] = isGreater ? [before, after] : [after, before];
  return hasMore("threshold")(strict, weak);
}

function hasMore(argument: string) {
  return (before: PlainValues, after: PlainValues): boolean => {
    const [old, current] = [before[argument], after[argument]];
    return typeof old === "number" && typeof current === "number" && current > old;
  };
}

/** Returns the names of the alarms that the rule of a composite alarm no longer contains. */
function missingChildren({ alarm_rule: before }: PlainValues, { alarm_rule: after }: PlainValues): string[] {
  if (typeof before !== "string" || typeof after !== "string") return [];
  const remaining = new Set(namesInRule(after));
  return namesInRule(before).filter((name) => !remaining.has(name));
}

function subscriptionLines({ action, before, after }: ResourceChange): string[] {
  const isRemoved = action === "delete" || (action !== "create" && !areSame(before.endpoint, after.endpoint));
  return isRemoved ? [`- ${formatShort(before.endpoint)} is no longer notified`] : [];
}
