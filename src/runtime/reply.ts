import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { type AnyReply, jsonType, type Media, type Route } from "#contract";
import { validate } from "./input";

/**
 * A reply as API Gateway takes it.
 * @throws Error where it is not what the route promises: always for a status or a medium, and outside AWS's own Lambda
 * also for JSON that breaks its schema, which production does not pay for
 */
export async function write(route: Route, reply: AnyReply): Promise<APIGatewayProxyStructuredResultV2> {
  const promised = route.replies?.[reply.status];
  if (route.replies && !promised) {
    throw broken(route, reply, `is none of the promised ${Object.keys(route.replies).join(", ")}`);
  }
  if (promised && isSchema(promised) && !inProduction()) await checkBody(route, reply, promised);
  const { contentType, ...body } = bodyOf(route, promised, reply);
  const headers: Record<string, string> = {};
  if (contentType !== undefined) headers["content-type"] = contentType;
  if (reply.location !== undefined) headers.location = reply.location;
  return {
    statusCode: reply.status,
    headers: { ...headers, ...reply.headers },
    ...(reply.cookies ? { cookies: [...reply.cookies] } : {}),
    ...body,
  };
}

interface Body {
  readonly contentType?: string;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
}

function bodyOf(route: Route, promised: Media | undefined, { body }: AnyReply): Body {
  if (promised && !isSchema(promised)) {
    if (promised.media === "text") return { contentType: promised.contentType, body: String(body) };
    if (promised.media !== "binary") return {};
    const bytes = Buffer.from(body as Uint8Array).toString("base64");
    return { contentType: promised.contentType, body: bytes, isBase64Encoded: true };
  }
  return body === undefined ? {} : { contentType: jsonType(route.version), body: JSON.stringify(body) };
}

function isSchema(media: Media): media is StandardSchemaV1 {
  return "~standard" in media;
}

/** Only the real service has its own API for runtimes. */
function inProduction(): boolean {
  return process.env.AWS_LAMBDA_RUNTIME_API !== undefined;
}

async function checkBody(route: Route, reply: AnyReply, schema: StandardSchemaV1): Promise<void> {
  const checked = await validate("body", schema, reply.body);
  if (!("faults" in checked)) return;
  const said = checked.faults.map(({ path, message }) => `${path}: ${message}`);
  throw broken(route, reply, `has a body that its schema refuses (${said.join("; ")})`);
}

function broken({ key }: Route, { status }: AnyReply, how: string): Error {
  return new Error(`route "${key}" breaks its promise: its reply ${status} ${how}`);
}
