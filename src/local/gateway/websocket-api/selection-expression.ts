import { parseSelectionParts } from "#aws";
import { ownValue } from "#own-value";

/** Function that returns the value of a selection expression for a message, or `undefined` if it has none. */
export type SelectRoute = (message: string) => string | undefined;

/**
 * Parses a route selection expression. A variable whose path does not exist in the message has the value `""`.
 *
 * An expression with another variable, such as `$request.header.x`, has no value. A message that is not JSON has no value
 * either, unless the expression has no variable.
 *
 * The value of `${request.body.service}/${request.body.action}` for `{"service":"chat","action":"send"}` is `chat/send`.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-selection-expressions.html
 */
export function parseSelectionExpression(expression: string): SelectRoute {
  const parts = parseSelectionParts(expression);
  if (!parts) return () => undefined;
  if (parts.every((part) => typeof part === "string")) return () => parts.join("");
  return (message) => {
    try {
      const body: unknown = JSON.parse(message);
      return parts.map((part) => (typeof part === "string" ? part : toText(readPath(body, part)))).join("");
    } catch {
      // The message is not JSON, or it is nested too deeply to be converted to text.
      return undefined;
    }
  };
}

function readPath(body: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, name) => ownValue(value, name), body);
}

/**
 * Converts a value to a string. The form of a list is documented. The forms of `null` and of an object are unverified.
 */
function toText(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (Array.isArray(value)) return `[${value.map(toText).join(", ")}]`;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
