import {
  type CognitoResourceServer,
  type CognitoUserPool,
  CognitoUserPoolClient,
  type CognitoUserPoolClientConfig,
  type Construct,
} from "../cdktf";

/** Token lifetimes of an app client. */
export interface ClientProps {
  /** Lifetime of an access token and an id token, in minutes, 5 to 1440. Default: 60. */
  readonly accessTokenMinutes?: number;
  /** Lifetime of a refresh token, so the time that a user stays signed in, in days, 1 to 3650. Default: 30. */
  readonly refreshTokenDays?: number;
}

/** Properties of an app client that uses the authorization code flow. */
export interface CodeClientProps extends ClientProps {
  /** Allowed redirect URLs after sign-in: https, an app's own scheme, or http://localhost for development. */
  readonly callbackUrls: readonly string[];
  /** Allowed redirect URLs after sign-out. Default: none. */
  readonly logoutUrls?: readonly string[];
  /** Scopes of the pool that the app can request in addition to `openid`, `email` and `profile`. Default: all. */
  readonly scopes?: readonly string[];
}

/** Properties of an app client that signs users in with SRP (Secure Remote Password). */
export type SrpClientProps = ClientProps;

/** Pool that a client is added to, with the scopes and resource servers that the client refers to. */
export interface ClientPool {
  readonly scope: Construct;
  readonly pool: CognitoUserPool;
  readonly scopes: readonly string[];
  readonly resourceServers: readonly CognitoResourceServer[];
}

/** Creates a client of the authorization code flow. */
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
    // Cognito rejects a client that requests a scope of a resource server that does not exist yet.
    dependsOn: [...pool.resourceServers],
  });
}

/** Creates a client of the SRP flow. */
export function createSrpClient(pool: ClientPool, id: string, props: SrpClientProps): CognitoUserPoolClient {
  return createClient(pool, id, props, {
    explicitAuthFlows: ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
  });
}

/**
 * Creates a client with the settings that every client has. It has no secret, because an app on a user's device cannot
 * protect one. Its error responses do not reveal if a user exists.
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
