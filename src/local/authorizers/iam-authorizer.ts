import type { Credentials } from "#aws";
import type { Allowed, AuthorizationResult } from "../gateway/core/authorization-result";
import type { RoutedRecord } from "../gateway/core/request-record";
import { readSignature, type Signature, SignatureError } from "../iam/sigv4-parse";
import { validateSignature } from "../iam/sigv4-validate";
import { verifySignature } from "../iam/sigv4-verify";
import { denyForbidden } from "./denials";

/** Request whose signature is verified. */
export type SignedRecord = Pick<RoutedRecord, "request" | "region" | "accountId">;

/**
 * Allows a request that is signed (AWS Signature Version 4) with one of the given credentials. The caller's
 * IAM policies are not evaluated, because there are none locally.
 *
 * An HTTP API responds with 403 Forbidden to every kind of signature error. Unlike a REST API, it does not
 * send the header `x-amzn-errortype`.
 *
 * @param credentials credentials that are accepted
 * @param now returns milliseconds since the Unix epoch
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control-iam.html
 */
export async function authorizeIam(
  record: SignedRecord,
  credentials: readonly Credentials[],
  now: () => number,
): Promise<AuthorizationResult> {
  const { request, region } = record;
  try {
    const signature = readSignature(request);
    if (!signature) return denyForbidden("IAM: the request is not signed (AWS Signature Version 4)");
    const owner = credentials.find(({ accessKeyId }) => accessKeyId === signature.accessKeyId);
    if (!owner) {
      const { accessKeyId } = signature;
      return denyForbidden(
        `IAM: unknown access key ${accessKeyId}. Sign the request with the local credentials`,
      );
    }
    const error = validateSignature({ signature, request, region, owner, now: now() });
    if (error !== undefined) return denyForbidden(`IAM: ${error}`);
    return (await verifySignature(owner, request, signature))
      ? allowCaller(record, signature)
      : denyForbidden("IAM: the signature does not match the request and the secret access key");
  } catch (error) {
    if (error instanceof SignatureError) return denyForbidden(`IAM: invalid signature: ${error.message}`);
    throw error;
  }
}

/**
 * Allows a request. Its caller is a fake IAM user in the account of the API. The value of `principalOrgId` is
 * from a captured HTTP API event (https://github.com/swift-server/swift-aws-lambda-events,
 * APIGateway+V2IAMTests). In events of Lambda function URLs, this field is null.
 */
export function allowCaller(
  { accountId }: Pick<SignedRecord, "accountId">,
  { accessKeyId }: Signature,
): Allowed {
  const iam = {
    accessKey: accessKeyId,
    accountId,
    callerId: LOCAL_USER_ID,
    cognitoIdentity: null,
    principalOrgId: "aws:PrincipalOrgID",
    userArn: `arn:aws:iam::${accountId}:user/local`,
    userId: LOCAL_USER_ID,
  };
  return { isAuthorized: true, authorizer: { iam } };
}

const LOCAL_USER_ID = "AIDALOCALGATEWRIGHT0";
