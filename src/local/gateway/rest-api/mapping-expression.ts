import { ownValue } from "#own-value";
import type { RequestRecord } from "../core/request-record";
import { restContextBefore } from "./context-variables";
import { restQuery } from "./event";

/**
 * Returns the value of a mapping expression: `'static'`, `context.x`, `stageVariables.x` or `method.request.header.x`.
 *
 * @returns `undefined` if the expression has no value; the mapping then has no effect
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/request-response-data-mappings.html
 */
export function evaluateMapping(expression: string, record: RequestRecord): string | undefined {
  const [, literal] = /^'(.*)'$/s.exec(expression) ?? [];
  if (literal !== undefined) return literal;
  const [, source = "", name = ""] = EXPRESSION.exec(expression) ?? [];
  return ownValue(READERS, source)?.(record, name);
}

const EXPRESSION = /^(context|stageVariables|method\.request\.(?:header|querystring|path))\.(.+)$/;

const READERS: Readonly<Record<string, (record: RequestRecord, name: string) => string | undefined>> = {
  context: (record, name) => restContextBefore(name, record),
  stageVariables: ({ stage }, name) => ownValue(stage?.variables, name),
  // API Gateway uses the last of several headers with the same name.
  "method.request.header": ({ request }, name) =>
    request.headers.findLast(([key]) => key === name.toLowerCase())?.[1],
  "method.request.querystring": ({ request }, name) =>
    restQuery(request.rawQuery).findLast(([key]) => key === name)?.[1],
  "method.request.path": ({ pathParameters }, name) => ownValue(pathParameters, name),
};

/**
 * Returns the headers that mappings set, such as `{"method.response.header.x": "'y'"}`.
 * @param evaluate returns the value of an expression
 */
export function mapHeaders(
  parameters: Readonly<Record<string, string>>,
  evaluate: (expression: string) => string | undefined,
): readonly (readonly [name: string, value: string, sentAs: string])[] {
  return Object.entries(parameters).flatMap(([target, expression]) => {
    const [, name] = /^(?:method\.response|gatewayresponse)\.header\.(.+)$/.exec(target) ?? [];
    const value = evaluate(expression);
    if (name === undefined || value === undefined || !isHeaderValue(value)) return [];
    return [[name.toLowerCase(), value, name] as const];
  });
}

/** Returns true for a valid value of a header field. A value of the caller can contain other characters. */
export function isHeaderValue(value: string): boolean {
  return HEADER_VALUE.test(value);
}

/** @see https://www.rfc-editor.org/rfc/rfc9110#section-5.5 */
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
