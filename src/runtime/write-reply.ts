import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import {
  lowercaseNames,
  type ReplyMedia,
  type Route,
  type UntypedReply,
  versionContentType,
} from "#contract";
import { validate } from "./validate";

/**
 * Returns the result of a Lambda function for a reply, in payload format 2.0.
 * @param isValidated true to validate a JSON body, which costs time in each request
 * @throws Error if the reply has no status, if the contract of the route does not declare the status, or if
 * the body does not match its schema
 */
export function writeReply(
  route: Route,
  reply: UntypedReply,
  isValidated: boolean,
): Result | Promise<Result> {
  if (!Number.isInteger((reply as UntypedReply | null | undefined)?.status)) {
    throw contractViolation(route, `returned ${describe(reply)}; expected { status: 200, body }`);
  }
  const declared = route.replies?.[reply.status];
  if (route.replies && !declared) {
    const statuses = Object.keys(route.replies);
    const verb = statuses.length === 1 ? "is" : "are";
    throw contractViolation(
      route,
      `returned ${reply.status}, but only ${statuses.join(", ")} ${verb} declared`,
    );
  }
  return declared && isSchema(declared) && isValidated
    ? checkBody(route, reply, declared).then(() => resultOf(route, declared, reply))
    : resultOf(route, declared, reply);
}

/** Describes an invalid reply without the content of its body, which may be secret. */
function describe(reply: unknown): string {
  if (reply === null || typeof reply !== "object")
    return typeof reply === "string" ? "a string" : String(reply);
  if ("status" in reply) return `status ${JSON.stringify(reply.status)}`;
  return `an object with ${Object.keys(reply).join(", ") || "no properties"}`;
}

type Result = APIGatewayProxyStructuredResultV2;

function resultOf(route: Route, declared: ReplyMedia | undefined, reply: UntypedReply): Result {
  const { contentType, body, isBase64Encoded } = bodyOf(route, declared, reply);
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
  const result: Record<string, string> = {};
  if (contentType !== undefined) result["content-type"] = contentType;
  if (location !== undefined) result.location = location;
  return headers ? { ...result, ...lowercaseNames(headers) } : result;
}

interface Body {
  readonly contentType?: string;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
}

function bodyOf(route: Route, declared: ReplyMedia | undefined, { body }: UntypedReply): Body {
  if (declared && !isSchema(declared)) {
    if (declared.media === "text") return { contentType: declared.contentType, body: String(body) };
    if (declared.media !== "binary") return {};
    const base64 = Buffer.from(body as Uint8Array).toString("base64");
    return { contentType: declared.contentType, body: base64, isBase64Encoded: true };
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
  const errors = checked.errors.map(({ path, message }) => `${path || "body"}: ${message}`);
  throw contractViolation(
    route,
    `the body of its ${reply.status} reply does not match its schema (${errors.join("; ")})`,
  );
}

function contractViolation({ key }: Route, violation: string): Error {
  return new Error(`route "${key}" violates its contract: ${violation}`);
}
