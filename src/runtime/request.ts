import type { APIGatewayProxyEventV2 } from "aws-lambda";
import type { BodyOf, HeadersOf, ParamsOf, QueryOf, Route } from "#contract";
import { HttpError } from "./http-error";
import { type InputFault, type Parsed, type TextValues, validate, validateTexts } from "./input";
import type { Log } from "./log";
import { versionParameter } from "./version";

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
export interface Known {
  readonly event: APIGatewayProxyEventV2;
  readonly requestId: string;
  readonly log: Log;
}

/**
 * Reads and validates a request.
 * @throws HttpError 403 without a group that the route asks for, 415 for a body that is no JSON, 400 with every fault
 */
export async function read<R extends Route>(route: R, { event, requestId, log }: Known): Promise<Request<R>> {
  const claims = claimsOf(event);
  checkGroups(route, claims);
  const parts = {
    params: await texts("path", route.params, event.pathParameters ?? {}),
    query: await texts("query", route.query, queryOf(route, event)),
    headers: await texts("headers", route.headers, event.headers ?? {}),
    body: await bodyOf(route, event),
  };
  const faults = Object.values(parts).flatMap((part) => ("faults" in part ? part.faults : []));
  if (faults.length > 0) throw badInput(faults);
  const value = (name: keyof typeof parts) => (parts[name] as { value: never }).value;
  return {
    params: value("params"),
    query: value("query"),
    headers: value("headers"),
    body: value("body"),
    claims,
    requestId,
    log,
    event,
  };
}

function badInput(faults: readonly InputFault[]): HttpError {
  return new HttpError(400, "invalid-input", "The request is not what this route takes.", faults);
}

async function texts(part: InputFault["in"], schema: Route["query"], values: TextValues): Promise<Parsed> {
  if (schema) return validateTexts(part, schema, values);
  return {
    value: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, [value].flat().at(-1)])),
  };
}

/** The query without what names a version of the route, which has been chosen by then. */
function queryOf(route: Route, { rawQueryString }: APIGatewayProxyEventV2): TextValues {
  const query = new URLSearchParams(rawQueryString ?? "");
  query.delete(versionParameter(route.version) ?? "");
  const names = [...new Set(query.keys())];
  return Object.fromEntries(
    names.map((name) => {
      const [first, ...more] = query.getAll(name);
      return [name, more.length > 0 ? [first ?? "", ...more] : first];
    }),
  );
}

async function bodyOf({ body: schema }: Route, event: APIGatewayProxyEventV2): Promise<Parsed> {
  if (!schema) return { value: undefined };
  const type = event.headers?.["content-type"];
  if (type !== undefined && !/^application\/([\w.+-]+\+)?json\s*(;|$)/i.test(type)) {
    throw new HttpError(415, "unsupported-media-type", `The body must be application/json, found "${type}".`);
  }
  const text = decoded(event);
  try {
    return await validate("body", schema, JSON.parse(text));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
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
