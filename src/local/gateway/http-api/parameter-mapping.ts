import type { GatewayRequest } from "../../http/request";
import { errorResponse, type GatewayResponse } from "../../http/response";
import type { ResponseParameters } from "../../model/model";
import type { CompletedRecord } from "../core/request-record";
import { queryPairs, type RouteContext } from "../core/route-context";
import { evaluate, type Scope } from "./expression";

/**
 * Matches the key of a mapping, such as `append:header.x`, `overwrite:querystring.y`, `remove:header.z` or
 * `overwrite:path`. The name ends at the next dot, and the rest of the key is ignored.
 */
const KEY = /^(append|overwrite|remove):(header|querystring|path|statuscode)(?:\.([^.]+))?/;

/**
 * Operations in the order in which they are applied. If several operations change the same parameter, the
 * operation that is applied last determines its value.
 */
const ORDER = ["append", "overwrite", "remove"];

interface MappingStep {
  readonly operation: string;
  readonly target: string;
  readonly name: string;
  readonly value: string;
}

/** Request after the request mapping, as the integration receives it. */
export interface MappedRequest {
  readonly request: GatewayRequest;
  /** Value of `overwrite:path`, which replaces the path in the URL of an HTTP integration. */
  readonly path?: string;
}

/**
 * Applies the request mapping of an integration.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-parameter-mapping.html
 */
export function mapRequest(context: RouteContext, mappings: Readonly<Record<string, string>>): MappedRequest {
  const { request } = context;
  return Object.keys(mappings).length === 0
    ? { request }
    : evaluateMappings(mappings, createScope(context)).reduce(applyToRequest, { request });
}

/**
 * Applies the response mapping for the status of the response. If there is no mapping for this status, the
 * response is returned unchanged.
 */
export function mapResponse(
  response: GatewayResponse,
  parameters: readonly ResponseParameters[],
  context: RouteContext,
): GatewayResponse {
  const match = parameters.find(({ status }) => status === String(response.status));
  if (!match) return response;
  const scope = { ...createScope(context), response };
  return evaluateMappings(match.mappings, scope).reduce(applyToResponse, response);
}

/** Returns the values that an expression can refer to before a response exists. */
function createScope(context: RouteContext): Scope {
  const response: GatewayResponse = { status: 0, headers: [], body: Buffer.alloc(0) };
  const record: CompletedRecord = { ...context, authorization: context.caller, response, latencyMs: 0 };
  const { stage, request, pathParameters } = context;
  const path = stage.name === "$default" ? request.path : request.path.slice(stage.name.length + 1);
  return { record, path, pathParameters };
}

/**
 * Matches a valid value of a header field.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-5.5
 */
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/**
 * Evaluates the expressions of mappings and returns the operations in the order in which they are applied.
 *
 * A mapping is skipped if its expression has no value. A header mapping is also skipped if its value is not
 * valid in a header. For example, an expression can refer to a decoded path, which can contain line breaks.
 */
function evaluateMappings(mappings: Readonly<Record<string, string>>, scope: Scope): MappingStep[] {
  const steps = Object.entries(mappings).flatMap(([key, expression]) => {
    const [, operation = "", target = "", name = ""] = KEY.exec(key) ?? [];
    const value = evaluate(expression, scope);
    if (operation === "" || value === undefined) return [];
    return target === "header" && !VALUE.test(value.trim()) ? [] : [{ operation, target, name, value }];
  });
  return steps.sort((a, b) => ORDER.indexOf(a.operation) - ORDER.indexOf(b.operation));
}

function applyToRequest(
  mapped: MappedRequest,
  { operation, target, name, value }: MappingStep,
): MappedRequest {
  const { request } = mapped;
  if (target === "path") return { request: { ...request, path: value.trim() }, path: value.trim() };
  if (target === "header") {
    const headers = applyToPairs(request.headers, operation, [name.toLowerCase(), value.trim()]);
    return { ...mapped, request: { ...request, headers } };
  }
  const pairs = applyToPairs(queryPairs(request.rawQuery), operation, [name, value]);
  const query = new URLSearchParams(pairs.map(([key, text]): [string, string] => [key, text]));
  return { ...mapped, request: { ...request, rawQuery: String(query) } };
}

function applyToResponse(
  response: GatewayResponse,
  { operation, target, name, value }: MappingStep,
): GatewayResponse {
  if (target === "header") {
    const headers = applyToPairs(response.headers, operation, [name.toLowerCase(), value.trim()]);
    return { ...response, headers };
  }
  return target === "statuscode" && /^\d+$/.test(value) ? withStatus(response, Number(value)) : response;
}

/**
 * Returns the response with a new status code. If the status code is invalid, a 503 response is returned
 * instead.
 *
 * The 503 response has the body of a 500 response, as LocalStack's tests measured on AWS. The behavior of API
 * Gateway for status codes from 100 to 199 is unknown. The local gateway treats them as invalid.
 */
function withStatus(response: GatewayResponse, status: number): GatewayResponse {
  if (status >= 200 && status <= 999) return { ...response, status };
  return { ...errorResponse(500, `overwrite:statuscode is ${status}; expected 200 to 999`), status: 503 };
}

function applyToPairs<Pair extends readonly [name: string, value: string, sentAs?: string]>(
  pairs: readonly Pair[],
  operation: string,
  [name, value]: readonly [string, string],
): (Pair | readonly [string, string])[] {
  const remaining = operation === "append" ? pairs : pairs.filter(([pairName]) => pairName !== name);
  return operation === "remove" ? [...remaining] : [...remaining, [name, value]];
}
