import type { GatewayRequest } from "../http/request";
import { headerOf } from "../http/request";

/** Signature (AWS Signature Version 4) of a request. The signature is parsed, but not verified yet. */
export interface Signature {
  /**
   * Part of the request that contains the signature: the header `authorization`, or the query of a presigned
   * URL.
   */
  readonly form: "header" | "query";
  readonly accessKeyId: string;
  /** Date of the credential scope: `20261005`. */
  readonly day: string;
  readonly region: string;
  readonly service: string;
  /** Value of `X-Amz-Date`: `20261005T120000Z`. */
  readonly time: string;
  /** Value of `X-Amz-Date`, in milliseconds since the Unix epoch. */
  readonly timeEpoch: number;
  /** Validity of a presigned URL (`X-Amz-Expires`), in seconds. */
  readonly expiresSeconds?: number;
  /** Names of the signed headers, in lower case. */
  readonly signedHeaders: readonly string[];
  /** 64 hexadecimal digits. */
  readonly signature: string;
  readonly sessionToken?: string;
}

/** Error for a signature that cannot be parsed. */
export class SignatureError extends Error {
  override readonly name = "SignatureError";
}

const ALGORITHM = "AWS4-HMAC-SHA256";

/** Format of `Credential`: access key ID, date, region and service. */
const CREDENTIAL = /^(\w+)\/(\d{8})\/([\w-]+)\/([\w-]+)\/aws4_request$/;

/**
 * Reads the signature of a request from the header `authorization` or from the query.
 *
 * @returns `undefined` if the request is not signed
 * @throws SignatureError if the signature is incomplete or malformed
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-authentication-methods.html
 */
export function readSignature(request: GatewayRequest): Signature | undefined {
  const authorization = headerOf(request, "authorization");
  const query = signedQuery(request.rawQuery);
  const isPresigned = query.has("X-Amz-Signature");
  if (authorization !== undefined && isPresigned)
    throw new SignatureError("the request is signed twice, in a header and in its query");
  if (isPresigned) return readQuerySignature(query);
  return authorization === undefined ? undefined : readHeaderSignature(authorization, request);
}

/** Parses a query as SigV4 defines it: `+` is a plus sign, because a space must be encoded as `%20`. */
export function signedQuery(rawQuery: string): URLSearchParams {
  return new URLSearchParams(`&${rawQuery.replaceAll("+", "%2B")}`);
}

function readHeaderSignature(authorization: string, request: GatewayRequest): Signature {
  const [algorithm = "", rest = ""] = authorization.split(/ (.*)/s);
  const pairs = rest.split(/, */).map((field) => field.split(/=(.*)/s, 2) as [string, string]);
  rejectDuplicates(pairs.map(([name]) => name));
  const fields = new Map(pairs);
  return toSignature("header", algorithm, {
    credential: fields.get("Credential"),
    signedHeaders: fields.get("SignedHeaders"),
    signature: fields.get("Signature"),
    time: headerOf(request, "x-amz-date"),
    sessionToken: headerOf(request, "x-amz-security-token"),
  });
}

function readQuerySignature(query: URLSearchParams): Signature {
  const names = [...query.keys()].filter((name) => SIGNING_PARAMETERS.has(name.toLowerCase()));
  rejectDuplicates(names.map((name) => name.toLowerCase()));
  const expires = query.get("X-Amz-Expires") ?? "";
  if (!/^\d{1,6}$/.test(expires)) throw new SignatureError("X-Amz-Expires must be a number of seconds");
  return {
    ...toSignature("query", query.get("X-Amz-Algorithm") ?? "", {
      credential: query.get("X-Amz-Credential") ?? undefined,
      signedHeaders: query.get("X-Amz-SignedHeaders") ?? undefined,
      signature: query.get("X-Amz-Signature") ?? undefined,
      time: query.get("X-Amz-Date") ?? undefined,
      sessionToken: query.get("X-Amz-Security-Token") ?? undefined,
    }),
    expiresSeconds: Number(expires),
  };
}

/** Query parameters of a presigned URL, in lower case. */
const SIGNING_PARAMETERS = new Set([
  "x-amz-algorithm",
  "x-amz-credential",
  "x-amz-date",
  "x-amz-expires",
  "x-amz-security-token",
  "x-amz-signature",
  "x-amz-signedheaders",
]);

/** Rejects repeated names, because the signer and a reader of the request may use different values. */
function rejectDuplicates(names: readonly string[]): void {
  const duplicate = names.find((name, index) => names.indexOf(name) !== index);
  if (duplicate !== undefined) throw new SignatureError(`${duplicate} occurs more than once`);
}

interface SignatureFields {
  readonly credential: string | undefined;
  readonly signedHeaders: string | undefined;
  readonly signature: string | undefined;
  readonly time: string | undefined;
  readonly sessionToken: string | undefined;
}

function toSignature(form: Signature["form"], algorithm: string, fields: SignatureFields): Signature {
  if (algorithm !== ALGORITHM) throw new SignatureError(`the algorithm must be ${ALGORITHM}`);
  const { credential = "", signedHeaders = "", signature = "", time = "", sessionToken } = fields;
  const scope = CREDENTIAL.exec(credential);
  if (!scope) throw new SignatureError("Credential must be KEY/DAY/REGION/SERVICE/aws4_request");
  if (!/^[0-9a-f]{64}$/.test(signature)) throw new SignatureError("Signature must be 64 hexadecimal digits");
  const [, accessKeyId = "", day = "", region = "", service = ""] = scope;
  rejectDuplicates(signedHeaders.split(";"));
  return {
    form,
    accessKeyId,
    day,
    region,
    service,
    time,
    timeEpoch: parseTime(time),
    signedHeaders: signedHeaders.split(";"),
    signature,
    sessionToken,
  };
}

function parseTime(time: string): number {
  const iso = time.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z");
  const epoch = iso === time ? Number.NaN : Date.parse(iso);
  if (Number.isNaN(epoch)) throw new SignatureError("X-Amz-Date must be like 20261005T120000Z");
  return epoch;
}
