/** Authorization settings of a route. */
export interface RouteAccess {
  /**
   * Value of `authorization_type`: `NONE`, `AWS_IAM`, `CUSTOM` or `JWT`. A method of a REST API can also have
   * `COGNITO_USER_POOLS`. If the value is unknown, the string that is printed instead of it.
   */
  readonly type: string;
  /** Name of the authorizer: `users`. Absent for a route without an authorizer. */
  readonly authorizer?: string;
  /** Accepted scopes; a token needs one of them. Empty if no scope is required. */
  readonly scopes: readonly string[];
  /** Groups that the versions of the route require. Default: none. */
  readonly groups?: readonly VersionGroups[];
  /** True if the method of a REST API, or `$connect`, requires an API key, in addition to the authorization. Default: false. */
  readonly isApiKeyRequired?: boolean;
  /**
   * True for a route of a WebSocket API other than `$connect`. It needs no authorization, because API Gateway authorizes the
   * connections of its clients with `$connect`. Default: false.
   */
  readonly needsConnection?: boolean;
}

/** Groups that one version of a route accepts. The function checks that the caller is a member of one of them. */
export interface VersionGroups {
  /** Version of the route, such as `version=2`. Absent for a route without a version. */
  readonly version?: string;
  /** Empty if the version requires no group. */
  readonly groups: readonly string[];
}

/** Start of the label, by the type of an authorization that requires a token. */
const TOKEN_LABELS: ReadonlyMap<string, string> = new Map([
  ["JWT", "JWT"],
  ["COGNITO_USER_POOLS", "Cognito"],
]);

/** Access label of a route without an authorizer. */
export const PUBLIC = "public";

/** Access label of a route that only the clients with a connection to a WebSocket API reach. */
const CONNECTED = "connected clients";

/**
 * Returns the access label of a route, which describes the authorization that the route requires. Every
 * command prints the same label for the same settings.
 *
 * @example
 * describeAccess({ type: "JWT", authorizer: "users", scopes: ["things/read"] }); // JWT users: scope things/read
 * describeAccess({ type: "JWT", authorizer: "users", scopes: [], groups: [{ groups: ["admin"] }] }); // JWT users: group admin
 * describeAccess({ type: "JWT", authorizer: "users", scopes: [] }); // JWT users: any valid token
 * describeAccess({ type: "NONE", scopes: [], isApiKeyRequired: true }); // public, API key
 * describeAccess({ type: "NONE", scopes: [], needsConnection: true }); // connected clients
 *
 * @see https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-routes-routeid.html
 */
export function describeAccess(access: RouteAccess): string {
  return `${describeAuthorization(access)}${access.isApiKeyRequired ? ", API key" : ""}`;
}

function describeAuthorization(access: RouteAccess): string {
  const { type, authorizer, scopes, groups = [], needsConnection = false } = access;
  const name = authorizer === undefined ? "" : ` ${authorizer}`;
  if (needsConnection) return CONNECTED;
  if (type === "NONE") return PUBLIC;
  if (type === "AWS_IAM") return "IAM (SigV4)";
  if (type === "CUSTOM") return `Lambda authorizer${name}`;
  const label = TOKEN_LABELS.get(type);
  if (label === undefined) return `authorization_type ${type}`;
  const token = type === "COGNITO_USER_POOLS" && scopes.length === 0 ? ["ID token"] : [];
  const requirements = [
    ...token,
    ...(scopes.length > 0 ? [`scope ${scopes.join(" or ")}`] : []),
    ...describeGroups(groups),
  ];
  return `${label}${name}: ${requirements.length > 0 ? requirements.join(", ") : "any valid token"}`;
}

/** Describes the groups of a route once if all versions require the same groups, or else for each version. */
function describeGroups(versions: readonly VersionGroups[]): string[] {
  const texts = versions.map(({ groups }) => (groups.length > 0 ? `group ${groups.join(" or ")}` : ""));
  const [first = ""] = texts;
  if (new Set(texts).size <= 1) return first === "" ? [] : [first];
  return versions.flatMap(({ version }, index) =>
    texts[index] ? [`${texts[index]} (${version === undefined ? "no version" : `version ${version}`})`] : [],
  );
}
