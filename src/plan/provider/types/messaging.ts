import { arn, type ComputeContext, type TypeFacts, uuid } from "./type-facts";

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/sns/topic.go */
const topic: TypeFacts = {
  forceNew: ["fifo_topic", "name", "name_prefix"],
  defaults: { fifo_topic: false },
  computed: {
    id: topicArn,
    arn: topicArn,
    owner: ({ account }) => account,
  },
};

function topicArn(context: ComputeContext): string {
  return arn(context, "sns", context.text("name"));
}

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/sns/topic_subscription.go */
const topicSubscription: TypeFacts = {
  forceNew: ["endpoint", "protocol", "topic_arn"],
  computed: {
    id: subscriptionArn,
    arn: subscriptionArn,
    owner_id: ({ account }) => account,
    pending_confirmation: ({ text }) => text("protocol").startsWith("email"),
  },
};

function subscriptionArn(context: ComputeContext): string {
  return `${context.text("topic_arn")}:${uuid(context)}`;
}

export const SNS: Readonly<Record<string, TypeFacts>> = {
  aws_sns_topic: topic,
  aws_sns_topic_subscription: topicSubscription,
};

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/sqs/queue.go */
const queue: TypeFacts = {
  forceNew: ["fifo_queue", "name", "name_prefix"],
  defaults: { fifo_queue: false },
  computed: {
    id: queueUrl,
    url: queueUrl,
    arn: (context) => arn(context, "sqs", context.text("name")),
  },
};

function queueUrl({ region, account, text }: ComputeContext): string {
  return `https://sqs.${region}.amazonaws.com/${account}/${text("name")}`;
}

export const SQS: Readonly<Record<string, TypeFacts>> = { aws_sqs_queue: queue };
