import { FUNCTION_CREDENTIALS } from "#aws";
import type { DynamoDbBackend } from "../../model/non-proxy-integration";
import type { BackendRequest, BackendResponse } from "./backend";
import { createHeaders, receive } from "./http-backend";

/**
 * Calls an operation of DynamoDB with the output of the request template as its input. The policies of the role have no
 * effect.
 *
 * @param endpoint URL of the local DynamoDB
 * @throws MappingError if DynamoDB is unreachable, or does not respond in time
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.LowLevelAPI.html
 */
export async function callDynamoDb(
  { method, region, operation }: DynamoDbBackend,
  request: BackendRequest,
  endpoint: string,
): Promise<BackendResponse> {
  const target = new URL(endpoint);
  const body = Buffer.from(request.body);
  const headers = createHeaders(request, {
    fixed: {
      "Content-Type": "application/x-amz-json-1.0",
      ...(operation === undefined ? {} : { "X-Amz-Target": `DynamoDB_20120810.${operation}` }),
      ...sign(region),
      Host: target.host,
      "Content-Length": String(body.length),
    },
  });
  const response = await receive(target, { method, headers, body }, request.timeoutMs);
  const requestId = response.headers.find(([name]) => name.toLowerCase() === "x-amzn-requestid")?.[1];
  return { ...response, requestId };
}

/** Returns the headers of a signed request. The local DynamoDB requires them, and does not verify the signature. */
function sign(region: string): Readonly<Record<string, string>> {
  const date = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, "");
  const scope = `${FUNCTION_CREDENTIALS.accessKeyId}/${date.slice(0, 8)}/${region}/dynamodb/aws4_request`;
  return {
    "X-Amz-Date": date,
    Authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host;x-amz-date, Signature=${"0".repeat(64)}`,
  };
}
