import { areSame, listOf } from "../attribute-values";
import { formatShort } from "../format-value";
import { Placeholder } from "../placeholder";
import type { Changed, FindingRule } from "./finding-rule";

export const REMOVED_ALARMS: FindingRule = {
  title: "Alarms that go",
  covers: /^(actions_enabled|alarm_actions)$/,
  coversDeletion: true,
  find: (change) => {
    if (/^aws_cloudwatch_(metric|composite)_alarm$/.test(change.type)) return alarmLines(change);
    return change.type === "aws_sns_topic_subscription" ? subscriptionLines(change) : [];
  },
};

function alarmLines({ action, before, after }: Changed): string[] {
  if (action === "delete") return [`- ${formatShort(before.alarm_name)} is deleted`];
  if (action === "create") return [];
  // It is on where nobody says otherwise.
  const isSilenced = before.actions_enabled !== false && after.actions_enabled === false;
  const isKnown = !(after.alarm_actions instanceof Placeholder);
  const hasNobody =
    listOf(before.alarm_actions).length > 0 && listOf(after.alarm_actions).length === 0 && isKnown;
  return isSilenced || hasNobody ? [`- ${formatShort(before.alarm_name)} tells nobody any more`] : [];
}

function subscriptionLines({ action, before, after }: Changed): string[] {
  const isLost = action === "delete" || (action !== "create" && !areSame(before.endpoint, after.endpoint));
  return isLost ? [`- ${formatShort(before.endpoint)} is told nothing any more`] : [];
}
