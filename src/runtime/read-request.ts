import type { APIGatewayProxyEventV2 } from "aws-lambda";
import {
  type BodyOf,
  type HeadersOf,
  lowercaseNames,
  type ParamsOf,
  type QueryOf,
  type Route,
  type SignalOf,
} from "#contract";
import { readJson, requireHttpEvent } from "./event";
import { callerError } from "./http-error";
import type { Log } from "./log";
import type { RequestEvent } from "./proxy-event";
import { versionParameter } from "./select-version";
import { type InputError, type Parsed, validate } from "./validate";
import { type TextValues, validateTexts } from "./validate-texts";

/** Validated request that a handler receives. */
export interface Request<R extends Route = Route> {
  /** Path parameters, percent-decoded. */
  readonly params: ParamsOf<R>;
  /**
   * Query parameters, percent-decoded. Without a schema, a parameter that occurs several times has its last
   * value.
   */
  readonly query: QueryOf<R>;
  /** Headers, with lowercase names. */
  readonly headers: HeadersOf<R>;
  /** Body, as the output of the route's schema. `undefined` if the route declares no body. */
  readonly body: BodyOf<R>;
  /**
   * Claims of the caller's token, as strings. API Gateway has verified the token. Empty if the route has no
   * JWT authorizer, or no Cognito authorizer in a REST API.
   */
  readonly claims: Readonly<Record<string, string>>;
  /**
   * Request ID from API Gateway. It also sends the ID to the caller: HTTP APIs in the header `apigw-requestid`, and REST
   * APIs in the header `x-amzn-requestid`.
   */
  readonly requestId: string;
  /** Log that adds the request ID, the route key and the trace ID to each entry. */
  readonly log: Log;
  /**
   * Event from API Gateway in payload format 2.0. The event of a REST API is converted to this format, and its
   * `requestContext` keeps fields such as `identity`.
   */
  readonly event: RequestEvent;
  /**
   * Signal that is aborted when the client closes the connection, if the contract declares a streamed reply. Pass it to
   * `fetch()` and to the AWS SDK. `undefined` for any other route.
   */
  readonly signal: SignalOf<R>;
}

/** Data of a request that is available before validation. */
export interface RequestContext {
  readonly event: RequestEvent;
  readonly requestId: string;
  readonly log: Log;
  /** Signal of a function with streamed replies. The type is `never`, because it is assignable to each {@link SignalOf}. */
  readonly signal: never;
}

/**
 * Reads and validates a request. Returns a `Promise` only if a part is validated asynchronously, because an error in a
 * `Promise` would slow down each invalid request.
 * @throws HttpError 403 if the caller is in none of the route's groups; 415 if the content type is not JSON;
 * 400 if the body is not JSON or if a part of the request is invalid, with the errors of all parts
 * @throws Error if the event does not have payload format 2.0, or if its body is neither text nor a JSON value
 */
export function readRequest<R extends Route>(
  route: R,
  context: RequestContext,
): Request<R> | Promise<Request<R>> {
  const { event } = context;
  requireHttpEvent(event);
  const { authorizer } = event.requestContext as {
    authorizer?: { jwt?: { claims?: Record<string, string> } };
  };
  const claims = authorizer?.jwt?.claims ?? {};
  checkGroups(route, claims);
  const requestHeaders = lowercaseNames(event.headers ?? {});
  const parts = requireAll([
    readStrings("path", route.params, event.pathParameters),
    readStrings("query", route.query, readQuery(route, event)),
    readStrings("headers", route.headers, requestHeaders),
    readBody(route, event, requestHeaders["content-type"]),
  ]);
  return parts instanceof Promise
    ? parts.then((valid) => toRequest(valid, claims, context))
    : toRequest(parts, claims, context);
}

function toRequest<R extends Route>(
  [params, query, headers, body]: Parts<Valid>,
  claims: Request["claims"],
  context: RequestContext,
): Request<R> {
  return {
    params: params.value,
    query: query.value,
    headers: headers.value,
    body: body.value,
    claims,
    ...context,
  };
}

type Parts<Part> = readonly [params: Part, query: Part, headers: Part, body: Part];

/**
 * Part without errors. The type of its value is `never`, because it is assignable to the output type of every schema.
 */
interface Valid {
  readonly value: never;
}

/**
 * Returns the validated parts of a request. Returns a `Promise` only if a schema is asynchronous, because an
 * unnecessary `await` would slow down each request.
 * @throws HttpError 400 with the errors of all parts
 */
function requireAll(parts: Parts<Parsed | Promise<Parsed>>): Parts<Valid> | Promise<Parts<Valid>> {
  return parts.some((part) => part instanceof Promise)
    ? Promise.all(parts).then(requireValid)
    : requireValid(parts as Parts<Parsed>);
}

function requireValid(parts: Parts<Parsed>): Parts<Valid> {
  if (parts.some((part) => "errors" in part)) {
    const errors = parts.flatMap((part) => ("errors" in part ? part.errors : []));
    throw callerError(400, "invalid-input", "The request is invalid.", errors);
  }
  return parts as Parts<Valid>;
}

/** Returns the value of a part that consists of strings. If there is a schema, the strings are validated. */
function readStrings(
  part: InputError["in"],
  schema: Route["query"],
  values: TextValues = {},
): Parsed | Promise<Parsed> {
  return schema ? validateTexts(part, schema, values) : { value: values };
}

/**
 * Returns the query parameters without the parameter that selects a version. With a schema, a parameter that
 * occurs several times is a list; without a schema, it has its last value.
 */
function readQuery(
  { query: schema, version }: Route,
  { rawQueryString }: APIGatewayProxyEventV2,
): TextValues {
  if (!rawQueryString) return {};
  const query = new URLSearchParams(rawQueryString);
  query.delete(versionParameter(version) ?? "");
  const values = new Map<string, string | string[]>();
  for (const [name, value] of query) {
    const previous = values.get(name);
    if (!schema || previous === undefined) values.set(name, value);
    else if (typeof previous === "string") values.set(name, [previous, value]);
    else previous.push(value);
  }
  return Object.fromEntries(values);
}

function readBody(
  { body: schema }: Route,
  event: APIGatewayProxyEventV2,
  type: string | undefined,
): Parsed | Promise<Parsed> {
  if (!schema) return { value: undefined };
  if (type !== undefined && !/^application\/([\w.+-]+\+)?json\s*(;|$)/i.test(type)) {
    throw callerError(415, "unsupported-media-type", `Content-Type must be application/json, got "${type}".`);
  }
  return validate("body", schema, readJson(event));
}

/**
 * Rejects a caller that is in none of the groups. API Gateway passes the claim `cognito:groups`, which is a
 * list, as one string: `[admin staff]`. Only a space separates two groups, because the name of a group can contain a
 * comma.
 */
function checkGroups({ groups }: Route, claims: Readonly<Record<string, string>>): void {
  if (!groups) return;
  const claim = claims["cognito:groups"] ?? "";
  const isList = claim.startsWith("[") && claim.endsWith("]");
  const memberships = (isList ? claim.slice(1, -1) : claim).split(" ").filter(Boolean);
  if (groups.some((group) => memberships.includes(group))) return;
  throw callerError(
    403,
    "missing-group",
    `The caller must be a member of one of these groups: ${groups.join(", ")}.`,
  );
}
