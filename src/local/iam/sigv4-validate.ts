import { createHash } from "node:crypto";
import { type Credentials, ownsSessionToken, SIGV4_LIMITS } from "#aws";
import type { GatewayRequest } from "../http/request";
import { headerOf } from "../http/request";
import type { Signature } from "./sigv4-parse";

/** Signature, with the data that is needed to validate it. */
export interface SignatureContext {
  readonly signature: Signature;
  readonly request: GatewayRequest;
  /** Region of the API. */
  readonly region: string;
  /** Credentials that belong to the access key ID in the signature. */
  readonly owner: Credentials;
  /** Current time, in milliseconds since the Unix epoch. */
  readonly now: number;
}

interface Rule {
  isBroken(context: SignatureContext): boolean;
  message(context: SignatureContext): string;
}

/** Number of query parameters that a signed request may have. */
const SIGNED_PARAMETERS = 500;

/**
 * Rules for a signature. The message of the first broken rule is reported.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-authentication-methods.html
 */
const RULES: readonly Rule[] = [
  {
    isBroken: ({ request }) => canonicalPath(request.encodedPath) !== request.encodedPath,
    message: ({ request }) =>
      `the path is ${request.encodedPath}; a signature covers only ${canonicalPath(request.encodedPath)}`,
  },
  {
    isBroken: ({ request }) => request.rawQuery.includes("+"),
    message: () => 'the query contains "+", which a signature reads as a plus sign; write %20 or %2B',
  },
  {
    // The signer copies the query once for each parameter. The limit of AWS is unmeasured.
    isBroken: ({ request }) => request.rawQuery.split("&").length > SIGNED_PARAMETERS,
    message: () => `the query has more than ${SIGNED_PARAMETERS} parameters; expected a shorter query`,
  },
  {
    isBroken: ({ signature }) => signature.service !== "execute-api",
    message: ({ signature }) => `signed for service ${signature.service}; expected execute-api`,
  },
  {
    isBroken: ({ signature, region }) => signature.region !== region,
    message: ({ signature, region }) => `signed for region ${signature.region}; the API is in ${region}`,
  },
  {
    isBroken: ({ signature }) => !signature.time.startsWith(signature.day),
    message: ({ signature }) => `Credential has the date ${signature.day}; X-Amz-Date is ${signature.time}`,
  },
  {
    isBroken: ({ signature, now }) => signature.timeEpoch > now + SIGV4_LIMITS.clockSkewMs,
    message: ({ signature }) => `signed in the future, at ${signature.time}`,
  },
  {
    isBroken: ({ signature, now }) =>
      signature.form === "header" && signature.timeEpoch < now - SIGV4_LIMITS.clockSkewMs,
    message: ({ signature }) => `signed more than five minutes ago, at ${signature.time}`,
  },
  {
    isBroken: ({ signature: { expiresSeconds = 1 } }) =>
      expiresSeconds < 1 || expiresSeconds > SIGV4_LIMITS.expiresSeconds,
    message: ({ signature }) => `X-Amz-Expires is ${signature.expiresSeconds}; expected 1 to 604800 seconds`,
  },
  {
    isBroken: ({ signature: { timeEpoch, expiresSeconds }, now }) =>
      expiresSeconds !== undefined && timeEpoch + expiresSeconds * 1000 < now,
    message: ({ signature }) =>
      `the presigned URL has expired; it was valid for ${signature.expiresSeconds} s from ${signature.time}`,
  },
  {
    isBroken: ({ signature, owner }) => !ownsSessionToken(owner, signature.sessionToken),
    message: ({ owner }) => `the session token does not belong to ${owner.accessKeyId}`,
  },
  {
    isBroken: (context) => findUnsignedHeaders(context).length > 0,
    message: (context) =>
      `the signature does not cover the headers ${findUnsignedHeaders(context).join(", ")}`,
  },
  {
    isBroken: ({ request }) => ![undefined, hashBody(request)].includes(readBodyHash(request)),
    message: () => "x-amz-content-sha256 is not the hash of the body",
  },
];

/**
 * Validates the parts of a signature that can be checked without calculating the signature, such as the dates
 * and the signed headers.
 *
 * @returns an error message for the terminal, or `undefined` if these parts are valid
 */
export function validateSignature(context: SignatureContext): string | undefined {
  return RULES.find((rule) => rule.isBroken(context))?.message(context);
}

/**
 * Returns the headers that must be signed but are not. The `host` header and all `x-amz-*` headers must be
 * signed (reference_sigv-create-signed-request, IAM user guide).
 */
function findUnsignedHeaders({ request, signature }: SignatureContext): string[] {
  const amzHeaders = request.headers.map(([name]) => name).filter((name) => name.startsWith("x-amz-"));
  const signed = new Set(signature.signedHeaders);
  return ["host", ...amzHeaders].filter((name) => !signed.has(name));
}

/**
 * Returns a path without `.`, `..` and empty segments. A signature covers this path, but the path of the request selects
 * the route. If both differ, the signature of `/public` would be valid for `/admin/../public`.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
function canonicalPath(encodedPath: string): string {
  const segments: string[] = [];
  for (const segment of encodedPath.split("/")) {
    if (segment === "..") segments.pop();
    else if (segment !== "." && segment !== "") segments.push(segment);
  }
  return `/${segments.join("/")}${segments.length > 0 && encodedPath.endsWith("/") ? "/" : ""}`;
}

function readBodyHash(request: GatewayRequest): string | undefined {
  return headerOf(request, "x-amz-content-sha256");
}

function hashBody({ body }: GatewayRequest): string {
  return createHash("sha256").update(body).digest("hex");
}
