import type { RouteKey } from "#aws/route-key";
import { jsonSchemaOf, type ToJsonSchema } from "./json-schema";
import { toParameters } from "./openapi-parameters";
import type { ReplyMedia } from "./reply-media";
import type { Route } from "./route";
import { versionContentType } from "./version-selector";

/** A route in all its versions, of which OpenAPI knows but one operation. */
export interface Operation {
  readonly operationId: string;
  readonly key: RouteKey;
  readonly versions: readonly [Route, ...Route[]];
}

type Convert = ToJsonSchema | undefined;

/** An operation object: https://spec.openapis.org/oas/v3.1.1.html#operation-object */
export function toOperation({ operationId, key, versions }: Operation, convert: Convert): object {
  const [{ access, scopes = [] }] = versions;
  const summary = versions.find((one) => one.summary !== undefined)?.summary;
  const tags = [...new Set(versions.flatMap((one) => one.tags ?? []))];
  const bodies = contents(versions.map((route) => bodyOf(route, convert)));
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

/** One media type of a body, and what it is there. */
interface Content {
  readonly type: string;
  readonly schema: object;
  readonly example?: unknown;
}

/** Bodies by media type; where two versions have one type, either. */
function contents(bodies: readonly (Content | undefined)[]): Record<string, object> | undefined {
  const types = new Set(bodies.flatMap((body) => body?.type ?? []));
  const entries = [...types].map((type) => {
    const same = bodies.filter((body) => body !== undefined).filter((body) => body.type === type);
    const schemas = distinct(same.map(({ schema }) => schema));
    const example = same.find((body) => body.example !== undefined)?.example;
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

function bodyOf({ version, body, examples }: Route, convert: Convert): Content | undefined {
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

/** What any route may answer beside what it promises. */
function errorResponses(versions: readonly Route[]): Record<string, object> {
  const problem = { $ref: "#/components/responses/Problem" };
  const refused = { $ref: "#/components/responses/Refused" };
  const isPublic = versions[0]?.access === "public";
  const hasBody = versions.some(({ body }) => body);
  const takesInput = hasBody || versions.some(({ params, query, headers }) => params || query || headers);
  const asks = (what: "parameter" | "mediaType") =>
    versions.length > 1 && versions.some(({ version }) => version && what in version);
  return {
    ...(takesInput || asks("parameter") ? { 400: problem } : {}),
    ...(isPublic ? {} : { 401: refused }),
    ...(isPublic ? {} : { 403: versions.some(({ groups }) => groups) ? problem : refused }),
    ...(asks("mediaType") ? { 406: problem } : {}),
    ...(hasBody ? { 415: problem } : {}),
    500: problem,
  };
}

function response(status: string, versions: readonly Route[], convert: Convert): object {
  const promised = versions.map((route) => ({ route, media: route.replies?.[Number(status)] }));
  const location = promised.some(({ media }) => media && "media" in media && media.media === "redirect");
  const content = contents(promised.map(({ route, media }) => contentOf(route, status, media, convert)));
  return {
    description: status,
    ...(location ? { headers: { location: { required: true, schema: { type: "string" } } } } : {}),
    ...(content ? { content } : {}),
  };
}

function contentOf(
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
