import type { GatewayRequest } from "../http/request";
import { headerOf } from "../http/request";

/** A signature (version 4) as a request claims it. */
export interface Signature {
  /** Where it stands: in the header `authorization`, or in the query, "presigned". */
  readonly form: "header" | "query";
  readonly accessKeyId: string;
  /** `20261005`. */
  readonly day: string;
  readonly region: string;
  readonly service: string;
  /** `20261005T120000Z`. */
  readonly time: string;
  /** Milliseconds since 1970. */
  readonly timeEpoch: number;
  /** Of a presigned request: how long it is good for. */
  readonly expiresSeconds?: number;
  /** Lower-case names. */
  readonly signedHeaders: readonly string[];
  /** Hexadecimal. */
  readonly signature: string;
  readonly sessionToken?: string;
}

/** A signature that cannot be one. */
export class SignatureError extends Error {
  override readonly name = "SignatureFault";
}

const ALGORITHM = "AWS4-HMAC-SHA256";

/**
 * Reads a request's signature.
 *
 * @returns nothing where the request is not signed
 * @throws SignatureFault for half a signature
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-authentication-methods.html
 */
export function readSignature(request: GatewayRequest): Signature | undefined {
  const authorization = headerOf(request, "authorization");
  const query = signedQuery(request.rawQuery);
  const isPresigned = query.has("X-Amz-Signature");
  if (authorization !== undefined && isPresigned)
    throw new SignatureError("it is signed twice, in a header and in its query");
  if (isPresigned) return inQuery(query);
  return authorization === undefined ? undefined : inHeader(authorization, request);
}

/** The query as it is signed: a `+` is itself, for a space must be sent as `%20`. */
export function signedQuery(rawQuery: string): URLSearchParams {
  return new URLSearchParams(`&${rawQuery.replaceAll("+", "%2B")}`);
}

function inHeader(authorization: string, request: GatewayRequest): Signature {
  const [algorithm = "", rest = ""] = authorization.split(/ (.*)/s);
  const parts = new Map(rest.split(/, */).map((part) => part.split(/=(.*)/s, 2) as [string, string]));
  return read("header", algorithm, {
    credential: parts.get("Credential"),
    signedHeaders: parts.get("SignedHeaders"),
    signature: parts.get("Signature"),
    time: headerOf(request, "x-amz-date"),
    sessionToken: headerOf(request, "x-amz-security-token"),
  });
}

function inQuery(query: URLSearchParams): Signature {
  const expires = query.get("X-Amz-Expires") ?? "";
  if (!/^\d{1,6}$/.test(expires)) throw new SignatureError("X-Amz-Expires must be a number of seconds");
  return {
    ...read("query", query.get("X-Amz-Algorithm") ?? "", {
      credential: query.get("X-Amz-Credential") ?? undefined,
      signedHeaders: query.get("X-Amz-SignedHeaders") ?? undefined,
      signature: query.get("X-Amz-Signature") ?? undefined,
      time: query.get("X-Amz-Date") ?? undefined,
      sessionToken: query.get("X-Amz-Security-Token") ?? undefined,
    }),
    expiresSeconds: Number(expires),
  };
}

interface Parts {
  readonly credential: string | undefined;
  readonly signedHeaders: string | undefined;
  readonly signature: string | undefined;
  readonly time: string | undefined;
  readonly sessionToken: string | undefined;
}

function read(form: Signature["form"], algorithm: string, parts: Parts): Signature {
  if (algorithm !== ALGORITHM) throw new SignatureError(`its algorithm must be ${ALGORITHM}`);
  const { credential = "", signedHeaders = "", signature = "", time = "", sessionToken } = parts;
  const scope = /^(\w+)\/(\d{8})\/([\w-]+)\/([\w-]+)\/aws4_request$/.exec(credential);
  if (!scope) throw new SignatureError("its Credential must be KEY/DAY/REGION/SERVICE/aws4_request");
  if (!/^[0-9a-f]{64}$/.test(signature))
    throw new SignatureError("its Signature must be 64 hexadecimal digits");
  const [, accessKeyId = "", day = "", region = "", service = ""] = scope;
  return {
    form,
    accessKeyId,
    day,
    region,
    service,
    time,
    timeEpoch: epochOf(time),
    signedHeaders: signedHeaders.split(";"),
    signature,
    sessionToken,
  };
}

function epochOf(time: string): number {
  const iso = time.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z");
  const epoch = iso === time ? Number.NaN : Date.parse(iso);
  if (Number.isNaN(epoch)) throw new SignatureError("its X-Amz-Date must be like 20261005T120000Z");
  return epoch;
}
