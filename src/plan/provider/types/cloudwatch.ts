import { arn, type TypeFacts } from "./type-facts";

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/logs/group.go */
const logGroup: TypeFacts = {
  replacedBy: ["log_group_class", "name", "name_prefix"],
  computed: {
    id: ({ text }) => text("name"),
    arn: (of) => arn(of, "logs", `log-group:${of.text("name")}`),
    log_group_class: () => "STANDARD",
  },
};

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/cloudwatch/metric_alarm.go */
const metricAlarm: TypeFacts = {
  replacedBy: ["alarm_name"],
  computed: {
    id: ({ text }) => text("alarm_name"),
    arn: (of) => arn(of, "cloudwatch", `alarm:${of.text("alarm_name")}`),
  },
};

export const CLOUDWATCH: Readonly<Record<string, TypeFacts>> = {
  aws_cloudwatch_log_group: logGroup,
  aws_cloudwatch_metric_alarm: metricAlarm,
};
