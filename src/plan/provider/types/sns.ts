import { arn, type Making, type TypeFacts, uuid } from "./facts";

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/sns/topic.go */
const topic: TypeFacts = {
  replacedBy: ["fifo_topic", "name", "name_prefix"],
  defaults: { fifo_topic: false },
  made: {
    id: topicArn,
    arn: topicArn,
    owner: ({ account }) => account,
  },
};

function topicArn(of: Making): string {
  return arn(of, "sns", of.text("name"));
}

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/sns/topic_subscription.go */
const topicSubscription: TypeFacts = {
  replacedBy: ["endpoint", "protocol", "topic_arn"],
  made: {
    id: subscriptionArn,
    arn: subscriptionArn,
    owner_id: ({ account }) => account,
    pending_confirmation: ({ text }) => text("protocol").startsWith("email"),
  },
};

function subscriptionArn(of: Making): string {
  return `${of.text("topic_arn")}:${uuid(of)}`;
}

export const SNS: Readonly<Record<string, TypeFacts>> = {
  aws_sns_topic: topic,
  aws_sns_topic_subscription: topicSubscription,
};
