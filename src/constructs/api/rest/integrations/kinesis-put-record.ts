import type { KinesisStream } from "../../../cdktf";
import type { KeyReference } from "../../../log-group";
import { checkProps, type PropRules, required } from "../../../props";
import type { RestIntegration } from "../../common/rest-integration";
import { jsonResponse } from "./json-response";
import { type ServiceProblem, serviceErrorResponse } from "./problem-template";
import { REQUEST_VALUE, type RequestValue, validateRequestValue, valueExpression } from "./request-value";
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

/** Options of {@link kinesisPutRecord}. */
export interface KinesisPutRecordOptions {
  /** Partition key of the record, such as `method.request.path.deviceId` or `context.requestId`. */
  readonly partitionKey: RequestValue;
  /** Customer managed KMS key of the stream. Default: none. */
  readonly encryptionKey?: KeyReference;
}

const RULES: PropRules<KinesisPutRecordOptions> = {
  partitionKey: required(REQUEST_VALUE),
  encryptionKey: ENCRYPTION_KEY,
};

/**
 * Returns an integration that writes the body of a request to a Kinesis data stream, without a function. The response has
 * status 202 with the `sequenceNumber` and the `shardId`, unless the contract declares another reply.
 *
 * @example
 * import { KinesisStream } from "@cdktf/provider-aws/lib/kinesis-stream";
 * const clicks = new KinesisStream(this, "clicks", { name: "clicks", shardCount: 1 });
 * const addClick = kinesisPutRecord(clicks, { partitionKey: "context.identity.sourceIp" });
 * new RestApi(this, "api").route("POST /clicks", addClick, { access: "public" });
 *
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecord.html
 */
export function kinesisPutRecord(stream: KinesisStream, options: KinesisPutRecordOptions): RestIntegration {
  const { values, errors } = checkProps(options, RULES);
  const target = {
    name: "stream",
    construct: stream,
    type: "aws_kinesis_stream",
    expected: "a KinesisStream",
  };
  return serviceIntegration(target, errors, (route) => describeCall(stream, values, route));
}

/** Record that Kinesis rejects because of its values, such as an empty partition key or a record that is too large. */
const INVALID: ServiceProblem = {
  types: ["ValidationException", "InvalidArgument"],
  status: 400,
  code: "invalid-input",
  detail: "The stream rejected the record.",
};

function describeCall(
  stream: KinesisStream,
  { partitionKey, encryptionKey }: KinesisPutRecordOptions,
  { key, route, convert }: ServiceRoute,
): ServiceCall {
  const reply = readSuccessReply(route, 202, convert);
  const fields = {
    sequenceNumber: jsonText("$input.path('$.SequenceNumber')"),
    shardId: jsonText("$input.path('$.ShardId')"),
  };
  const response = fieldsBody(reply, fields, "Kinesis");
  const members = [
    `"StreamName": "${stream.name}"`,
    `"Data": "$util.base64Encode($input.body)"`,
    `"PartitionKey": ${jsonText(valueExpression(partitionKey))}`,
  ];
  return {
    uri: "kinesis:action/PutRecord",
    requestParameters: { "integration.request.header.Content-Type": "'application/x-amz-json-1.1'" },
    requestTemplate: `{${members.join(", ")}}`,
    success: jsonResponse(reply.status, response.template),
    failures: [serviceErrorResponse(`"$!input.path('$.__type')"`, [INVALID])],
    statements: [
      { actions: ["kinesis:PutRecord"], resources: [stream.arn] },
      ...keyStatements(encryptionKey, "kinesis", ["kms:GenerateDataKey"]),
    ],
    errors: [
      ...validateRequestValue("partitionKey", partitionKey, key),
      ...validateEncryptionKey("the stream", stream.kmsKeyIdInput, encryptionKey),
      ...reply.errors,
      ...response.errors,
    ],
  };
}
