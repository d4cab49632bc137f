import { MONITORING_QUOTAS } from "#aws";
import { type CheckFinding, defineCheck } from "./check";
import type { StackResource, StackResources } from "./stack-resources";

/** AWS does not raise this quota. */
export const SUBSCRIPTIONS_CHECK = defineCheck({
  name: "subscription-quota",
  severity: "error",
  description: "A log group has more subscriptions than CloudWatch Logs accepts.",
  find: findSubscriptions,
});

const MAX = MONITORING_QUOTAS.subscriptionsPerLogGroup;

function findSubscriptions(stack: StackResources): CheckFinding[] {
  const subscriptions = stack.ofType("aws_cloudwatch_log_subscription_filter");
  // Resolving the references to the log groups is slow, and most stacks have few subscriptions.
  if (subscriptions.length <= MAX) return [];
  const byGroup = new Map<string, StackResource[]>();
  for (const subscription of subscriptions) {
    const group = String(subscription.resolve("log_group_name"));
    byGroup.set(group, [...(byGroup.get(group) ?? []), subscription]);
  }
  return [...byGroup.values()]
    .filter(({ length }) => length > MAX)
    .flatMap((group) =>
      group.map(({ construct }) => ({
        construct,
        message: `the log group has ${group.length} subscriptions; the maximum is ${MAX}. Send the entries to one function or stream that forwards them.`,
      })),
    );
}
