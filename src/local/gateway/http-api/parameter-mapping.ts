import type { GatewayRequest } from "../../http/request";
import { type Answer, ownAnswer } from "../../http/response";
import type { ResponseParameters } from "../../model/model";
import type { Exchange } from "../core/request-record";
import { queryPairs, type Routed } from "../core/route-context";
import { evaluated, type Scope } from "./expression";

/** `append:header.x`, `overwrite:querystring.y`, `remove:header.z`, `overwrite:path`; what follows the name is ignored. */
const KEY = /^(append|overwrite|remove):(header|querystring|path|statuscode)(?:\.([^.]+))?/;

/** Where several speak of one name, the last of these has its way. */
const ORDER = ["append", "overwrite", "remove"];

interface Change {
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
export function mappedRequest(routed: Routed, mappings: Readonly<Record<string, string>>): MappedRequest {
  const { request } = routed;
  return Object.keys(mappings).length === 0
    ? { request }
    : changes(mappings, scopeOf(routed)).reduce(changedRequest, { request });
}

/** An answer as its caller is to see it: what is said for just its status. */
export function mappedAnswer(answer: Answer, all: readonly ResponseParameters[], routed: Routed): Answer {
  const found = all.find(({ status }) => status === String(answer.status));
  return found
    ? changes(found.mappings, { ...scopeOf(routed), answer }).reduce(changedAnswer, answer)
    : answer;
}

/** What a mapping may speak of before there is an answer. */
function scopeOf(routed: Routed): Scope {
  const answer: Answer = { status: 0, headers: [], body: Buffer.alloc(0) };
  const exchange: Exchange = { ...routed, verdict: routed.caller, answer, latencyMs: 0 };
  const { stage, request, pathParameters } = routed;
  const path = stage.name === "$default" ? request.path : request.path.slice(stage.name.length + 1);
  return { exchange, path, pathParameters };
}

/** What a header can hold: https://www.rfc-editor.org/rfc/rfc9110#section-5.5 */
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** One whose value stands for nothing is left out, and one for a header that cannot hold it: a path may have line breaks. */
function changes(mappings: Readonly<Record<string, string>>, scope: Scope): Change[] {
  const all = Object.entries(mappings).flatMap(([key, expression]) => {
    const [, how = "", what = "", name = ""] = KEY.exec(key) ?? [];
    const value = evaluated(expression, scope);
    if (how === "" || value === undefined) return [];
    return what === "header" && !VALUE.test(value.trim()) ? [] : [{ how, what, name, value }];
  });
  return all.sort((a, b) => ORDER.indexOf(a.how) - ORDER.indexOf(b.how));
}

function changedRequest(mapped: MappedRequest, { how, what, name, value }: Change): MappedRequest {
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

function changedAnswer(answer: Answer, { how, what, name, value }: Change): Answer {
  if (what === "header") {
    return { ...answer, headers: changed(answer.headers, how, [name.toLowerCase(), value.trim()]) };
  }
  return what === "statuscode" && /^\d+$/.test(value) ? withStatus(answer, Number(value)) : answer;
}

/**
 * Measured for what is no status: LocalStack's tests, which were run against AWS. Of 100 to 199, which would be no answer
 * yet, nothing is known.
 */
function withStatus(answer: Answer, status: number): Answer {
  if (status >= 200 && status <= 999) return { ...answer, status };
  return { ...ownAnswer(500, `overwrite:statuscode is ${status}, which is no status`), status: 503 };
}

function changed<One extends readonly [name: string, value: string, sentAs?: string]>(
  pairs: readonly One[],
  how: string,
  pair: readonly [string, string],
): (One | readonly [string, string])[] {
  const kept = how === "append" ? pairs : pairs.filter(([one]) => one !== pair[0]);
  return how === "remove" ? [...kept] : [...kept, pair];
}
