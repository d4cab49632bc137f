import { ownValue } from "#own-value";

/** Function that returns the value of a selection expression for a message, or `undefined` if it has none. */
export type SelectRoute = (message: string) => string | undefined;

/** Literal text, or the names of a path in the message. */
type Part = string | readonly string[];

/**
 * Token of an expression: an escaped `$`, a variable in one of its two forms, or other text. A `$` that starts no token
 * makes the expression invalid.
 */
const TOKEN = /\\\$|\$\{request\.body\.([^{}]+)\}|\$request\.body\.([\w-]+(?:\.[\w-]+)*)|[^$\\]+|\\/y;

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
  const parts = parseParts(expression);
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

function parseParts(expression: string): readonly Part[] | undefined {
  const parts: Part[] = [];
  let offset = 0;
  while (offset < expression.length) {
    TOKEN.lastIndex = offset;
    const match = TOKEN.exec(expression);
    if (!match) return undefined;
    const [text, braced, bare] = match;
    const path = braced ?? bare;
    parts.push(path === undefined ? text.replace("\\$", "$") : path.split("."));
    offset = TOKEN.lastIndex;
  }
  return parts;
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
