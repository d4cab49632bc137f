import { HTTP_API_QUOTAS } from "#aws";
import { ownValue } from "#own-value";
import { headerOf } from "../../http/request";
import type { GatewayResponse } from "../../http/response";
import { contextVariable } from "../core/context-variables";
import type { CompletedRecord } from "../core/request-record";
import { queryPairs } from "../core/route-context";

/** Values that an expression can refer to. */
export interface Scope {
  readonly record: CompletedRecord;
  /** Percent-decoded request path without the stage name. */
  readonly path: string;
  readonly pathParameters: Readonly<Record<string, string>>;
  /** Response that a response mapping changes; absent for a request mapping. */
  readonly response?: GatewayResponse;
}

/** Matches `${request.header.x}` and `$request.header.x`. */
const EXPRESSION =
  /\$\{((?:[\w.:-]|\[\d+\])+)\}|\$((?:request|response|context|stageVariables)\.(?:[\w.:-]|\[\d+\])+)/g;

/**
 * Replaces the expressions in the value of a parameter mapping, such as `$request.header.x` or
 * `a-${context.requestId}`.
 *
 * @returns `undefined` if an expression has no value. The mapping must then be skipped.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-parameter-mapping.html
 */
export function evaluate(mappingValue: string, scope: Scope): string | undefined {
  let isComplete = true;
  const result = mappingValue.replaceAll(EXPRESSION, (_, braced?: string, bare?: string) => {
    const value = expressionValue(braced ?? bare ?? "", scope);
    isComplete &&= value !== undefined;
    return value ?? "";
  });
  return isComplete ? result : undefined;
}

function expressionValue(expression: string, scope: Scope): string | undefined {
  const [root = "", ...rest] = expression.split(".");
  const { record, response } = scope;
  if (root === "context") return contextVariable(rest.join("."), record);
  if (root === "stageVariables") return ownValue(record.stage?.variables, rest.join("."));
  const [source = "", ...names] = rest;
  if (root === "request") return requestValue(source, names.join("."), scope);
  return root === "response" && response ? responseValue(source, names.join("."), response) : undefined;
}

function requestValue(source: string, name: string, scope: Scope): string | undefined {
  const { request } = scope.record;
  if (source === "header") return headerOf(request, name.toLowerCase());
  if (source === "path") return name === "" ? scope.path : ownValue(scope.pathParameters, name);
  if (source === "body") return readJson(request.body, name);
  return source === "querystring" ? joinValues(queryPairs(request.rawQuery), name) : undefined;
}

function responseValue(source: string, name: string, { headers, body }: GatewayResponse): string | undefined {
  if (source === "body") return readJson(body, name);
  return source === "header" ? joinValues(headers, name.toLowerCase()) : undefined;
}

function joinValues(
  pairs: readonly (readonly [name: string, value: string, sentAs?: string])[],
  name: string,
): string | undefined {
  const values = pairs.flatMap(([key, value]) => (key === name ? value : []));
  return values.length > 0 ? values.join(",") : undefined;
}

/**
 * Reads a field of a JSON body by its path, such as `items[0].name`. If the path is empty, the whole body is
 * returned.
 */
function readJson(body: Buffer, path: string): string | undefined {
  const text = body.subarray(0, HTTP_API_QUOTAS.mappedBodyBytes).toString();
  if (path === "") return text;
  try {
    const names = path.split(/[.[\]]+/).filter(Boolean);
    const value = names.reduce<unknown>(ownValue, JSON.parse(text));
    if (value === undefined || value === null) return undefined;
    return typeof value === "object" ? JSON.stringify(value) : String(value);
  } catch {
    return undefined;
  }
}
