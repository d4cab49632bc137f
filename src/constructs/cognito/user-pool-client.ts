import {
  type CognitoResourceServer,
  type CognitoUserPool,
  CognitoUserPoolClient,
  type CognitoUserPoolClientConfig,
  type Construct,
} from "../cdktf";
import { BOOLEAN, LIST, NUMBER } from "../prop-rules";
import { type PropRules, required } from "../props";
import { choose, escapeTemplates, escapeText, terraformList } from "../tokens";

/** Settings that all kinds of app clients have. */
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
  /**
   * Makes each use of a refresh token return a new one and invalidate the old one, so that a stolen token stops working.
   * The app must use the token endpoint or `GetTokensFromRefreshToken`, because Cognito rejects the flow
   * `REFRESH_TOKEN_AUTH`. Default: true, because the client has no secret that protects its refresh tokens.
   * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-refresh-token.html
   */
  readonly refreshTokenRotation?: boolean;
  /**
   * Attributes that a user can change with the access token of this client. Default: only `email`. Without a list,
   * Cognito allows a user to change all standard attributes, such as `name`.
   */
  readonly writeAttributes?: readonly string[];
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

/** Rules for the properties of an app client that uses SRP. */
export const SRP_CLIENT_RULES: PropRules<SrpClientProps> = {
  accessTokenMinutes: NUMBER,
  refreshTokenDays: NUMBER,
  refreshTokenRotation: BOOLEAN,
  writeAttributes: LIST,
};

/** Rules for the properties of an app client that uses the authorization code flow. */
export const CODE_CLIENT_RULES: PropRules<CodeClientProps> = {
  ...SRP_CLIENT_RULES,
  callbackUrls: required(LIST),
  logoutUrls: LIST,
  scopes: LIST,
};

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
    explicitAuthFlows: authFlows(props),
    // Create the resource servers first, because Cognito rejects a client with a scope of a missing resource
    // server.
    dependsOn: [...pool.resourceServers],
  });
}

/** Creates an app client that uses SRP. */
export function createSrpClient(pool: ClientPool, id: string, props: SrpClientProps): CognitoUserPoolClient {
  return createClient(pool, id, props, {
    explicitAuthFlows: authFlows(props, "ALLOW_USER_SRP_AUTH"),
  });
}

/** Time for which a replaced refresh token stays valid, so that an app can repeat a request whose response was lost. */
const RETRY_GRACE_PERIOD_SECONDS = 10;

/**
 * Returns the allowed flows of the Cognito API. Cognito rejects a client with rotation and `ALLOW_REFRESH_TOKEN_AUTH`.
 * An empty list would select Cognito's default flows, which include this flow. An empty list is therefore replaced with
 * `ALLOW_CUSTOM_AUTH`. No caller can use `ALLOW_CUSTOM_AUTH`, because the pool has no triggers for it.
 */
function authFlows({ refreshTokenRotation = true }: ClientProps, ...flows: readonly string[]): string[] {
  const withRotation = flows.length > 0 ? [...flows] : ["ALLOW_CUSTOM_AUTH"];
  return terraformList(choose(refreshTokenRotation, withRotation, [...flows, "ALLOW_REFRESH_TOKEN_AUTH"]));
}

/**
 * Returns the settings of the rotation. Without them, or without a grace period, the AWS provider fails when the rotation
 * is turned off.
 * @see https://github.com/hashicorp/terraform-provider-aws/issues/47196
 * @see https://github.com/hashicorp/terraform-provider-aws/issues/45646
 */
function rotation(isEnabled: boolean) {
  return {
    feature: choose(isEnabled, "ENABLED", "DISABLED"),
    retryGracePeriodSeconds: choose(isEnabled, RETRY_GRACE_PERIOD_SECONDS, 0),
  };
}

/**
 * Creates an app client with the settings that all app clients share. The client has no secret, because an
 * app on the device of a user cannot keep a secret. The error responses of Cognito to the client do not
 * reveal whether a user exists.
 */
function createClient(
  { scope, pool }: ClientPool,
  id: string,
  { accessTokenMinutes = 60, refreshTokenDays = 30, refreshTokenRotation = true, ...props }: ClientProps,
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
    refreshTokenRotation: [rotation(refreshTokenRotation)],
    writeAttributes: escapeTemplates(terraformList(props.writeAttributes ?? ["email"])),
    tokenValidityUnits: [{ accessToken: "minutes", idToken: "minutes", refreshToken: "days" }],
    ...escapeTemplates(flow),
  });
}
