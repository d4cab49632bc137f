import { createHash } from "node:crypto";
import type { Credentials } from "#aws";
import type { GatewayRequest } from "../http/request";
import { headerOf } from "../http/request";
import type { Signature } from "./sigv4-parse";

/** A signature, and what it is held against. */
export interface Claim {
  readonly signature: Signature;
  readonly request: GatewayRequest;
  /** The API's. */
  readonly region: string;
  /** Whose access key the signature names. */
  readonly owner: Credentials;
  /** Milliseconds since 1970. */
  readonly now: number;
}

interface Rule {
  isBroken(claim: Claim): boolean;
  message(claim: Claim): string;
}

/** "In most cases, a request must reach AWS within five minutes of the time stamp": reference_aws-signing, IAM user guide. */
const SKEW_MS = 5 * 60 * 1000;

const MAX_EXPIRES_SECONDS = 7 * 24 * 60 * 60;

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-authentication-methods.html */
const RULES: readonly Rule[] = [
  {
    isBroken: ({ signature }) => signature.service !== "execute-api",
    message: ({ signature }) => `it is signed for the service ${signature.service}, not for execute-api`,
  },
  {
    isBroken: ({ signature, region }) => signature.region !== region,
    message: ({ signature, region }) =>
      `it is signed for the region ${signature.region}, the API is in ${region}`,
  },
  {
    isBroken: ({ signature }) => !signature.time.startsWith(signature.day),
    message: ({ signature }) =>
      `its credential is of the day ${signature.day}, its date is ${signature.time}`,
  },
  {
    isBroken: ({ signature, now }) => signature.timeEpoch > now + SKEW_MS,
    message: ({ signature }) => `it is signed in the future, ${signature.time}`,
  },
  {
    isBroken: ({ signature, now }) => signature.form === "header" && signature.timeEpoch < now - SKEW_MS,
    message: ({ signature }) => `it was signed more than five minutes ago, ${signature.time}`,
  },
  {
    isBroken: ({ signature: { expiresSeconds = 1 } }) =>
      expiresSeconds < 1 || expiresSeconds > MAX_EXPIRES_SECONDS,
    message: ({ signature }) =>
      `X-Amz-Expires must be 1 to 604800 seconds, found ${signature.expiresSeconds}`,
  },
  {
    isBroken: ({ signature: { timeEpoch, expiresSeconds }, now }) =>
      expiresSeconds !== undefined && timeEpoch + expiresSeconds * 1000 < now,
    message: ({ signature }) => `it was good for ${signature.expiresSeconds} s from ${signature.time}`,
  },
  {
    isBroken: ({ signature, owner }) => signature.sessionToken !== owner.sessionToken,
    message: ({ owner }) => `its session token is not that of ${owner.accessKeyId}`,
  },
  {
    isBroken: (claim) => unsigned(claim).length > 0,
    message: (claim) => `it does not cover the headers ${unsigned(claim).join(", ")}`,
  },
  {
    isBroken: ({ request }) => ![undefined, sha256(request)].includes(bodyHash(request)),
    message: () => "x-amz-content-sha256 is not the hash of its body",
  },
];

/** What is wrong with a signature before anything is calculated, in words for the terminal. */
export function validateSignature(claim: Claim): string | undefined {
  return RULES.find((rule) => rule.isBroken(claim))?.message(claim);
}

/** A signature must cover the host and each `x-amz-*` header: reference_sigv-create-signed-request, IAM user guide. */
function unsigned({ request, signature }: Claim): string[] {
  const names = request.headers.map(([name]) => name).filter((name) => name.startsWith("x-amz-"));
  return ["host", ...names].filter((name) => !signature.signedHeaders.includes(name));
}

function bodyHash(request: GatewayRequest): string | undefined {
  return headerOf(request, "x-amz-content-sha256");
}

function sha256({ body }: GatewayRequest): string {
  return createHash("sha256").update(body).digest("hex");
}
