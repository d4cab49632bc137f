import type { TypeFacts } from "./type-facts";

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/sns/topic.go */
const topic: TypeFacts = {
  forceNew: ["fifo_topic", "name", "name_prefix"],
  addsDefaults: true,
  defaults: { fifo_topic: false },
};

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/sns/topic_subscription.go */
const topicSubscription: TypeFacts = {
  forceNew: ["endpoint", "protocol", "topic_arn"],
};

export const SNS: Readonly<Record<string, TypeFacts>> = {
  aws_sns_topic: topic,
  aws_sns_topic_subscription: topicSubscription,
};

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/sqs/queue.go */
const queue: TypeFacts = {
  forceNew: ["fifo_queue", "name", "name_prefix"],
  addsDefaults: true,
  defaults: {
    content_based_deduplication: false,
    delay_seconds: 0,
    fifo_queue: false,
    max_message_size: 262_144,
    message_retention_seconds: 345_600,
    receive_wait_time_seconds: 0,
    visibility_timeout_seconds: 30,
  },
};

export const SQS: Readonly<Record<string, TypeFacts>> = { aws_sqs_queue: queue };

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/logs/group.go */
const logGroup: TypeFacts = {
  forceNew: ["log_group_class", "name", "name_prefix"],
};

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/cloudwatch/dashboard.go */
const dashboard: TypeFacts = {
  forceNew: ["dashboard_name"],
};

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/cloudwatch/metric_alarm.go */
const metricAlarm: TypeFacts = {
  forceNew: ["alarm_name"],
};

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/cloudwatch/composite_alarm.go */
const compositeAlarm: TypeFacts = {
  forceNew: ["actions_enabled", "alarm_name"],
  defaults: { actions_enabled: true },
};

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/logs/metric_filter.go */
const metricFilter: TypeFacts = {
  forceNew: ["log_group_name", "name"],
};

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/logs/subscription_filter.go */
const subscriptionFilter: TypeFacts = {
  forceNew: ["destination_arn", "log_group_name", "name"],
  defaults: { distribution: "ByLogStream" },
};

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/logs/query_definition.go */
const queryDefinition: TypeFacts = {
  forceNew: [],
};

export const CLOUDWATCH: Readonly<Record<string, TypeFacts>> = {
  aws_cloudwatch_composite_alarm: compositeAlarm,
  aws_cloudwatch_dashboard: dashboard,
  aws_cloudwatch_log_group: logGroup,
  aws_cloudwatch_log_metric_filter: metricFilter,
  aws_cloudwatch_log_subscription_filter: subscriptionFilter,
  aws_cloudwatch_metric_alarm: metricAlarm,
  aws_cloudwatch_query_definition: queryDefinition,
};

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/xray/group.go */
const traceGroup: TypeFacts = {
  forceNew: ["group_name"],
};

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/xray/sampling_rule.go */
const samplingRule: TypeFacts = {
  forceNew: ["rule_name", "version"],
};

export const XRAY: Readonly<Record<string, TypeFacts>> = {
  aws_xray_group: traceGroup,
  aws_xray_sampling_rule: samplingRule,
};
