import {
  arn,
  type ComputedTypes,
  generatedName,
  hexDigits,
  type ResourceContext,
  uuid,
} from "./resource-context";

/** Types of SNS, SQS, EventBridge, Kinesis, Step Functions, CloudWatch and X-Ray. */
export const MESSAGING_AND_LOGS_ATTRIBUTES: ComputedTypes = {
  aws_sns_topic: {
    identifiedBy: ["name", "name_prefix"],
    attributes: { id: topicArn, arn: topicArn, name: generatedName, owner: ({ account }) => account },
  },
  aws_sns_topic_subscription: {
    identifiedBy: ["topic_arn", "protocol", "endpoint"],
    attributes: {
      id: subscriptionArn,
      arn: subscriptionArn,
      owner_id: ({ account }) => account,
      pending_confirmation: ({ text }) => text("protocol").startsWith("email"),
    },
  },
  aws_sqs_queue: {
    identifiedBy: ["name", "name_prefix"],
    attributes: {
      id: queueUrl,
      url: queueUrl,
      name: generatedName,
      arn: (queue) => arn(queue, "sqs", queue.text("name")),
    },
  },
  aws_cloudwatch_event_bus: {
    identifiedBy: ["name"],
    attributes: {
      id: ({ text }) => text("name"),
      arn: (bus) => arn(bus, "events", `event-bus/${bus.text("name")}`),
    },
  },
  aws_kinesis_stream: {
    identifiedBy: ["name"],
    attributes: { id: streamArn, arn: streamArn },
  },
  aws_sfn_state_machine: {
    identifiedBy: ["name", "name_prefix"],
    attributes: { id: stateMachineArn, arn: stateMachineArn, name: generatedName },
  },
  aws_cloudwatch_log_group: {
    identifiedBy: ["name", "name_prefix"],
    attributes: {
      id: ({ text }) => text("name"),
      name: generatedName,
      arn: (group) => arn(group, "logs", `log-group:${group.text("name")}`),
      log_group_class: () => "STANDARD",
    },
  },
  aws_cloudwatch_log_metric_filter: {
    identifiedBy: ["log_group_name", "name"],
    attributes: { id: ({ text }) => text("name") },
  },
  aws_cloudwatch_log_subscription_filter: {
    identifiedBy: ["log_group_name"],
    // The provider computes this ID from the name of the log group.
    attributes: { id: ({ token }) => `cwlsf-${Number.parseInt(hexDigits(token(7)), 16)}` },
  },
  aws_cloudwatch_query_definition: {
    identifiedBy: ["name"],
    attributes: { id: uuid, query_definition_id: uuid },
  },
  aws_xray_group: {
    identifiedBy: ["group_name"],
    attributes: { id: traceGroupArn, arn: traceGroupArn },
  },
  aws_xray_sampling_rule: {
    identifiedBy: ["rule_name"],
    attributes: {
      id: ({ text }) => text("rule_name"),
      arn: (rule) => arn(rule, "xray", `sampling-rule/${rule.text("rule_name")}`),
    },
  },
  aws_cloudwatch_composite_alarm: {
    identifiedBy: ["alarm_name"],
    attributes: {
      id: ({ text }) => text("alarm_name"),
      arn: (alarm) => arn(alarm, "cloudwatch", `alarm:${alarm.text("alarm_name")}`),
    },
  },
  aws_cloudwatch_dashboard: {
    identifiedBy: ["dashboard_name"],
    attributes: {
      id: ({ text }) => text("dashboard_name"),
      // Dashboards are global, so the ARN has no Region.
      dashboard_arn: ({ account, text }) =>
        `arn:aws:cloudwatch::${account}:dashboard/${text("dashboard_name")}`,
    },
  },
  aws_cloudwatch_metric_alarm: {
    identifiedBy: ["alarm_name"],
    attributes: {
      id: ({ text }) => text("alarm_name"),
      arn: (alarm) => arn(alarm, "cloudwatch", `alarm:${alarm.text("alarm_name")}`),
    },
  },
};

function topicArn(topic: ResourceContext): string {
  return arn(topic, "sns", topic.text("name"));
}

function streamArn(stream: ResourceContext): string {
  return arn(stream, "kinesis", `stream/${stream.text("name")}`);
}

function stateMachineArn(stateMachine: ResourceContext): string {
  return arn(stateMachine, "states", `stateMachine:${stateMachine.text("name")}`);
}

function subscriptionArn(subscription: ResourceContext): string {
  return `${subscription.text("topic_arn")}:${uuid(subscription)}`;
}

function traceGroupArn(group: ResourceContext): string {
  return arn(group, "xray", `group/${group.text("group_name")}/${group.token(52).toUpperCase()}`);
}

function queueUrl({ region, account, text }: ResourceContext): string {
  return `https://sqs.${region}.amazonaws.com/${account}/${text("name")}`;
}
