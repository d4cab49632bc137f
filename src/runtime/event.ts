import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { callerError } from "./http-error";

/**
 * Checks that an event has payload format 2.0, also after the conversion of format 1.0. Other events have other
 * properties, so the query or the body of the request would be lost.
 * @throws Error if the event has another format
 */
export function requireHttpEvent(event: APIGatewayProxyEventV2): void {
  if (event?.version === "2.0" && event.requestContext) return;
  const format = event && `version ${event.version} with the properties ${Object.keys(event)}`;
  throw new Error(
    `the event is ${format}; expected payload format 2.0 or 1.0 of API Gateway. Check the trigger.`,
  );
}

/**
 * Returns the JSON body of an event. A body that is not text is the value that middleware has parsed, such as the JSON
 * body parser of middy.
 *
 * The number of levels is limited, because schemas and handlers often visit a body recursively. A caller could
 * otherwise exceed the stack.
 * @throws HttpError 400 if the text is not JSON, or if the body has too many levels
 * @throws Error if the body is neither text nor a JSON value
 */
export function readJson({ body = "", isBase64Encoded }: APIGatewayProxyEventV2): unknown {
  let json: unknown = body;
  if (typeof body === "string") {
    try {
      json = JSON.parse(isBase64Encoded ? Buffer.from(body, "base64").toString() : body);
    } catch {
      throw callerError(400, "invalid-json", body ? "The body is not valid JSON." : "The body is empty.");
    }
  } else if (!isJson(body)) {
    const kind = Object(body).constructor?.name;
    throw new Error(
      `the body of the event is a ${kind}; expected text or a JSON value. Check the middleware.`,
    );
  }
  if (isTooDeep(json)) throw callerError(400, "invalid-json", "The body has more than 100 levels.");
  return json;
}

/** Returns true if a JSON value has more than 100 levels of arrays and objects. */
export function isTooDeep(json: unknown, levels = 100): boolean {
  if (typeof json !== "object" || json === null) return false;
  return levels === 0 || Object.values(json).some((child) => isTooDeep(child, levels - 1));
}

function isJson(value: unknown): boolean {
  if (typeof value !== "object") return typeof value === "number" || typeof value === "boolean";
  if (value === null || Array.isArray(value)) return true;
  const prototype = Object.getPrototypeOf(value);
  // Compare the prototype of the prototype, because a plain object from another realm, such as a test, has another
  // `Object.prototype`.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
