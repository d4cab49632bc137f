import { type Credentials, SIGV4_LIMITS } from "#aws";
import type { AuthorizationResult, Denied } from "../gateway/core/authorization-result";
import { missingToken } from "../gateway/rest-api/gateway-error";
import { readSignature, type Signature, SignatureError } from "../iam/sigv4-parse";
import { validateSignature } from "../iam/sigv4-validate";
import { verifySignature } from "../iam/sigv4-verify";
import { allowCaller, type SignedRecord } from "./iam-authorizer";
import { denyRest } from "./rest-denials";

/**
 * Allows a request that is signed (AWS Signature Version 4) with one of the given credentials. Unlike an HTTP API, a REST
 * API describes the error of a signature to the caller.
 *
 * @param credentials credentials that are accepted
 * @param now returns milliseconds since the Unix epoch
 * @see https://repost.aws/knowledge-center/api-gateway-403-forbidden-errors
 */
export async function authorizeRestIam(
  record: SignedRecord,
  credentials: readonly Credentials[],
  now: () => number,
): Promise<AuthorizationResult> {
  try {
    const signature = readIfSigned(record);
    return signature
      ? await authorizeSigned(record, { signature, credentials, nowMs: now() })
      : denyUnsigned(record);
  } catch (error) {
    if (!(error instanceof SignatureError)) throw error;
    return denyRest(
      "INVALID_SIGNATURE",
      error.message,
      `IAM: ${error.message}`,
      "IncompleteSignatureException",
    );
  }
}

/** A header `Authorization` of another scheme, such as `Bearer`, has its own error. */
function readIfSigned({ request }: SignedRecord): Signature | undefined {
  const isOther = request.headers.some(
    ([name, value]) => name === "authorization" && !value.startsWith("AWS4-HMAC-SHA256"),
  );
  return isOther ? undefined : readSignature(request);
}

function denyUnsigned({ request }: SignedRecord): Denied {
  const reason = "IAM: the request is not signed (AWS Signature Version 4)";
  const response = missingToken(request, reason);
  return { isAuthorized: false, status: 403, message: response.error?.message ?? "", reason, response };
}

interface SignedRequest {
  readonly signature: Signature;
  readonly credentials: readonly Credentials[];
  readonly nowMs: number;
}

async function authorizeSigned(
  record: SignedRecord,
  { signature, credentials, nowMs }: SignedRequest,
): Promise<AuthorizationResult> {
  const { request, region } = record;
  const owner = credentials.find(({ accessKeyId }) => accessKeyId === signature.accessKeyId);
  if (!owner) {
    const reason = `IAM: unknown access key ${signature.accessKeyId}. Sign the request with the local credentials`;
    return denyRest("ACCESS_DENIED", "The security token included in the request is invalid.", reason);
  }
  if (signature.form === "header" && signature.timeEpoch < nowMs - SIGV4_LIMITS.clockSkewMs) {
    const message = describeExpired(signature, nowMs);
    return denyRest("INVALID_SIGNATURE", message, `IAM: ${message}`);
  }
  const error = validateSignature({ signature, request, region, owner, now: nowMs });
  if (error === undefined && (await verifySignature(owner, request, signature)))
    return allowCaller(record, signature);
  return denyRest(
    "INVALID_SIGNATURE",
    MISMATCH,
    `IAM: ${error ?? "the signature does not match the request"}`,
  );
}

const MISMATCH =
  "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.";

function describeExpired({ time }: Signature, nowMs: number): string {
  const limit = formatAmzDate(nowMs - SIGV4_LIMITS.clockSkewMs);
  return `Signature expired: ${time} is now earlier than ${limit} (${formatAmzDate(nowMs)} - 5 min.)`;
}

/** Formats a time as `X-Amz-Date` does: `20261005T120000Z`. */
function formatAmzDate(epochMs: number): string {
  return new Date(epochMs).toISOString().replaceAll(/[-:]|\.\d+/g, "");
}
