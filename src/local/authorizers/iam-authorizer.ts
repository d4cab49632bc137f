import type { Credentials } from "#aws";
import type { Allowed, AuthorizationRequest, AuthorizationResult } from "../gateway/core/authorization";
import { readSignature, type Signature, SignatureError } from "../iam/sigv4-parse";
import { validateSignature } from "../iam/sigv4-validate";
import { verifySignature } from "../iam/sigv4-verify";
import { denyForbidden } from "./denials";

/**
 * Whether a request is signed with credentials that this machine knows. What their owner is allowed is not looked at:
 * on this machine there are no policies of callers.
 *
 * HTTP APIs refuse with 403 Forbidden, whatever is wrong: REST APIs' `x-amzn-errortype` they have not.
 *
 * @param now milliseconds since 1970
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control-iam.html
 */
export async function authorizeIam(
  asked: AuthorizationRequest,
  credentials: readonly Credentials[],
  now: () => number,
): Promise<AuthorizationResult> {
  try {
    const signature = readSignature(asked.request);
    if (!signature) return denyForbidden("the request is not signed (AWS Signature Version 4)");
    const owner = credentials.find(({ accessKeyId }) => accessKeyId === signature.accessKeyId);
    if (!owner) return denyForbidden(`the access key ${signature.accessKeyId} is not known on this machine`);
    const { request } = asked;
    const fault = validateSignature({ signature, request, region: asked.region, owner, now: now() });
    if (fault !== undefined) return denyForbidden(fault);
    return (await verifySignature(owner, request, signature))
      ? allowCaller(asked, signature)
      : denyForbidden("the signature is not that of the request and the access key's secret");
  } catch (thrown) {
    if (thrown instanceof SignatureError)
      return denyForbidden(`the signature cannot be read: ${thrown.message}`);
    throw thrown;
  }
}

/**
 * The caller is a user of the API's account. `principalOrgId` is what an HTTP API was seen to say of a caller
 * (https://github.com/swift-server/swift-aws-lambda-events, APIGateway+V2IAMTests); a function's own URL says null.
 */
function allowCaller({ accountId }: AuthorizationRequest, { accessKeyId }: Signature): Allowed {
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
