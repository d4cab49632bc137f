import { Fn, type SqsQueue, Token } from "../../../cdktf";
import type { KeyReference } from "../../../log-group";
import { checkProps, type PropRules } from "../../../props";
import type { RestIntegration } from "../../common/rest-integration";
import { fifoParameters, validateFifo } from "./fifo";
import { jsonResponse } from "./json-response";
import { type ServiceProblem, serviceErrorResponse } from "./problem-template";
import { REQUEST_VALUE, type RequestValue } from "./request-value";
import {
  ENCRYPTION_KEY,
  keyStatements,
  type ServiceCall,
  type ServiceRoute,
  serviceIntegration,
  validateEncryptionKey,
} from "./service-integration";
import { fieldsBody, readSuccessReply } from "./success-reply";
import { jsonText } from "./template-text";

/** Options of {@link sqsSendMessage}. A FIFO queue needs `messageGroupId`. */
export interface SqsSendMessageOptions {
  /** Group of the message in a FIFO queue, such as `method.request.path.orderId`. Default: none. */
  readonly messageGroupId?: RequestValue;
  /** Deduplication ID of the message in a FIFO queue. Default: none, for `contentBasedDeduplication` of the queue. */
  readonly messageDeduplicationId?: RequestValue;
  /** Customer managed KMS key of the queue. Default: none. */
  readonly encryptionKey?: KeyReference;
}

const RULES: PropRules<SqsSendMessageOptions> = {
  messageGroupId: REQUEST_VALUE,
  messageDeduplicationId: REQUEST_VALUE,
  encryptionKey: ENCRYPTION_KEY,
};

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
  const { values, errors } = checkProps(options, RULES);
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

function describeCall(queue: SqsQueue, options: SqsSendMessageOptions, service: ServiceRoute): ServiceCall {
  const { key, route, convert } = service;
  const reply = readSuccessReply(route, 202, convert);
  const id = "$input.path('$.SendMessageResponse.SendMessageResult.MessageId')";
  const response = fieldsBody(reply, { messageId: jsonText(id) }, "SQS");
  const accountId = Token.asString(Fn.element(Fn.split(":", queue.arn), 4));
  return {
    uri: `sqs:path/${accountId}/${queue.name}`,
    requestParameters: { "integration.request.header.Content-Type": "'application/x-www-form-urlencoded'" },
    requestTemplate: `Action=SendMessage&MessageBody=$util.urlEncode($input.body)${fifoParameters(options)}`,
    success: jsonResponse(reply.status, response.template),
    failures: [serviceErrorResponse(`"$!input.path('$.Error.Code')"`, [INVALID])],
    statements: [
      { actions: ["sqs:SendMessage"], resources: [queue.arn] },
      ...keyStatements(options.encryptionKey, "sqs", ["kms:Decrypt", "kms:GenerateDataKey"]),
    ],
    errors: [
      ...validateFifo(
        {
          kind: "queue",
          isFifo: queue.fifoQueueInput,
          name: queue.nameInput,
          hasContentDeduplication: queue.contentBasedDeduplicationInput,
        },
        options,
        key,
      ),
      ...validateEncryptionKey("the queue", queue.kmsMasterKeyIdInput, options.encryptionKey),
      ...reply.errors,
      ...response.errors,
    ],
  };
}
