/** What a route says of who may call it. */
export interface RouteAccess {
  /** `NONE`, `AWS_IAM`, `CUSTOM`, `JWT`, or what stands for one that is not known. */
  readonly type: string;
  /** The authorizer, as it is to be told: `"users"`. Absent where the route names none. */
  readonly authorizer?: string;
  readonly scopes: readonly string[];
}

/** Who may call a route that nobody guards. */
export const EVERYBODY = "everybody";

/**
 * Who may call a route, in words.
 *
 * @example
 * callersOf({ type: "JWT", authorizer: '"users"', scopes: ["things/read"] }); // a token of "users" with things/read
 *
 * @see https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-routes-routeid.html
 */
export function callersOf({ type, authorizer, scopes }: RouteAccess): string {
  if (type === "NONE") return EVERYBODY;
  if (type === "AWS_IAM") return "whoever signs with AWS credentials";
  if (type === "CUSTOM") return `whom ${authorizer ? `the function of ${authorizer}` : "a function"} lets in`;
  if (type !== "JWT") return `whoever ${type} lets in`;
  const of = authorizer ? ` of ${authorizer}` : "";
  return `a token${of}${scopes.length > 0 ? ` with ${scopes.join(" or ")}` : ""}`;
}
