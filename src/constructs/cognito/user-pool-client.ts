import {
  type CognitoResourceServer,
  type CognitoUserPool,
  CognitoUserPoolClient,
  type CognitoUserPoolClientConfig,
  type Construct,
} from "../cdktf";

export interface ClientProps {
  /** How long an access token and an id token hold, in minutes, 5 to 1440. Default: 60. */
  readonly accessTokenMinutes?: number;
  /** How long a user stays signed in, in days, 1 to 3650. Default: 30. */
  readonly refreshTokenDays?: number;
}

export interface CodeClientProps extends ClientProps {
  /** Where a user may be sent after signing in: https URLs, or http://localhost while developing. */
  readonly callbackUrls: readonly string[];
  /** Where a user may be sent after signing out. Default: none. */
  readonly logoutUrls?: readonly string[];
  /** The pool's scopes that the app may ask for, beside `openid`, `email` and `profile`. Default: all of them. */
  readonly scopes?: readonly string[];
}

export type SrpClientProps = ClientProps;

/** The pool a client is added to. */
export interface ClientPool {
  readonly scope: Construct;
  readonly pool: CognitoUserPool;
  readonly scopes: readonly string[];
  readonly resourceServers: readonly CognitoResourceServer[];
}

export function createCodeClient(
  pool: ClientPool,
  id: string,
  props: CodeClientProps,
): CognitoUserPoolClient {
  return createClient(pool, id, props, {
    allowedOauthFlowsUserPoolClient: true,
    allowedOauthFlows: ["code"],
    allowedOauthScopes: ["openid", "email", "profile", ...(props.scopes ?? pool.scopes)],
    callbackUrls: [...props.callbackUrls],
    logoutUrls: props.logoutUrls && [...props.logoutUrls],
    supportedIdentityProviders: ["COGNITO"],
    explicitAuthFlows: ["ALLOW_REFRESH_TOKEN_AUTH"],
    // A client that asks for a scope before its resource server is there is refused.
    dependsOn: [...pool.resourceServers],
  });
}

export function createSrpClient(pool: ClientPool, id: string, props: SrpClientProps): CognitoUserPoolClient {
  return createClient(pool, id, props, {
    explicitAuthFlows: ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
  });
}

/**
 * What every client has: no secret, for an app on a user's device cannot keep one, and no answer that tells whether a
 * user exists.
 */
function createClient(
  { scope, pool }: ClientPool,
  id: string,
  { accessTokenMinutes = 60, refreshTokenDays = 30 }: ClientProps,
  flow: Partial<CognitoUserPoolClientConfig>,
): CognitoUserPoolClient {
  return new CognitoUserPoolClient(scope, `client-${id}`, {
    userPoolId: pool.id,
    name: id,
    generateSecret: false,
    preventUserExistenceErrors: "ENABLED",
    enableTokenRevocation: true,
    accessTokenValidity: accessTokenMinutes,
    idTokenValidity: accessTokenMinutes,
    refreshTokenValidity: refreshTokenDays,
    tokenValidityUnits: [{ accessToken: "minutes", idToken: "minutes", refreshToken: "days" }],
    ...flow,
  });
}
