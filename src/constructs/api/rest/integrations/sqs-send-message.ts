import { Fn, type SqsQueue, Token } from "../../../cdktf";
import type { KeyReference } from "../../../log-group";
import type { RestIntegration } from "../../common/rest-integration";
import { describeMessageCall, readMessageOptions } from "./message-call";
import type { ServiceProblem } from "./problem-template";
import type { RequestValue } from "./request-value";
import { type ServiceCall, type ServiceRoute, serviceIntegration } from "./service-integration";

/** Options of {@link sqsSendMessage}. A FIFO queue needs `messageGroupId`. */
export interface SqsSendMessageOptions {
  /** Group of the message in a FIFO queue, such as `method.request.path.orderId`. Default: none. */
  readonly messageGroupId?: RequestValue;
  /** Deduplication ID of the message in a FIFO queue. Default: none, for `contentBasedDeduplication` of the queue. */
  readonly messageDeduplicationId?: RequestValue;
  /** Customer managed KMS key of the queue. Default: none. */
  readonly encryptionKey?: KeyReference;
}

/**
 * Returns an integration that sends the body of a request to an SQS queue, without a function. The response has status 202
 * and the `messageId`, unless the contract declares another reply.
 *
 * @example
 * const orders = new SqsQueue(this, "orders", { name: "orders" });
 * new RestApi(this, "api").route("POST /orders", sqsSendMessage(orders), { access: "public" });
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
export function sqsSendMessage(queue: SqsQueue, options: SqsSendMessageOptions = {}): RestIntegration {
  const { values, errors } = readMessageOptions(options);
  const target = { name: "queue", construct: queue, type: "aws_sqs_queue", expected: "an SqsQueue" };
  return serviceIntegration(target, errors, (route) => describeCall(queue, values, route));
}

/**
 * Request that SQS rejects because of its values, such as an empty message or an invalid group. Errors of the queue and of
 * its key have `Invalid` in their names too.
 */
const INVALID: ServiceProblem = {
  types: ["InvalidMessageContents", "InvalidParameter", "MissingParameter"],
  status: 400,
  code: "invalid-input",
  detail: "The queue rejected the message.",
};

function describeCall(queue: SqsQueue, options: SqsSendMessageOptions, route: ServiceRoute): ServiceCall {
  const target = {
    kind: "queue",
    arn: queue.arn,
    isFifo: queue.fifoQueueInput,
    name: queue.nameInput,
    hasContentDeduplication: queue.contentBasedDeduplicationInput,
    kmsKeyId: queue.kmsMasterKeyIdInput,
  } as const;
  const accountId = Token.asString(Fn.element(Fn.split(":", queue.arn), 4));
  return describeMessageCall(target, options, route, {
    name: "SQS",
    service: "sqs",
    uri: `sqs:path/${accountId}/${queue.name}`,
    action: "SendMessage",
    form: "MessageBody",
    invalid: INVALID,
  });
}
