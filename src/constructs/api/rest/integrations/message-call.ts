import type { KeyReference } from "../../../log-group";
import { checkProps, type PropRules } from "../../../props";
import { type FifoTarget, fifoParameters, validateFifo } from "./fifo";
import { jsonResponse } from "./json-response";
import { type ServiceProblem, serviceErrorResponse } from "./problem-template";
import { REQUEST_VALUE, type RequestValue } from "./request-value";
import {
  ENCRYPTION_KEY,
  keyStatements,
  type ServiceCall,
  type ServiceRoute,
  validateEncryptionKey,
} from "./service-integration";
import { fieldsBody, readSuccessReply } from "./success-reply";
import { jsonText } from "./template-text";

/** Options of a message for a queue or a topic. */
export interface MessageOptions {
  readonly messageGroupId?: RequestValue;
  readonly messageDeduplicationId?: RequestValue;
  readonly encryptionKey?: KeyReference;
}

const RULES: PropRules<MessageOptions> = {
  messageGroupId: REQUEST_VALUE,
  messageDeduplicationId: REQUEST_VALUE,
  encryptionKey: ENCRYPTION_KEY,
};

/** Returns the options of a message, and their errors. */
export function readMessageOptions(options: MessageOptions) {
  return checkProps(options, RULES);
}

/** Queue or topic that receives a message. */
interface MessageTarget extends FifoTarget {
  readonly arn: string;
  /** Argument `kms_master_key_id`. */
  readonly kmsKeyId: string | undefined;
}

/** Call of a service that receives a message as a form. */
interface MessageCall {
  /** Name of the service in errors: `SQS`. */
  readonly name: string;
  /** Prefix of the service in IAM and in the conditions of KMS: `sqs`. */
  readonly service: string;
  readonly uri: string;
  /** Action of the service: `SendMessage`. */
  readonly action: string;
  /** Start of the form, which ends with the name of the parameter of the message: `MessageBody`. */
  readonly form: string;
  /** Problem of a message that the service rejects because of its values. */
  readonly invalid: ServiceProblem;
}

/** Returns the call that sends the body of a request as a message. The service responds with the ID of the message. */
export function describeMessageCall(
  target: MessageTarget,
  options: MessageOptions,
  { key, route, convert }: ServiceRoute,
  { name, service, uri, action, form, invalid }: MessageCall,
): ServiceCall {
  const reply = readSuccessReply(route, 202, convert);
  const id = jsonText(`$input.path('$.${action}Response.${action}Result.MessageId')`);
  const response = fieldsBody(reply, { messageId: id }, name);
  return {
    uri,
    requestParameters: { "integration.request.header.Content-Type": "'application/x-www-form-urlencoded'" },
    requestTemplate: `Action=${action}&${form}=$util.urlEncode($input.body)${fifoParameters(options)}`,
    success: jsonResponse(reply.status, response.template),
    failures: [serviceErrorResponse(`"$!input.path('$.Error.Code')"`, [invalid])],
    statements: [
      { actions: [`${service}:${action}`], resources: [target.arn] },
      ...keyStatements(options.encryptionKey, service, ["kms:Decrypt", "kms:GenerateDataKey"]),
    ],
    errors: [
      ...validateFifo(target, options, key),
      ...validateEncryptionKey(`the ${target.kind}`, target.kmsKeyId, options.encryptionKey),
      ...reply.errors,
      ...response.errors,
    ],
  };
}
