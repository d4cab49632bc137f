import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import {
  lowercaseNames,
  type ReplyMedia,
  type Route,
  type UntypedReply,
  type Version,
  versionContentType,
} from "#contract";
import type { RequestContext } from "./read-request";
import { type InputError, validate } from "./validate";

/** Reply of any route. The properties of a problem are also the ones of an error response. */
interface Reply extends Omit<UntypedReply, "code"> {
  readonly code?: string;
  readonly detail?: string;
  readonly errors?: readonly InputError[];
}

/**
 * Returns the result of a Lambda function for a reply, in payload format 2.0.
 * @param isValidated true to validate a JSON body, which costs time in each request
 * @throws Error if the reply has no status, if the contract of the route does not declare the status or the code, or if
 * the body does not match its schema
 */
export function writeReply(
  route: Route,
  reply: Reply,
  { requestId, log }: RequestContext,
  isValidated: boolean,
): Result | Promise<Result> {
  if (!Number.isInteger((reply as Reply | null | undefined)?.status)) {
    throw contractViolation(route, `returned ${describe(reply)}; expected { status: 200, body }`);
  }
  const declared = route.replies?.[reply.status];
  if (route.replies && !declared) throw undeclared(route, reply.status, Object.keys(route.replies));
  if (declared && "codes" in declared && !declared.codes.includes(`${reply.code}`)) {
    throw undeclared(route, reply.code, declared.codes);
  }
  if (declared && "open" in declared) {
    const opened = declared.open(reply.body, log);
    return opened.then((body) => resultOf(declared, { ...reply, body }, requestId));
  }
  return declared && isSchema(declared) && isValidated
    ? checkBody(route, reply, declared).then(() => resultOf(declared, reply, requestId, route.version))
    : resultOf(declared, reply, requestId, route.version);
}

function undeclared(route: Route, value: unknown, declared: readonly string[]): Error {
  return contractViolation(route, `returned ${value}; expected ${declared.join(" or ")}`);
}

/** Describes an invalid reply without the content of its body, which may be secret. */
function describe(reply: unknown): string {
  if (reply === null || typeof reply !== "object")
    return typeof reply === "string" ? "a string" : String(reply);
  if ("status" in reply) return `status ${JSON.stringify(reply.status)}`;
  return `an object with ${Object.keys(reply).join(", ") || "no properties"}`;
}

type Result = APIGatewayProxyStructuredResultV2;

/** Kind of the body of a reply. A problem has no codes if the runtime itself sends it. */
type Media = ReplyMedia | { readonly media: "problem" };

/** Returns the result for a valid reply. */
export function resultOf(
  declared: Media | undefined,
  reply: Reply,
  requestId: string,
  version?: Version,
): Result {
  const { contentType, body, isBase64Encoded } = bodyOf(declared, reply, requestId, version);
  const headers: Record<string, string> = {};
  if (contentType !== undefined) headers["content-type"] = contentType;
  if (reply.location !== undefined) headers.location = reply.location;
  // Lambda's variable is `Root=`, the trace ID with 35 characters, and other fields. The log contains the same variable.
  const traceId = process.env._X_AMZN_TRACE_ID;
  if (traceId) headers["x-trace-id"] = traceId.slice(5, 40);
  const result: Result = {
    statusCode: reply.status,
    headers: reply.headers ? { ...headers, ...lowercaseNames(reply.headers) } : headers,
  };
  if (reply.cookies) result.cookies = [...reply.cookies];
  if (body !== undefined) result.body = body;
  if (isBase64Encoded) result.isBase64Encoded = true;
  return result;
}

interface Body {
  readonly contentType?: string;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
}

function bodyOf(
  declared: Media | undefined,
  { body, status, code, detail, errors }: Reply,
  requestId: string,
  version: Version | undefined,
): Body {
  if (declared && !isSchema(declared)) {
    if (declared.media === "problem")
      return {
        contentType: "application/problem+json",
        body: JSON.stringify({ status, code, detail, requestId, errors }),
      };
    if (declared.media === "text") return { contentType: declared.contentType, body: String(body) };
    // The handler that `stream()` creates sends the body.
    if (declared.media === "stream") return { contentType: declared.contentType, body: body as string };
    if (declared.media !== "binary") return {};
    const base64 = Buffer.from(body as Uint8Array).toString("base64");
    return { contentType: declared.contentType, body: base64, isBase64Encoded: true };
  }
  return body === undefined ? {} : { contentType: versionContentType(version), body: JSON.stringify(body) };
}

function isSchema(media: Media): media is StandardSchemaV1 {
  return "~standard" in media;
}

async function checkBody(route: Route, reply: Reply, schema: StandardSchemaV1): Promise<void> {
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
