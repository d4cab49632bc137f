/** Part of a selection expression: literal text, or the names of a path in the message. */
export type SelectionPart = string | readonly string[];

/**
 * Token of an expression: an escaped `$`, a variable in one of its two forms, or other text. A `$` that starts no token
 * makes the expression invalid.
 */
const TOKEN = /\\\$|\$\{request\.body\.([^{}]+)\}|\$request\.body\.([\w-]+(?:\.[\w-]+)*)|[^$\\]+|\\/y;

/**
 * Parses a selection expression of a WebSocket API, such as `${request.body.service}/${request.body.action}`. Returns
 * `undefined` for an expression with another variable, such as `$request.header.x`.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-selection-expressions.html
 */
export function parseSelectionParts(expression: string): readonly SelectionPart[] | undefined {
  const parts: SelectionPart[] = [];
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

/**
 * Returns the field of a message that a selection expression reads, such as `action` of `$request.body.action`. Returns
 * `undefined` for an expression that is anything else than one field at the top level.
 */
export function selectedField(expression: string): string | undefined {
  const [part, ...others] = parseSelectionParts(expression) ?? [];
  if (part === undefined || typeof part === "string" || others.length > 0) return undefined;
  const [field, ...nested] = part;
  return nested.length > 0 ? undefined : field;
}
