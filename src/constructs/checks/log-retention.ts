import { defineCheck } from "./check";
import type { StackResource } from "./stack-resources";

/** CloudWatch keeps the events of a log group without a retention forever, and charges for their storage. */
export const LOG_RETENTION_CHECK = defineCheck({
  name: "log-retention",
  severity: "error",
  description: "A CloudWatch log group has no retention.",
  find: (stack) =>
    stack
      .ofType("aws_cloudwatch_log_group")
      .filter(keepsForever)
      .map((group) => ({
        construct: group.construct,
        message: `retention_in_days is ${group.read("retention_in_days") ?? "not set"}; expected the number of days after which log events expire. Set retentionInDays.`,
      })),
});

/** Returns false for the class DELIVERY, because CloudWatch sets its retention itself. */
function keepsForever(group: StackResource): boolean {
  return (group.read("retention_in_days") ?? 0) === 0 && group.read("log_group_class") !== "DELIVERY";
}
