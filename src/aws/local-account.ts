/**
 * AWS account ID in the ARNs of the offline plan and of the local gateway. The AWS documentation uses the
 * same ID in its examples.
 */
export const ACCOUNT_ID = "123456789012";

/**
 * AWS access key. A client uses it to sign requests with Signature Version 4.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/security-creds.html
 */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /**
   * Session token of temporary credentials. Default: none, because a long-term access key has no session
   * token.
   */
  readonly sessionToken?: string;
}

/**
 * Long-term credentials with which a client on this computer signs requests to the local gateway (Signature Version
 * 4). They need no protection, because this access key does not exist on AWS.
 */
export const LOCAL_CREDENTIALS: Credentials = {
  accessKeyId: "AKIALOCALGATEWRIGHT0",
  secretAccessKey: "local/this-opens-only-a-local-gateway+00",
};

/**
 * Temporary credentials of local functions, as an execution role has them on AWS. The local gateway accepts requests
 * that are signed with them. They do not exist on AWS either.
 */
export const FUNCTION_CREDENTIALS: Required<Credentials> = {
  accessKeyId: "ASIALOCALGATEWRIGHT0",
  secretAccessKey: "local/this-opens-only-a-local-gateway+01",
  sessionToken: "local/session-token-of-every-local-function",
};

/**
 * Returns the session token of a function. It starts with the token of all functions, and ends with the name of the
 * function. The local gateway reads from it which function signed a request.
 */
export function sessionTokenOf(functionName: string): string {
  return `${FUNCTION_CREDENTIALS.sessionToken}/${functionName}`;
}

/** Returns the name of the function that a session token belongs to; `undefined` for any other token. */
export function functionOfToken(token: string | undefined): string | undefined {
  const prefix = `${FUNCTION_CREDENTIALS.sessionToken}/`;
  return token?.startsWith(prefix) ? token.slice(prefix.length) : undefined;
}

/** Returns true if a session token belongs to credentials. */
export function ownsSessionToken({ sessionToken }: Credentials, token: string | undefined): boolean {
  const isOfFunction =
    sessionToken === FUNCTION_CREDENTIALS.sessionToken && functionOfToken(token) !== undefined;
  return token === sessionToken || isOfFunction;
}
