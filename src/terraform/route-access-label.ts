/** Authorization settings of a route. */
export interface RouteAccess {
  /**
   * Value of `authorization_type`: `NONE`, `AWS_IAM`, `CUSTOM` or `JWT`. If the value is unknown, the string
   * that is printed instead of it.
   */
  readonly type: string;
  /** Name of the authorizer: `users`. Absent for a route without an authorizer. */
  readonly authorizer?: string;
  /** Accepted scopes; a token needs one of them. Empty if no scope is required. */
  readonly scopes: readonly string[];
}

/** Access label of a route without an authorizer. */
export const PUBLIC = "public";

/**
 * Returns the access label of a route, which describes the authorization that the route requires. Every
 * command prints the same label for the same settings.
 *
 * @example
 * describeAccess({ type: "JWT", authorizer: "users", scopes: ["things/read"] }); // JWT users: things/read
 *
 * @see https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-routes-routeid.html
 */
export function describeAccess({ type, authorizer, scopes }: RouteAccess): string {
  const name = authorizer === undefined ? "" : ` ${authorizer}`;
  if (type === "NONE") return PUBLIC;
  if (type === "AWS_IAM") return "IAM (SigV4)";
  if (type === "CUSTOM") return `Lambda authorizer${name}`;
  if (type !== "JWT") return `authorization_type ${type}`;
  return `JWT${name}${scopes.length > 0 ? `: ${scopes.join(" or ")}` : ""}`;
}
