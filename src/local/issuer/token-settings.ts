import { GatewrightError } from "#error";
import type { AppClientModel, UserPoolModel } from "../model/model";

/** Request for a token of a user pool. */
export interface TokenSettings {
  readonly pool: UserPoolModel;
  /** `id` for an ID token, which has no scopes. Default: `access`. */
  readonly use?: "access" | "id";
  /** Scopes of an access token: those of the pool, such as `products/read`, or of Cognito. Default: `aws.cognito.signin.user.admin`. */
  readonly scopes?: readonly string[];
  /** Groups of the pool. Default: none. */
  readonly groups?: readonly string[];
  /**
   * ID and name of the user. Default: {@link DEFAULT_SUBJECT}. Because the default is constant, a new token
   * identifies the same user, and functions find the data that they stored for this user.
   */
  readonly subject?: string;
  /** ID or name of the app client. Default: the first client of the pool. */
  readonly client?: string;
  /**
   * Lifetime in minutes. A negative number creates an expired token. Default: the lifetime that the pool's
   * first client sets.
   */
  readonly expiresInMinutes?: number;
  /**
   * Additional claims, like those that a pre token generation trigger adds. They override all other claims.
   */
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** Error for a token request that does not match the settings of the user pool. */
export class InvalidTokenRequest extends GatewrightError {
  override readonly name = "InvalidTokenRequest";

  constructor(error: string) {
    super("GW_TOKEN", [error]);
  }
}

/** ID of the user in a token request without `subject`. */
export const DEFAULT_SUBJECT = "10ca1000-0000-4000-8000-000000000001";

/**
 * Scopes that every user pool has without a resource server.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-define-resource-servers.html
 */
const COGNITO_SCOPES = ["aws.cognito.signin.user.admin", "email", "openid", "phone", "profile"];

/**
 * Validates a token request and returns its values, with defaults for the values that are not set.
 *
 * @throws InvalidTokenRequest if the pool does not have a requested scope, group or client, or if scopes of an ID token are
 * requested
 */
export function resolveTokenSettings({ pool, ...request }: TokenSettings) {
  const { scopes = ["aws.cognito.signin.user.admin"], groups = [] } = request;
  if (request.use === "id" && request.scopes !== undefined)
    throw new InvalidTokenRequest(
      "an ID token has no scopes. Remove --scope or --id (`scopes` or `use` in code).",
    );
  const { subject = DEFAULT_SUBJECT, expiresInMinutes = pool.tokenMinutes } = request;
  const { id: clientId } = selectClient(pool, request.client);
  checkNames(pool, "scope", scopes, pool.scopes, COGNITO_SCOPES);
  checkNames(pool, "group", groups, pool.groups);
  if (!Number.isFinite(expiresInMinutes)) {
    throw new InvalidTokenRequest(
      `token lifetime is ${expiresInMinutes}; expected a number of minutes. Correct --minutes, or \`expiresInMinutes\` in code.`,
    );
  }
  return { scopes, groups, clientId, subject, expiresInMinutes };
}

/** Returns the client with an ID or a name. Default: the first client of the pool. */
function selectClient(pool: UserPoolModel, requested: string | undefined): AppClientModel {
  const { clients, label } = pool;
  const [first] = clients;
  if (first === undefined)
    throw new InvalidTokenRequest(`user pool "${label}" has no client. Add one to the stack.`);
  if (requested === undefined) return first;
  const [client, ...others] = clients.filter(({ id, name }) => id === requested || name === requested);
  if (client !== undefined && others.length === 0) return client;
  const problem = client === undefined ? `no client "${requested}"` : `several clients "${requested}"`;
  const available = clients.map(({ id, name }) => `${name} (${id})`).join(", ");
  throw new InvalidTokenRequest(`user pool "${label}" has ${problem}; available: ${available}`);
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
