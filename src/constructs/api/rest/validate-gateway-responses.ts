import { REST_API_QUOTAS } from "#aws";
import { escapeLine } from "#printable";
import { literalRule, MAP, NUMBER, objectRule, TEXT } from "../../prop-rules";
import type { PropRule, PropRules } from "../../props";
import { isToken, isUnresolved } from "../../tokens";
import { describeWrongValue, unknownAtSynth, validateRange, WRITE_MEMBERS_FIX } from "../../validation";
import { HEADER_NAME } from "../common/cors";
import { DEFAULT_RESPONSES, GATEWAY_ERROR_TYPES, GATEWAY_PROBLEMS } from "./gateway-problems";
import {
  CONTENT_TYPE,
  type GatewayResponseSettings,
  type GatewayResponses,
  HEADER_EXPRESSION,
} from "./gateway-responses";

const RESPONSE_RULES: PropRules<GatewayResponseSettings> = { status: NUMBER, headers: MAP, body: TEXT };

/** Returns the rule of the settings of a type. The example of its errors has the status that the user wrote, if any. */
function responseRule(type: string): PropRule {
  const defaults: Readonly<Record<string, { readonly status: number }>> = {
    ...GATEWAY_PROBLEMS,
    DEFAULT_4XX: { status: 400 },
    DEFAULT_5XX: { status: 500 },
  };
  const rule = (status: unknown) => objectRule(RESPONSE_RULES, `{ status: ${status} }`);
  const fallback = rule(defaults[type]?.status);
  return {
    ...fallback,
    validate(value, path) {
      const isStatus = typeof value === "number" && validateRange(path, value, STATUSES).length === 0;
      return (isStatus ? rule(value) : fallback).validate(value, path);
    },
  };
}

const STATUSES = { min: 200, max: 599 };

/**
 * Statuses of responses without a body. API Gateway sends a body with each error that it reports.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-15.3.5
 */
const STATUSES_WITHOUT_BODY: readonly unknown[] = [204, 205, 304];

const TYPES = [...Object.keys(DEFAULT_RESPONSES), ...GATEWAY_ERROR_TYPES];

const RESPONSES: PropRule = objectRule(
  Object.fromEntries(TYPES.map((type) => [type, responseRule(type)])) as PropRules<GatewayResponses>,
  "{ THROTTLED: { status: 503 } }",
);

const EXPECTED = 'an object with settings by type, or "default"';

/** Rule of the prop with the gateway responses of an API. */
export const GATEWAY_RESPONSES: PropRule = literalRule({
  expected: EXPECTED,
  validate(value, path) {
    if (value === "default" || isToken(value)) return [];
    if (typeof value === "object" && value !== null) return RESPONSES.validate(value, path);
    return [describeWrongValue(path, value, EXPECTED, "Write `{ THROTTLED: { status: 503 } }`.")];
  },
});

/** Returns the errors of gateway responses that API Gateway would reject, or whose body is not JSON. */
export function validateGatewayResponses(responses: GatewayResponses | "default"): string[] {
  if (responses === "default") return [];
  return Object.entries(responses).flatMap(([type, settings]) =>
    settings === undefined ? [] : validateResponse(`gatewayResponses.${type}`, settings),
  );
}

function validateResponse(path: string, settings: GatewayResponseSettings): string[] {
  if (isToken(settings)) return [unknownAtSynth(path, WRITE_MEMBERS_FIX)];
  const { status, headers = {}, body } = settings;
  if (isToken(headers)) return [unknownAtSynth(`${path}.headers`, WRITE_MEMBERS_FIX)];
  const names = Object.keys(headers);
  const lowercase = names.map((name) => name.toLowerCase());
  const duplicates = names.filter((name, index) => lowercase.indexOf(name.toLowerCase()) !== index);
  return [
    ...validateRange(`${path}.status`, status, STATUSES),
    ...(STATUSES_WITHOUT_BODY.includes(status)
      ? [
          `${path}.status is ${status}, which is a response without a body, but API Gateway sends one; expected another status. Correct it.`,
        ]
      : []),
    ...names
      .filter((name) => !HEADER_NAME.test(name))
      .map((name) => `${path}.headers has "${escapeLine(name)}"; expected the name of a header. Rename it.`),
    ...duplicates.map((name) => `${path}.headers has "${name}" twice. Remove one.`),
    ...Object.entries(headers).flatMap(([name, value]) =>
      validateHeader(`${path}.headers["${name}"]`, value),
    ),
    ...(body === undefined ? [] : validateBody(`${path}.body`, body, contentTypeOf(headers))),
  ];
}

/**
 * Characters of a static value. API Gateway encloses it in single quotes.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-5.5
 */
const HEADER_TEXT = /^[\t\x20-\x26\x28-\x7e]*$/;

/** Matches a text that is meant as an expression. */
const INCOMPLETE_EXPRESSION = /^(?:method\.request|context|stageVariables)\.\S*$/;

function validateHeader(path: string, value: string): string[] {
  if (INCOMPLETE_EXPRESSION.test(value) && !HEADER_EXPRESSION.test(value)) {
    return [
      `${path} is "${escapeLine(value)}", which is no expression that API Gateway can read; expected one such as method.request.header.x-id or context.requestId. Correct it.`,
    ];
  }
  if (HEADER_TEXT.test(value)) return [];
  const quoted = /^'(.*)'$/.exec(value)?.[1];
  const fix = quoted === undefined ? "Correct it." : `Write ${JSON.stringify(quoted)}.`;
  return [`${path} is "${escapeLine(value)}"; expected printable ASCII characters other than '. ${fix}`];
}

function contentTypeOf(headers: Readonly<Record<string, string>>): string {
  const [, type] = Object.entries(headers).find(([name]) => name.toLowerCase() === CONTENT_TYPE) ?? [];
  return type ?? "application/json";
}

function validateBody(path: string, body: string, contentType: string): string[] {
  const max = REST_API_QUOTAS.templateBytes;
  const size = Buffer.byteLength(body);
  if (isUnresolved(body)) return [];
  if (size > max) return [`${path} has ${size} bytes; the maximum is ${max}. Shorten it.`];
  const isJson = /\bjson\b/i.test(contentType) && !HEADER_EXPRESSION.test(contentType);
  if (!isJson || isJsonText(renderSample(body))) return [];
  const isQuoted = body.includes(`"${QUOTED_VARIABLE}"`);
  const fix = isQuoted
    ? `Remove the quotes around ${QUOTED_VARIABLE}, which has quotes itself.`
    : "Correct it, or set the header content-type.";
  return [`${path} is not JSON after API Gateway replaces its variables; expected JSON. ${fix}`];
}

/** Variable whose value is a JSON string with its quotes. */
const QUOTED_VARIABLE = "$context.error.messageString";

/** Matches any variable. Each of them can be a number or a part of a string. */
const VARIABLE = /\$\{?(?:context|stageVariables|method\.request)\.[\w.-]*\w\}?/g;

/** Returns a body in which sample values replace the variables. */
function renderSample(body: string): string {
  return body.replaceAll(QUOTED_VARIABLE, '"text"').replaceAll(VARIABLE, "1");
}

function isJsonText(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
