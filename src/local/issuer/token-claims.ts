import { GatewrightError } from "#error";
import type { UserPoolModel } from "../model/model";

/** What a token is to say of its bearer. */
export interface TokenRequest {
  readonly pool: UserPoolModel;
  /** `products/read`; of the pool's, or Cognito's own. Default: what Cognito gives who signs in without asking. */
  readonly scopes?: readonly string[];
  /** Of the pool's. Default: none. */
  readonly groups?: readonly string[];
  /** The user's id, and name. Default: one user, always the same, so that what is stored for it is found again. */
  readonly subject?: string;
  /** Of the pool's. Default: its first. */
  readonly clientId?: string;
  /** From now; below 0 for one that is past. Default: the pool's. */
  readonly expiresInMinutes?: number;
  /** Further ones, as a pre token generation trigger may add; they win over all others. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** A token that its pool would not give. */
export class InvalidTokenRequest extends GatewrightError {
  override readonly name = "TokenWishFault";

  constructor(error: string) {
    super("GW_TOKEN", [error]);
  }
}

export const DEFAULT_SUBJECT = "10ca1000-0000-4000-8000-000000000001";

/** https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-define-resource-servers.html */
const COGNITO_SCOPES = ["aws.cognito.signin.user.admin", "email", "openid", "phone", "profile"];

/** What of a wish depends on its pool, with defaults written out. @throws TokenWishFault for what the pool does not have */
export function grantedClaims({ pool, ...wish }: TokenRequest) {
  const { scopes = ["aws.cognito.signin.user.admin"], groups = [], clientId = pool.clientIds[0] } = wish;
  const { subject = DEFAULT_SUBJECT, expiresInMinutes = pool.tokenMinutes } = wish;
  if (clientId === undefined)
    throw new InvalidTokenRequest(`user pool "${pool.label}" has no client; add one to the stack`);
  checkKnown(pool, "client", [clientId], pool.clientIds);
  checkKnown(pool, "scope", scopes, pool.scopes, COGNITO_SCOPES);
  checkKnown(pool, "group", groups, pool.groups);
  if (!Number.isFinite(expiresInMinutes)) {
    throw new InvalidTokenRequest(`a token is valid for a number of minutes, found ${expiresInMinutes}`);
  }
  return { scopes, groups, clientId, subject, expiresInMinutes };
}

function checkKnown(
  { label }: UserPoolModel,
  what: string,
  wanted: readonly string[],
  declared: readonly string[],
  always: readonly string[] = [],
): void {
  const unknown = wanted.filter((name) => !declared.includes(name) && !always.includes(name));
  if (unknown.length === 0) return;
  const has = declared.length > 0 ? declared.join(", ") : "none";
  const beside = always.length > 0 ? `, beside Cognito's own ${always.join(", ")}` : "";
  throw new InvalidTokenRequest(
    `user pool "${label}" has no ${what} ${unknown.map((name) => `"${name}"`).join(", ")}; it has ${has}${beside}`,
  );
}
