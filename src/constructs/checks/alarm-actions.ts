import { defineCheck } from "./check";
import { findAddresses, type StackResource, type StackResources } from "./stack-resources";

const METRIC_ALARM = "aws_cloudwatch_metric_alarm";
const COMPOSITE_ALARM = "aws_cloudwatch_composite_alarm";

/** An alarm without an action changes its state, but notifies no person and no system. */
export const ALARM_ACTIONS_CHECK = defineCheck({
  name: "alarm-actions",
  severity: "error",
  description: "An alarm has no action, and no composite alarm of the stack uses it.",
  find(stack) {
    const silent = stack.ofType(METRIC_ALARM, COMPOSITE_ALARM).filter(hasNoAction);
    if (silent.length === 0) return [];
    const isUsed = usedAlarms(stack);
    return silent
      .filter((alarm) => !isUsed(alarm))
      .map((alarm) => ({
        construct: alarm.construct,
        message:
          alarm.read("actions_enabled") === false
            ? "actions_enabled is false; expected an alarm that notifies. Remove it, or use the alarm in a composite alarm."
            : "alarm_actions is empty; expected an action, such as an SNS topic. Set alarmActions, or use the alarm in a composite alarm.",
      }));
  },
});

function hasNoAction(alarm: StackResource): boolean {
  const actions = alarm.read("alarm_actions");
  const isEmpty = actions === undefined || (Array.isArray(actions) && actions.length === 0);
  return isEmpty || alarm.read("actions_enabled") === false;
}

/** Returns a function that finds an alarm in the rules of the composite alarms, by its address or its name. */
function usedAlarms(stack: StackResources): (alarm: StackResource) => boolean {
  const rules = stack.ofType(COMPOSITE_ALARM).map((alarm) => String(alarm.resolve("alarm_rule")));
  const addresses = new Set(rules.flatMap(findAddresses));
  return (alarm) => addresses.has(alarm.address) || rules.some((rule) => hasName(rule, alarm));
}

function hasName(rule: string, alarm: StackResource): boolean {
  const name = alarm.resolve("alarm_name");
  return typeof name === "string" && /["'(]/.test(rule) && splitRule(rule).includes(name);
}

/**
 * Returns the names in a rule: `a b` in `ALARM("a b")`, and `a` in `ALARM(a)`.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 */
function splitRule(rule: string): string[] {
  return rule.split(/["'()\\]+/).map((part) => part.trim());
}
