import type { APIGatewayProxyEventV2 } from "aws-lambda";
import type { BodyOf, HeadersOf, ParamsOf, QueryOf, Route } from "#contract";
import { HttpError } from "./http-error";
import type { Log } from "./log";
import { versionParameter } from "./select-version";
import { type InputError, type Parsed, type TextValues, validate, validateTexts } from "./validate";

/** What a handler is given. */
export interface Request<R extends Route = Route> {
  /** The path parameters, percent-decoded. */
  readonly params: ParamsOf<R>;
  /** The query, percent-decoded; without a schema, a repeated name's last value. */
  readonly query: QueryOf<R>;
  /** The headers, their names in lower case. */
  readonly headers: HeadersOf<R>;
  /** The body as the route's schema gives it. */
  readonly body: BodyOf<R>;
  /** What the caller's token claims, each as text: API Gateway has verified it. Empty on a public route. */
  readonly claims: Readonly<Record<string, string>>;
  /** The id that API Gateway gave the request, and tells the caller. */
  readonly requestId: string;
  /** Writes what happens, with the request's id, route and trace on every line. */
  readonly log: Log;
  /** The event as API Gateway sent it, payload format 2.0. */
  readonly event: APIGatewayProxyEventV2;
}

/** What can be known of a request before it is read. */
export interface RequestContext {
  readonly event: APIGatewayProxyEventV2;
  readonly requestId: string;
  readonly log: Log;
}

/**
 * Reads and validates a request.
 * @throws HttpError 403 without a group that the route asks for, 415 for a body that is no JSON, 400 with every fault
 */
export async function readRequest<R extends Route>(
  route: R,
  { event, requestId, log }: RequestContext,
): Promise<Request<R>> {
  const claims = claimsOf(event);
  checkGroups(route, claims);
  const [params, query, headers, body] = await settled([
    toStringMap("path", route.params, event.pathParameters),
    toStringMap("query", route.query, queryOf(route, event)),
    toStringMap("headers", route.headers, event.headers),
    bodyOf(route, event),
  ]);
  return {
    params: validOf(params),
    query: validOf(query),
    headers: validOf(headers),
    body: validOf(body),
    claims,
    requestId,
    log,
    event,
  };
}

type Parts<Part> = readonly [params: Part, query: Part, headers: Part, body: Part];

/**
 * The parts of a request once all are read. Most are read at once, and waiting for what is there costs each request.
 * @throws HttpError 400 with the faults of all of them
 */
function settled(parts: Parts<Parsed | Promise<Parsed>>): Parts<Parsed> | Promise<Parts<Parsed>> {
  return parts.some((part) => part instanceof Promise)
    ? Promise.all(parts).then(requireValid)
    : requireValid(parts as Parts<Parsed>);
}

function requireValid(read: Parts<Parsed>): Parts<Parsed> {
  if (read.some((part) => "errors" in part)) {
    throw invalidInput(read.flatMap((part) => ("errors" in part ? part.errors : [])));
  }
  return read;
}

/** A part that has no faults, as its schema's type says it is. */
function validOf(part: Parsed): never {
  return (part as { value: never }).value;
}

function invalidInput(faults: readonly InputError[]): HttpError {
  return new HttpError(400, "invalid-input", "The request is not what this route takes.", faults);
}

/** Without a schema it is handed on as it came. */
function toStringMap(
  part: InputError["in"],
  schema: Route["query"],
  values: TextValues = {},
): Parsed | Promise<Parsed> {
  return schema ? validateTexts(part, schema, values) : { value: values };
}

/** The query, less what names a version of the route, which has been chosen by then; a list only for a schema. */
function queryOf({ query: schema, version }: Route, { rawQueryString }: APIGatewayProxyEventV2): TextValues {
  if (!rawQueryString) return {};
  const query = new URLSearchParams(rawQueryString);
  query.delete(versionParameter(version) ?? "");
  const texts = new Map<string, string | string[]>();
  for (const [name, value] of query) {
    const before = texts.get(name);
    texts.set(name, schema && before !== undefined ? [before, value].flat() : value);
  }
  return Object.fromEntries(texts);
}

function bodyOf({ body: schema }: Route, event: APIGatewayProxyEventV2): Parsed | Promise<Parsed> {
  if (!schema) return { value: undefined };
  const type = event.headers?.["content-type"];
  if (type !== undefined && !/^application\/([\w.+-]+\+)?json\s*(;|$)/i.test(type)) {
    throw new HttpError(415, "unsupported-media-type", `The body must be application/json, found "${type}".`);
  }
  return validate("body", schema, parsed(decoded(event)));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new HttpError(400, "invalid-json", text === "" ? "The body is empty." : "The body is not JSON.");
  }
}

function decoded({ body = "", isBase64Encoded }: APIGatewayProxyEventV2): string {
  return isBase64Encoded ? Buffer.from(body, "base64").toString("utf8") : body;
}

function claimsOf({ requestContext }: APIGatewayProxyEventV2): Readonly<Record<string, string>> {
  const { authorizer } = requestContext as { authorizer?: { jwt?: { claims?: Record<string, string> } } };
  return authorizer?.jwt?.claims ?? {};
}

/** API Gateway hands a list on as text: `[admin staff]`. */
function checkGroups({ groups }: Route, claims: Readonly<Record<string, string>>): void {
  if (!groups) return;
  const held = (claims["cognito:groups"] ?? "").replace(/^\[|\]$/g, "").split(/[\s,]+/);
  if (groups.some((group) => held.includes(group))) return;
  throw new HttpError(403, "missing-group", `This route is for members of ${groups.join(" or ")}.`);
}
