import { arn, type Making, type TypeFacts } from "./facts";

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/sqs/queue.go */
const queue: TypeFacts = {
  replacedBy: ["fifo_queue", "name", "name_prefix"],
  defaults: { fifo_queue: false },
  made: {
    id: queueUrl,
    url: queueUrl,
    arn: (of) => arn(of, "sqs", of.text("name")),
  },
};

function queueUrl({ region, account, text }: Making): string {
  return `https://sqs.${region}.amazonaws.com/${account}/${text("name")}`;
}

export const SQS: Readonly<Record<string, TypeFacts>> = { aws_sqs_queue: queue };
