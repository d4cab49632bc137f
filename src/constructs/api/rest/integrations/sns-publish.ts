import type { SnsTopic } from "../../../cdktf";
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
import { formText, jsonText } from "./template-text";

/** Options of {@link snsPublish}. A FIFO topic needs `messageGroupId`. */
export interface SnsPublishOptions {
  /** Group of the message in a FIFO topic, such as `method.request.path.orderId`. Default: none. */
  readonly messageGroupId?: RequestValue;
  /** Deduplication ID of the message in a FIFO topic. Default: none, for `contentBasedDeduplication` of the topic. */
  readonly messageDeduplicationId?: RequestValue;
  /** Customer managed KMS key of the topic. Default: none. */
  readonly encryptionKey?: KeyReference;
}

const RULES: PropRules<SnsPublishOptions> = {
  messageGroupId: REQUEST_VALUE,
  messageDeduplicationId: REQUEST_VALUE,
  encryptionKey: ENCRYPTION_KEY,
};

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
  const { values, errors } = checkProps(options, RULES);
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

function describeCall(topic: SnsTopic, options: SnsPublishOptions, service: ServiceRoute): ServiceCall {
  const { key, route, convert } = service;
  const reply = readSuccessReply(route, 202, convert);
  const id = "$input.path('$.PublishResponse.PublishResult.MessageId')";
  const response = fieldsBody(reply, { messageId: jsonText(id) }, "SNS");
  const message = `Message=$util.urlEncode($input.body)${fifoParameters(options)}`;
  return {
    uri: "sns:action/Publish",
    requestParameters: { "integration.request.header.Content-Type": "'application/x-www-form-urlencoded'" },
    requestTemplate: `Action=Publish&TopicArn=${formText(`"${topic.arn}"`)}&${message}`,
    success: jsonResponse(reply.status, response.template),
    failures: [serviceErrorResponse(`"$!input.path('$.Error.Code')"`, [INVALID])],
    statements: [
      { actions: ["sns:Publish"], resources: [topic.arn] },
      ...keyStatements(options.encryptionKey, "sns", ["kms:Decrypt", "kms:GenerateDataKey"]),
    ],
    errors: [
      ...validateFifo(
        {
          kind: "topic",
          isFifo: topic.fifoTopicInput,
          name: topic.nameInput,
          hasContentDeduplication: topic.contentBasedDeduplicationInput,
        },
        options,
        key,
      ),
      ...validateEncryptionKey("the topic", topic.kmsMasterKeyIdInput, options.encryptionKey),
      ...reply.errors,
      ...response.errors,
    ],
  };
}
