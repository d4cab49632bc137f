import type { SnsTopic } from "../../../cdktf";
import type { KeyReference } from "../../../log-group";
import type { RestIntegration } from "../../common/rest-integration";
import { describeMessageCall, readMessageOptions } from "./message-call";
import type { ServiceProblem } from "./problem-template";
import type { RequestValue } from "./request-value";
import { type ServiceCall, type ServiceRoute, serviceIntegration } from "./service-integration";
import { formText } from "./template-text";

/** Options of {@link snsPublish}. A FIFO topic needs `messageGroupId`. */
export interface SnsPublishOptions {
  /** Group of the message in a FIFO topic, such as `method.request.path.orderId`. Default: none. */
  readonly messageGroupId?: RequestValue;
  /** Deduplication ID of the message in a FIFO topic. Default: none, for `contentBasedDeduplication` of the topic. */
  readonly messageDeduplicationId?: RequestValue;
  /** Customer managed KMS key of the topic. Default: none. */
  readonly encryptionKey?: KeyReference;
}

/**
 * Returns an integration that publishes the body of a request to an SNS topic, without a function. The response has status
 * 202 and the `messageId`, unless the contract declares another reply.
 *
 * @example
 * const news = new SnsTopic(this, "news", { name: "news" });
 * new RestApi(this, "api").route("POST /news", snsPublish(news), { access: "public" });
 *
 * @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
export function snsPublish(topic: SnsTopic, options: SnsPublishOptions = {}): RestIntegration {
  const { values, errors } = readMessageOptions(options);
  const target = { name: "topic", construct: topic, type: "aws_sns_topic", expected: "an SnsTopic" };
  return serviceIntegration(target, errors, (route) => describeCall(topic, values, route));
}

/** Request that SNS rejects because of its values, such as an empty message or a message that is too large. */
const INVALID: ServiceProblem = {
  types: ["InvalidParameter", "ValidationError"],
  status: 400,
  code: "invalid-input",
  detail: "The topic rejected the message.",
};

function describeCall(topic: SnsTopic, options: SnsPublishOptions, route: ServiceRoute): ServiceCall {
  const target = {
    kind: "topic",
    arn: topic.arn,
    isFifo: topic.fifoTopicInput,
    name: topic.nameInput,
    hasContentDeduplication: topic.contentBasedDeduplicationInput,
    kmsKeyId: topic.kmsMasterKeyIdInput,
  } as const;
  return describeMessageCall(target, options, route, {
    name: "SNS",
    service: "sns",
    uri: "sns:action/Publish",
    action: "Publish",
    form: `TopicArn=${formText(`"${topic.arn}"`)}&Message`,
    invalid: INVALID,
  });
}
