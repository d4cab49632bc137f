import type { RouteKey } from "#aws/route-key";
import { jsonSchemaOf, type ToJsonSchema } from "./json-schema";
import { toParameters } from "./openapi-parameters";
import type { ReplyMedia } from "./reply-body";
import type { Route } from "./route";
import { versionContentType } from "./version-selector";

/**
 * Route with all of its versions, which becomes one OpenAPI operation. OpenAPI allows only one operation per
 * path and method.
 */
export interface Operation {
  readonly operationId: string;
  readonly key: RouteKey;
  readonly versions: readonly [Route, ...Route[]];
}

type Convert = ToJsonSchema | undefined;

/**
 * Returns the OpenAPI operation object of a route.
 * @see https://spec.openapis.org/oas/v3.1.1.html#operation-object
 */
export function toOperation({ operationId, key, versions }: Operation, convert: Convert): object {
  const [{ access, scopes = [] }] = versions;
  const summary = versions.find((route) => route.summary !== undefined)?.summary;
  const tags = [...new Set(versions.flatMap((route) => route.tags ?? []))];
  const bodies = toContent(versions.map((route) => requestContent(route, convert)));
  return {
    operationId,
    ...(summary === undefined ? {} : { summary }),
    ...(tags.length > 0 ? { tags } : {}),
    ...(versions.every(({ deprecated }) => deprecated) ? { deprecated: true } : {}),
    security: access === "public" ? [] : [{ token: scopes }],
    parameters: toParameters(key, versions, convert),
    ...(bodies ? { requestBody: { required: versions.every(({ body }) => body), content: bodies } } : {}),
    responses: responses(versions, convert),
  };
}

/** Schema and example of a body in one media type. */
interface Content {
  readonly type: string;
  readonly schema: object;
  readonly example?: unknown;
}

/**
 * Returns the OpenAPI content of bodies, by media type. If several versions have the same media type, `anyOf`
 * combines their schemas.
 */
function toContent(bodies: readonly (Content | undefined)[]): Record<string, object> | undefined {
  const types = new Set(bodies.flatMap((body) => body?.type ?? []));
  const entries = [...types].map((type) => {
    const sameType = bodies.filter((body) => body !== undefined).filter((body) => body.type === type);
    const schemas = distinct(sameType.map(({ schema }) => schema));
    const example = sameType.find((body) => body.example !== undefined)?.example;
    return [
      type,
      {
        schema: schemas.length > 1 ? { anyOf: schemas } : schemas[0],
        ...(example === undefined ? {} : { example }),
      },
    ];
  });
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

function distinct(values: readonly object[]): object[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}

function requestContent({ version, body, examples }: Route, convert: Convert): Content | undefined {
  return (
    body && {
      type: versionContentType(version),
      schema: jsonSchemaOf(body, convert),
      example: examples?.body,
    }
  );
}

function responses(versions: readonly Route[], convert: Convert): Record<string, object> {
  const statuses = new Set(versions.flatMap(({ replies }) => Object.keys(replies ?? { 200: undefined })));
  return {
    ...errorResponses(versions),
    ...Object.fromEntries([...statuses].map((status) => [status, response(status, versions, convert)])),
  };
}

/**
 * Returns the error responses that the runtime or API Gateway can send, by status. A contract does not
 * declare these responses.
 */
function errorResponses(versions: readonly Route[]): Record<string, object> {
  const problem = { $ref: "#/components/responses/Problem" };
  const denied = { $ref: "#/components/responses/Refused" };
  const isPublic = versions[0]?.access === "public";
  const hasBody = versions.some(({ body }) => body);
  const takesInput = hasBody || versions.some(({ params, query, headers }) => params || query || headers);
  const isSelectedBy = (selector: "parameter" | "mediaType") =>
    versions.length > 1 && versions.some(({ version }) => version && selector in version);
  return {
    ...(takesInput || isSelectedBy("parameter") ? { 400: problem } : {}),
    ...(isPublic ? {} : { 401: denied }),
    ...(isPublic ? {} : { 403: versions.some(({ groups }) => groups) ? problem : denied }),
    ...(isSelectedBy("mediaType") ? { 406: problem } : {}),
    ...(hasBody ? { 415: problem } : {}),
    500: problem,
  };
}

function response(status: string, versions: readonly Route[], convert: Convert): object {
  const replies = versions.map((route) => ({ route, media: route.replies?.[Number(status)] }));
  const isRedirect = replies.some(({ media }) => media && "media" in media && media.media === "redirect");
  const content = toContent(replies.map(({ route, media }) => replyContent(route, status, media, convert)));
  return {
    description: status,
    ...(isRedirect ? { headers: { location: { required: true, schema: { type: "string" } } } } : {}),
    ...(content ? { content } : {}),
  };
}

function replyContent(
  { version, examples }: Route,
  status: string,
  media: ReplyMedia | undefined,
  convert: Convert,
): Content | undefined {
  if (!media) return undefined;
  const example = examples?.replies?.[Number(status)];
  if ("~standard" in media)
    return { type: versionContentType(version), schema: jsonSchemaOf(media, convert), example };
  if (!("contentType" in media)) return undefined;
  return { type: media.contentType, schema: media.media === "text" ? { type: "string" } : {}, example };
}
