import { arn, type TypeFacts } from "./type-facts";

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/logs/group.go */
const logGroup: TypeFacts = {
  forceNew: ["log_group_class", "name", "name_prefix"],
  computed: {
    id: ({ text }) => text("name"),
    arn: (context) => arn(context, "logs", `log-group:${context.text("name")}`),
    log_group_class: () => "STANDARD",
  },
};

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/cloudwatch/metric_alarm.go */
const metricAlarm: TypeFacts = {
  forceNew: ["alarm_name"],
  computed: {
    id: ({ text }) => text("alarm_name"),
    arn: (context) => arn(context, "cloudwatch", `alarm:${context.text("alarm_name")}`),
  },
};

export const CLOUDWATCH: Readonly<Record<string, TypeFacts>> = {
  aws_cloudwatch_log_group: logGroup,
  aws_cloudwatch_metric_alarm: metricAlarm,
};
