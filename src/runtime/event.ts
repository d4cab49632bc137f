import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { callerError } from "./http-error";

/**
 * Checks that an event has payload format 2.0. Other formats have other properties, so the query or the body of the
 * request would be lost.
 * @throws Error if the event has another format
 */
export function requireHttpEvent(event: APIGatewayProxyEventV2): void {
  if (event?.version === "2.0" && event.requestContext) return;
  const format = event && `version ${event.version} with the properties ${Object.keys(event)}`;
  throw new Error(`the event is ${format}; expected payload format 2.0 of an HTTP API. Check the trigger.`);
}

/**
 * Returns the JSON body of an event. A body that is not text is the value that middleware has parsed, such as the JSON
 * body parser of middy.
 * @throws HttpError 400 if the text is not JSON
 * @throws Error if the body is neither text nor a JSON value
 */
export function readJson({ body, isBase64Encoded }: APIGatewayProxyEventV2): unknown {
  if (body !== undefined && typeof body !== "string") return requireJson(body);
  try {
    return JSON.parse(isBase64Encoded ? Buffer.from(body ?? "", "base64").toString() : (body ?? ""));
  } catch {
    throw callerError(400, "invalid-json", body ? "The body is not valid JSON." : "The body is empty.");
  }
}

function requireJson(body: unknown): unknown {
  if (isJson(body)) return body;
  const kind = Object(body).constructor?.name;
  throw new Error(`the body of the event is a ${kind}; expected text or a JSON value. Check the middleware.`);
}

function isJson(value: unknown): boolean {
  if (typeof value !== "object") return typeof value === "number" || typeof value === "boolean";
  if (value === null || Array.isArray(value)) return true;
  const prototype = Object.getPrototypeOf(value);
  // Compare the prototype of the prototype, because a plain object from another realm, such as a test, has another
  // `Object.prototype`.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
