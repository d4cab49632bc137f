import {
  type CognitoResourceServer,
  type CognitoUserPool,
  CognitoUserPoolClient,
  type CognitoUserPoolClientConfig,
  type Construct,
} from "../cdktf";
import { escapeTemplates, escapeText, terraformList } from "../tokens";

/** Token lifetimes of an app client. */
export interface ClientProps {
  /**
   * Lifetime of access tokens and ID tokens, in minutes, 5 to 1440. Default: 60, which is also the default of
   * Cognito.
   */
  readonly accessTokenMinutes?: number;
  /**
   * Lifetime of refresh tokens, in days, 1 to 3650. A user has to sign in again after this time. Default: 30,
   * which is also the default of Cognito.
   */
  readonly refreshTokenDays?: number;
}

/** Properties of an app client that uses the authorization code flow. */
export interface CodeClientProps extends ClientProps {
  /**
   * Allowed redirect URLs after sign-in: https URLs, URLs with a custom scheme of the app
   * (`shop://callback`), or `http://localhost` for development.
   */
  readonly callbackUrls: readonly string[];
  /** Allowed redirect URLs after sign-out, of the same kinds as `callbackUrls`. Default: none. */
  readonly logoutUrls?: readonly string[];
  /**
   * Scopes of the pool that the app can request in addition to `openid`, `email` and `profile`. Default: all
   * scopes of the pool.
   */
  readonly scopes?: readonly string[];
}

/** Properties of an app client that signs users in with SRP (Secure Remote Password). */
export type SrpClientProps = ClientProps;

/** User pool to which an app client is added, with the scopes and resource servers of the pool. */
export interface ClientPool {
  readonly scope: Construct;
  readonly pool: CognitoUserPool;
  readonly scopes: readonly string[];
  readonly resourceServers: readonly CognitoResourceServer[];
}

/** Creates an app client that uses the authorization code flow. */
export function createCodeClient(
  pool: ClientPool,
  id: string,
  props: CodeClientProps,
): CognitoUserPoolClient {
  return createClient(pool, id, props, {
    allowedOauthFlowsUserPoolClient: true,
    allowedOauthFlows: ["code"],
    allowedOauthScopes: terraformList([
      "openid",
      "email",
      "profile",
      ...terraformList(props.scopes ?? pool.scopes),
    ]),
    callbackUrls: terraformList(props.callbackUrls),
    logoutUrls: props.logoutUrls && terraformList(props.logoutUrls),
    supportedIdentityProviders: ["COGNITO"],
    explicitAuthFlows: ["ALLOW_REFRESH_TOKEN_AUTH"],
    // Create the resource servers first, because Cognito rejects a client with a scope of a missing resource
    // server.
    dependsOn: [...pool.resourceServers],
  });
}

/** Creates an app client that uses SRP. */
export function createSrpClient(pool: ClientPool, id: string, props: SrpClientProps): CognitoUserPoolClient {
  return createClient(pool, id, props, {
    explicitAuthFlows: ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
  });
}

/**
 * Creates an app client with the settings that all app clients share. The client has no secret, because an
 * app on the device of a user cannot keep a secret. The error responses of Cognito to the client do not
 * reveal whether a user exists.
 */
function createClient(
  { scope, pool }: ClientPool,
  id: string,
  { accessTokenMinutes = 60, refreshTokenDays = 30 }: ClientProps,
  flow: Partial<CognitoUserPoolClientConfig>,
): CognitoUserPoolClient {
  return new CognitoUserPoolClient(scope, `client-${id}`, {
    userPoolId: pool.id,
    name: escapeText(id),
    generateSecret: false,
    preventUserExistenceErrors: "ENABLED",
    enableTokenRevocation: true,
    accessTokenValidity: accessTokenMinutes,
    idTokenValidity: accessTokenMinutes,
    refreshTokenValidity: refreshTokenDays,
    tokenValidityUnits: [{ accessToken: "minutes", idToken: "minutes", refreshToken: "days" }],
    ...escapeTemplates(flow),
  });
}
