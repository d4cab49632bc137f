import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { type ReplyMedia, type Route, type UntypedReply, versionContentType } from "#contract";
import { validate } from "./validate";

/**
 * A reply as API Gateway takes it.
 * @throws Error where it is not what the route promises: always for a status or a medium, and outside AWS's own Lambda
 * also for JSON that breaks its schema, which production does not pay for
 */
export function writeReply(
  route: Route,
  reply: UntypedReply,
  isProduction: boolean,
): Result | Promise<Result> {
  const promised = route.replies?.[reply.status];
  if (route.replies && !promised) {
    throw contractViolation(route, reply, `is none of the promised ${Object.keys(route.replies).join(", ")}`);
  }
  return promised && isSchema(promised) && !isProduction
    ? checkBody(route, reply, promised).then(() => resultOf(route, promised, reply))
    : resultOf(route, promised, reply);
}

type Result = APIGatewayProxyStructuredResultV2;

function resultOf(route: Route, promised: ReplyMedia | undefined, reply: UntypedReply): Result {
  const { contentType, body, isBase64Encoded } = bodyOf(route, promised, reply);
  const result: Result = { statusCode: reply.status, headers: headersOf(contentType, reply) };
  if (reply.cookies) result.cookies = [...reply.cookies];
  if (body !== undefined) result.body = body;
  if (isBase64Encoded) result.isBase64Encoded = true;
  return result;
}

function headersOf(
  contentType: string | undefined,
  { location, headers }: UntypedReply,
): Record<string, string> {
  const own: Record<string, string> = {};
  if (contentType !== undefined) own["content-type"] = contentType;
  if (location !== undefined) own.location = location;
  return headers ? Object.assign(own, headers) : own;
}

interface Body {
  readonly contentType?: string;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
}

function bodyOf(route: Route, promised: ReplyMedia | undefined, { body }: UntypedReply): Body {
  if (promised && !isSchema(promised)) {
    if (promised.media === "text") return { contentType: promised.contentType, body: String(body) };
    if (promised.media !== "binary") return {};
    const bytes = Buffer.from(body as Uint8Array).toString("base64");
    return { contentType: promised.contentType, body: bytes, isBase64Encoded: true };
  }
  return body === undefined
    ? {}
    : { contentType: versionContentType(route.version), body: JSON.stringify(body) };
}

function isSchema(media: ReplyMedia): media is StandardSchemaV1 {
  return "~standard" in media;
}

async function checkBody(route: Route, reply: UntypedReply, schema: StandardSchemaV1): Promise<void> {
  const checked = await validate("body", schema, reply.body);
  if (!("errors" in checked)) return;
  const said = checked.errors.map(({ path, message }) => `${path}: ${message}`);
  throw contractViolation(route, reply, `has a body that its schema refuses (${said.join("; ")})`);
}

function contractViolation({ key }: Route, { status }: UntypedReply, how: string): Error {
  return new Error(`route "${key}" breaks its promise: its reply ${status} ${how}`);
}
