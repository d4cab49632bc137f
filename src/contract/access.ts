/** Who may call a route. Without any of these, it is whoever the API's own authorizer lets in. */
export interface Access {
  /** `"public"` lets everybody call; nothing is public by omission. */
  readonly access?: "public";
  /** The OAuth scopes of which a caller's token must hold at least one; 10 at most. Default: any valid token. */
  readonly scopes?: readonly string[];
  /**
   * The groups of which a caller must be in at least one, by the token's `cognito:groups`. The function looks at them,
   * and answers 403. Default: any.
   */
  readonly groups?: readonly string[];
}
