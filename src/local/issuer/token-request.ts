import { GatewrightError } from "#error";
import type { UserPoolModel } from "../model/model";

/** Request for a token of a user pool. */
export interface TokenRequest {
  readonly pool: UserPoolModel;
  /** Scopes of the pool, such as `products/read`, or of Cognito. Default: Cognito's default for a sign-in. */
  readonly scopes?: readonly string[];
  /** Groups of the pool. Default: none. */
  readonly groups?: readonly string[];
  /** Id and name of the user. Default: {@link DEFAULT_SUBJECT}, always the same, so that its stored data is found again. */
  readonly subject?: string;
  /** Client of the pool. Default: its first. */
  readonly clientId?: string;
  /** Lifetime in minutes; a negative number creates an expired token. Default: the pool's. */
  readonly expiresInMinutes?: number;
  /** Extra claims, as a pre token generation trigger may add. They override all others. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** Error of a token request that the user pool does not support. */
export class InvalidTokenRequest extends GatewrightError {
  override readonly name = "InvalidTokenRequest";

  constructor(error: string) {
    super("GW_TOKEN", [error]);
  }
}

export const DEFAULT_SUBJECT = "10ca1000-0000-4000-8000-000000000001";

/** https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-define-resource-servers.html */
const COGNITO_SCOPES = ["aws.cognito.signin.user.admin", "email", "openid", "phone", "profile"];

/**
 * Resolves the defaults of a token request and validates it.
 *
 * @throws InvalidTokenRequest if the pool does not have a scope, group or client of the request
 */
export function grantedClaims({ pool, ...request }: TokenRequest) {
  const { scopes = ["aws.cognito.signin.user.admin"], groups = [], clientId = pool.clientIds[0] } = request;
  const { subject = DEFAULT_SUBJECT, expiresInMinutes = pool.tokenMinutes } = request;
  if (clientId === undefined)
    throw new InvalidTokenRequest(`user pool "${pool.label}" has no client. Add one to the stack.`);
  checkNames(pool, "client", [clientId], pool.clientIds);
  checkNames(pool, "scope", scopes, pool.scopes, COGNITO_SCOPES);
  checkNames(pool, "group", groups, pool.groups);
  if (!Number.isFinite(expiresInMinutes)) {
    throw new InvalidTokenRequest(
      `token lifetime is ${expiresInMinutes}; expected a number of minutes. Correct --minutes (expiresInMinutes).`,
    );
  }
  return { scopes, groups, clientId, subject, expiresInMinutes };
}

function checkNames(
  { label }: UserPoolModel,
  kind: string,
  requested: readonly string[],
  declared: readonly string[],
  builtIn: readonly string[] = [],
): void {
  const unknown = requested.filter((name) => !declared.includes(name) && !builtIn.includes(name));
  if (unknown.length === 0) return;
  const names = unknown.map((name) => `"${name}"`).join(", ");
  const available = declared.length > 0 ? declared.join(", ") : "none";
  const cognito = builtIn.length > 0 ? ` (and Cognito's built-in ${builtIn.join(", ")})` : "";
  throw new InvalidTokenRequest(
    `user pool "${label}" has no ${kind} ${names}; available: ${available}${cognito}`,
  );
}
