import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { DocumentSchemas } from "./document-schemas";
import { type ErrorResponses, errorContents, type OperationError } from "./openapi-error-responses";
import { type Operation, toParameters } from "./openapi-parameters";
import type { ReplyMedia } from "./reply-body";
import type { Route } from "./route";
import { describeGroups, sharedGroups } from "./route-groups";
import { versionContentType } from "./version-selector";

/**
 * Returns the OpenAPI operation object of a route.
 * @see https://spec.openapis.org/oas/v3.1.1.html#operation-object
 */
export function toOperation(operation: Operation, schemas: DocumentSchemas, errors: ErrorResponses): object {
  const { operationId, versions } = operation;
  const [{ access, scopes = [] }] = versions;
  const summary = versions.find((route) => route.summary !== undefined)?.summary;
  const groups = sharedGroups(versions);
  const tags = [...new Set(versions.flatMap((route) => route.tags ?? []))];
  const bodies = toContent(versions.map((route) => requestContent(route, `${operationId}Body`, schemas)));
  return {
    operationId,
    ...(summary === undefined ? {} : { summary }),
    ...(tags.length > 0 ? { tags } : {}),
    ...(versions.every(({ deprecated }) => deprecated) ? { deprecated: true } : {}),
    security: access === "public" ? [] : [{ token: scopes }],
    ...(groups.length > 0 ? { "x-groups": groups } : {}),
    parameters: toParameters(operation, schemas),
    ...(bodies ? { requestBody: { required: versions.every(({ body }) => body), content: bodies } } : {}),
    responses: responses(operation, schemas, errors.of(operation)),
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

function requestContent(
  { version, body, examples }: Route,
  name: string,
  schemas: DocumentSchemas,
): Content | undefined {
  return (
    body && {
      type: versionContentType(version),
      schema: schemas.convert(body, name),
      example: examples?.body,
    }
  );
}

function responses(
  operation: Operation,
  schemas: DocumentSchemas,
  errors: ReadonlyMap<string, OperationError>,
): Record<string, object> {
  const declared = operation.versions.flatMap(({ replies }) => Object.keys(replies ?? { 200: undefined }));
  const groups = describeGroups(operation.versions);
  const references = [...errors].map(([status, { $ref }]) => [
    status,
    status === "403" && groups !== undefined ? { $ref, description: groups } : { $ref },
  ]);
  const entries = [...new Set(declared)].map((status) => [
    status,
    response(status, errors.get(status), operation, schemas),
  ]);
  return { ...Object.fromEntries(references), ...Object.fromEntries(entries) };
}

/** Returns a declared response. API Gateway and the runtime may send an error with the same status, too. */
function response(
  status: string,
  error: OperationError | undefined,
  { operationId, versions }: Operation,
  schemas: DocumentSchemas,
): object {
  const replies = versions.map((route) => ({ route, media: route.replies?.[Number(status)] }));
  const isRedirect = replies.some(({ media }) => media && "media" in media && media.media === "redirect");
  const codes = replies.flatMap(({ media }) => (media && "codes" in media ? media.codes : []));
  const contents = replies.map(({ route: { version, examples }, media }) => {
    const example = examples?.replies?.[Number(status)];
    if (!media || !("~standard" in media)) return media && plainContent(media, example);
    const schema = schemas.convert(media, `${operationId}Reply${status}`);
    return { type: versionContentType(version), schema, example };
  });
  const content = toContent([...contents, ...errorContents(error, codes)]);
  return {
    description: status,
    ...(isRedirect ? { headers: { location: { required: true, schema: { type: "string" } } } } : {}),
    ...(content ? { content } : {}),
  };
}

/**
 * Returns the content of a text, binary or streamed reply, or `undefined` if the reply has no body or is a problem. A stream
 * of text, such as `text/event-stream`, is one string, because OpenAPI 3.1 has no schema for its events.
 */
function plainContent(media: Exclude<ReplyMedia, StandardSchemaV1>, example: unknown): Content | undefined {
  if (!("contentType" in media)) return undefined;
  const isText = media.media === "text" || (media.media === "stream" && /^text\//i.test(media.contentType));
  return { type: media.contentType, schema: isText ? { type: "string" } : {}, example };
}
