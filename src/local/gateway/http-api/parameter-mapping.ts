import type { GatewayRequest } from "../../http/request";
import { errorResponse, type GatewayResponse } from "../../http/response";
import type { ResponseParameters } from "../../model/model";
import type { RequestRecord } from "../core/request-record";
import { queryPairs, type RouteContext } from "../core/route-context";
import { evaluate, type Scope } from "./expression";

/** `append:header.x`, `overwrite:querystring.y`, `remove:header.z`, `overwrite:path`; what follows the name is ignored. */
const KEY = /^(append|overwrite|remove):(header|querystring|path|statuscode)(?:\.([^.]+))?/;

/** Where several speak of one name, the last of these has its way. */
const ORDER = ["append", "overwrite", "remove"];

interface MappingStep {
  readonly how: string;
  readonly what: string;
  readonly name: string;
  readonly value: string;
}

/** A request as its integration is to see it. */
export interface MappedRequest {
  readonly request: GatewayRequest;
  /** What `overwrite:path` puts in the place of the integration's own path. */
  readonly path?: string;
}

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-parameter-mapping.html */
export function mapRequest(routed: RouteContext, mappings: Readonly<Record<string, string>>): MappedRequest {
  const { request } = routed;
  return Object.keys(mappings).length === 0
    ? { request }
    : changes(mappings, scopeOf(routed)).reduce(applyToRequest, { request });
}

/** An answer as its caller is to see it: what is said for just its status. */
export function mapResponse(
  answer: GatewayResponse,
  all: readonly ResponseParameters[],
  routed: RouteContext,
): GatewayResponse {
  const found = all.find(({ status }) => status === String(answer.status));
  return found
    ? changes(found.mappings, { ...scopeOf(routed), answer }).reduce(applyToResponse, answer)
    : answer;
}

/** What a mapping may speak of before there is an answer. */
function scopeOf(routed: RouteContext): Scope {
  const answer: GatewayResponse = { status: 0, headers: [], body: Buffer.alloc(0) };
  const exchange: RequestRecord = { ...routed, authorization: routed.caller, answer, latencyMs: 0 };
  const { stage, request, pathParameters } = routed;
  const path = stage.name === "$default" ? request.path : request.path.slice(stage.name.length + 1);
  return { record: exchange, path, pathParameters };
}

/** What a header can hold: https://www.rfc-editor.org/rfc/rfc9110#section-5.5 */
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** One whose value stands for nothing is left out, and one for a header that cannot hold it: a path may have line breaks. */
function changes(mappings: Readonly<Record<string, string>>, scope: Scope): MappingStep[] {
  const all = Object.entries(mappings).flatMap(([key, expression]) => {
    const [, how = "", what = "", name = ""] = KEY.exec(key) ?? [];
    const value = evaluate(expression, scope);
    if (how === "" || value === undefined) return [];
    return what === "header" && !VALUE.test(value.trim()) ? [] : [{ how, what, name, value }];
  });
  return all.sort((a, b) => ORDER.indexOf(a.how) - ORDER.indexOf(b.how));
}

function applyToRequest(mapped: MappedRequest, { how, what, name, value }: MappingStep): MappedRequest {
  const { request } = mapped;
  if (what === "path") return { request: { ...request, path: value.trim() }, path: value.trim() };
  if (what === "header") {
    const headers = changed(request.headers, how, [name.toLowerCase(), value.trim()]);
    return { ...mapped, request: { ...request, headers } };
  }
  const pairs = changed(queryPairs(request.rawQuery), how, [name, value]);
  const query = new URLSearchParams(pairs.map(([one, text]): [string, string] => [one, text]));
  return { ...mapped, request: { ...request, rawQuery: String(query) } };
}

function applyToResponse(answer: GatewayResponse, { how, what, name, value }: MappingStep): GatewayResponse {
  if (what === "header") {
    return { ...answer, headers: changed(answer.headers, how, [name.toLowerCase(), value.trim()]) };
  }
  return what === "statuscode" && /^\d+$/.test(value) ? withStatus(answer, Number(value)) : answer;
}

/**
 * Measured for what is no status: LocalStack's tests, which were run against AWS. Of 100 to 199, which would be no answer
 * yet, nothing is known.
 */
function withStatus(answer: GatewayResponse, status: number): GatewayResponse {
  if (status >= 200 && status <= 999) return { ...answer, status };
  return { ...errorResponse(500, `overwrite:statuscode is ${status}, which is no status`), status: 503 };
}

function changed<One extends readonly [name: string, value: string, sentAs?: string]>(
  pairs: readonly One[],
  how: string,
  pair: readonly [string, string],
): (One | readonly [string, string])[] {
  const kept = how === "append" ? pairs : pairs.filter(([one]) => one !== pair[0]);
  return how === "remove" ? [...kept] : [...kept, pair];
}
