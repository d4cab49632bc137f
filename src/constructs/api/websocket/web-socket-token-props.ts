import { type KeyReference, LOG_RETENTION, type LogRetentionDays } from "../../log-group";
import { either, FUNCTION, knownRule, LIST, oneOf, TAGS, TEXT, WITH_ARN } from "../../prop-rules";
import { type PropRules, required } from "../../props";
import { isUnresolved } from "../../tokens";
import { validateIssuer } from "../common/authorizer";

const TOKEN_PLACES = ["query", "cookie", "subprotocol"] as const;
const TOKEN_USES = ["access", "id"] as const;

/** Options of the token authorizer of a WebSocket API that do not depend on the issuer. None is required. */
export interface WebSocketTokenOptions {
  /**
   * Part of the handshake with the token: a query parameter, a cookie, or the subprotocol after `bearer`. A browser cannot
   * set a header of a handshake. Default: `"query"`, which every client can send.
   */
  readonly tokenIn?: "query" | "cookie" | "subprotocol";
  /** Name of the query parameter or of the cookie: letters, digits, `_`, `.` and `-`. Default: `token`. */
  readonly tokenName?: string;
  /** Accepted scopes. A token needs at least one of them. Default: none. The scopes of tokens are then not checked. */
  readonly scopes?: readonly string[];
  /**
   * Required value of the claim `token_use`, which the tokens of Cognito have. Default: `"access"` for the tokens of a
   * {@link UserPool}. For another issuer, the claim is not checked.
   * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html
   */
  readonly tokenUse?: "access" | "id";
  /** Retention of the logs of the function, in days. Default: 30. */
  readonly logRetentionDays?: LogRetentionDays;
  /**
   * Customer managed KMS key that encrypts the logs of the function. Its key policy must allow CloudWatch Logs of the Region
   * to use it. Default: CloudWatch Logs encrypts the logs with a key that AWS owns.
   */
  readonly logEncryptionKey?: KeyReference;
  /** Tags of the function, its role and its log group. Default: none. */
  readonly tags?: Readonly<Record<string, string>>;
}

/** Options of a {@link WebSocketTokenAuthorizer}. `issuer` and `audiences` are required. */
export interface WebSocketTokenAuthorizerProps extends WebSocketTokenOptions {
  /**
   * Issuer of the tokens: an https URL, written exactly as in the `iss` claim. The function reads the keys of the issuer
   * from its discovery document, `<issuer>/.well-known/openid-configuration`.
   */
  readonly issuer: string;
  /**
   * Accepted audiences. A token must have one of them as its `aud` claim, or as its `client_id` if it has no `aud`. If you
   * pass a function, it is called at synthesis. It can therefore return the IDs of clients that are declared later.
   */
  readonly audiences: readonly string[] | (() => readonly string[]);
}

/** Rules for the options of a {@link WebSocketTokenAuthorizer} that do not depend on the issuer. */
export const WEB_SOCKET_TOKEN_RULES: PropRules<WebSocketTokenOptions> = {
  tokenIn: knownRule(oneOf(TOKEN_PLACES)),
  tokenName: TEXT,
  scopes: LIST,
  tokenUse: oneOf(TOKEN_USES),
  logRetentionDays: LOG_RETENTION,
  logEncryptionKey: WITH_ARN,
  tags: TAGS,
};

/** Rules for the options of a {@link WebSocketTokenAuthorizer}. */
export const WEB_SOCKET_TOKEN_AUTHORIZER_RULES: PropRules<WebSocketTokenAuthorizerProps> = {
  issuer: required(TEXT),
  audiences: required(either((value) => typeof value === "function", FUNCTION, LIST)),
  ...WEB_SOCKET_TOKEN_RULES,
};

/** Settings that are checked when the app is synthesized. */
export interface WebSocketTokenSettings
  extends Pick<WebSocketTokenAuthorizerProps, "issuer" | "scopes" | "tokenIn" | "tokenName" | "tokenUse"> {
  /** Accepted audiences, which may be declared after the authorizer. */
  readonly audiences: readonly string[];
}

/** Returns the errors of the settings of a token authorizer. */
export function validateWebSocketToken(settings: WebSocketTokenSettings): string[] {
  const { issuer, audiences, scopes = [], tokenUse } = settings;
  return [
    ...validateIssuer(issuer),
    ...(audiences.length > 0
      ? []
      : [
          "has no audience, so it denies every connection. Add an audience, or add a client to the user pool.",
        ]),
    ...validateTokenName(settings),
    ...(tokenUse === "id" && scopes.length > 0
      ? ['scopes is set, but an ID token has no scopes. Remove it, or set tokenUse to "access".']
      : []),
  ];
}

function validateTokenName({ tokenIn, tokenName }: WebSocketTokenSettings): string[] {
  if (tokenName === undefined || isUnresolved(tokenName)) return [];
  if (tokenIn === "subprotocol")
    return [`tokenName is "${tokenName}", but the token is the subprotocol after "bearer". Remove it.`];
  if (/^[\w.-]+$/.test(tokenName)) return [];
  return [`tokenName is "${tokenName}"; expected letters, digits, _, . and -`];
}
