import { parameterNames, type RouteKey } from "#contract";
import { mapRule, TEXT } from "../../../prop-rules";
import type { PropRule } from "../../../props";
import { isToken, isUnresolved } from "../../../tokens";
import { describeWrongValue, unknownAtSynth, WRITE_MEMBERS_FIX } from "../../../validation";
import { isPlainText } from "./template-text";

/**
 * Value of a request: an expression of API Gateway, or else a constant.
 *
 * | value | result |
 * | --- | --- |
 * | `method.request.path.id` | path parameter, decoded |
 * | `method.request.querystring.page` | query parameter |
 * | `method.request.header.tenant` | header; write the name as callers do |
 * | `method.request.body.order.id` | property of the JSON body |
 * | `context.authorizer.claims.sub`, `stageVariables.table` | variable |
 * | `orders` | constant |
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-parameter-mapping-sources.html
 */
export type RequestValue = string;

/** Matches a part of a request. Its name contains no character that ends a string in a template. */
const PART = /^method\.request\.(?<place>path|querystring|header|body)\.(?<name>[\w.:-]+)$/;

/** Matches a variable of API Gateway. */
const VARIABLE = /^(?:context|stageVariables)(?:\.[A-Za-z][\w-]*)+$/;

/** Matches a text that is meant as an expression. */
const PREFIX = /^(?:method\.|integration\.|context\.|stageVariables\.|\$)/;

const EXPECTED = 'a value of the request such as "method.request.path.id", or a constant';

/** Rule of an option that is a value of the request. */
export const REQUEST_VALUE: PropRule = {
  expected: EXPECTED,
  validate(value, path) {
    if (isUnresolved(value) && TEXT.validate(value, path).length === 0 && isPlainText(String(value)))
      return [];
    const isKnown = typeof value === "string" && value !== "";
    const isExpression = isKnown && (PART.test(value) || VARIABLE.test(value));
    if (isExpression || (isKnown && !PREFIX.test(value) && isPlainText(value))) return [];
    const reason = isKnown && !PREFIX.test(value) ? "without $, #, quotes and \\" : undefined;
    return [describeWrongValue(path, value, reason === undefined ? EXPECTED : `a constant ${reason}`)];
  },
  placeholder: () => "context.requestId",
};

/** Returns the rule of an option with values by name. A template needs the names at synthesis. */
export function valuesRule(value: PropRule = REQUEST_VALUE): PropRule {
  const rule = mapRule(value, '{ id: "method.request.path.id" }');
  return {
    ...rule,
    validate: (values, path) =>
      isToken(values) ? [unknownAtSynth(path, WRITE_MEMBERS_FIX)] : rule.validate(values, path),
    placeholder: (values) => (isToken(values) ? undefined : rule.placeholder?.(values)),
  };
}

/** Returns the error of a value that reads a path parameter that the route does not have. */
export function validateRequestValue(field: string, value: RequestValue, key: RouteKey): string[] {
  const { place, name = "" } = PART.exec(value)?.groups ?? {};
  if (place !== "path" || parameterNames(key).includes(name)) return [];
  return [
    `${field} is "${value}", but the path ${key.path} has no parameter {${name}}. Use a parameter of the path.`,
  ];
}

/** Returns true for a value that the response template of a route can read as well as the request template. */
export function isKnownInResponse(value: RequestValue): boolean {
  return PART.exec(value)?.groups?.place !== "body";
}

/**
 * Returns the expression of a string in a mapping template. A missing value is an empty string.
 *
 * API Gateway does not decode path parameters, so the expression does, as `handle()` does for functions. A `+` in a path
 * stays, because only forms encode a space as `+`.
 */
export function valueExpression(value: RequestValue): string {
  if (VARIABLE.test(value)) return `"$!${value}"`;
  const { place, name } = PART.exec(value)?.groups ?? {};
  if (place === "path") return `$util.urlDecode($input.params().path.get("${name}").replace("+", "%2B"))`;
  if (place === "body") return `"$!input.path('$.${name}')"`;
  if (name !== undefined) return `"$!input.params().${place}.get('${name}')"`;
  return isUnresolved(value) ? `"${value}"` : `'${value}'`;
}
