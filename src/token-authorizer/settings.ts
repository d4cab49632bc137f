/** Environment variables of the function. `WebSocketTokenAuthorizer` sets them. */
export interface TokenAuthorizerVariables {
  /** Issuer of the tokens, exactly as in the claim `iss`. */
  readonly ISSUER: string;
  /** Accepted audiences: a list as JSON. */
  readonly AUDIENCES: string;
  /** Accepted scopes; a token needs one of them: a list as JSON. Empty if no scope is required. */
  readonly SCOPES: string;
  /** Required value of the claim `token_use` of Cognito. Absent if it is not checked. */
  readonly TOKEN_USE?: string;
  /** Part of the handshake with the token: `query`, `cookie` or `subprotocol`. */
  readonly TOKEN_IN: string;
  /** Name of the query parameter or of the cookie. Absent for a subprotocol. */
  readonly TOKEN_NAME?: string;
}

/** Settings of the function. */
export interface TokenAuthorizerSettings {
  readonly issuer: string;
  readonly audiences: readonly string[];
  readonly scopes: readonly string[];
  readonly tokenUse?: string;
  readonly tokenIn: string;
  readonly tokenName: string;
}

/** Reads the settings from the environment variables of the function. */
export function readSettings(environment: Readonly<Record<string, string | undefined>>) {
  const { ISSUER, AUDIENCES, SCOPES, TOKEN_USE, TOKEN_IN, TOKEN_NAME } =
    environment as unknown as TokenAuthorizerVariables;
  const settings: TokenAuthorizerSettings = {
    issuer: ISSUER,
    audiences: JSON.parse(AUDIENCES),
    scopes: JSON.parse(SCOPES),
    tokenUse: TOKEN_USE,
    tokenIn: TOKEN_IN,
    tokenName: TOKEN_NAME ?? "",
  };
  return settings;
}
