import { formatShort } from "../format-value";
import { Placeholder } from "../placeholder";
import { areSame, listOf } from "../plain-values";
import type { FindingRule, ResourceChange } from "./finding-rule";

/** Finds alarms and subscriptions that are removed, and alarms that no longer notify anyone. */
export const REMOVED_ALARMS: FindingRule = {
  title: "Alarms removed",
  covers: /^(actions_enabled|alarm_actions)$/,
  coversDeletion: true,
  find: (change) => {
    if (/^aws_cloudwatch_(metric|composite)_alarm$/.test(change.type)) return alarmLines(change);
    return change.type === "aws_sns_topic_subscription" ? subscriptionLines(change) : [];
  },
};

function alarmLines({ action, before, after }: ResourceChange): string[] {
  if (action === "delete") return [`- ${formatShort(before.alarm_name)} is deleted`];
  if (action === "create") return [];
  // The default of actions_enabled is true.
  const isSilenced = before.actions_enabled !== false && after.actions_enabled === false;
  const isKnown = !(after.alarm_actions instanceof Placeholder);
  const losesActions =
    listOf(before.alarm_actions).length > 0 && listOf(after.alarm_actions).length === 0 && isKnown;
  return isSilenced || losesActions ? [`- ${formatShort(before.alarm_name)} no longer notifies anyone`] : [];
}

function subscriptionLines({ action, before, after }: ResourceChange): string[] {
  const isRemoved = action === "delete" || (action !== "create" && !areSame(before.endpoint, after.endpoint));
  return isRemoved ? [`- ${formatShort(before.endpoint)} is no longer notified`] : [];
}
