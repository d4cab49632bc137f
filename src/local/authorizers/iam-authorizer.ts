import type { Credentials } from "#aws";
import type { Admitted, Asked, Verdict } from "../gateway/core/authorization";
import { readSignature, type Signature, SignatureFault } from "../iam/sigv4-parse";
import { signatureFault } from "../iam/sigv4-validate";
import { isSignedBy } from "../iam/sigv4-verify";
import { forbidden } from "./denials";

/**
 * Whether a request is signed with credentials that this machine knows. What their owner is allowed is not looked at:
 * on this machine there are no policies of callers.
 *
 * HTTP APIs refuse with 403 Forbidden, whatever is wrong: REST APIs' `x-amzn-errortype` they have not.
 *
 * @param now milliseconds since 1970
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control-iam.html
 */
export async function judgeIam(
  asked: Asked,
  credentials: readonly Credentials[],
  now: () => number,
): Promise<Verdict> {
  try {
    const signature = readSignature(asked.request);
    if (!signature) return forbidden("the request is not signed (AWS Signature Version 4)");
    const owner = credentials.find(({ accessKeyId }) => accessKeyId === signature.accessKeyId);
    if (!owner) return forbidden(`the access key ${signature.accessKeyId} is not known on this machine`);
    const { request } = asked;
    const fault = signatureFault({ signature, request, region: asked.region, owner, now: now() });
    if (fault !== undefined) return forbidden(fault);
    return (await isSignedBy(owner, request, signature))
      ? admitted(asked, signature)
      : forbidden("the signature is not that of the request and the access key's secret");
  } catch (thrown) {
    if (thrown instanceof SignatureFault) return forbidden(`the signature cannot be read: ${thrown.message}`);
    throw thrown;
  }
}

/**
 * The caller is a user of the API's account. `principalOrgId` is what an HTTP API was seen to say of a caller
 * (https://github.com/swift-server/swift-aws-lambda-events, APIGateway+V2IAMTests); a function's own URL says null.
 */
function admitted({ accountId }: Asked, { accessKeyId }: Signature): Admitted {
  const iam = {
    accessKey: accessKeyId,
    accountId,
    callerId: LOCAL_USER_ID,
    cognitoIdentity: null,
    principalOrgId: "aws:PrincipalOrgID",
    userArn: `arn:aws:iam::${accountId}:user/local`,
    userId: LOCAL_USER_ID,
  };
  return { isAdmitted: true, authorizer: { iam } };
}

const LOCAL_USER_ID = "AIDALOCALGATEWRIGHT0";
