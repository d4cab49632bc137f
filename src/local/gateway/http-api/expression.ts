import { headerOf } from "../../http/request";
import type { GatewayResponse } from "../../http/response";
import { contextVariable } from "../core/context-variables";
import type { RequestRecord } from "../core/request-record";
import { queryPairs } from "../core/route-context";

/** What an expression may speak of. */
export interface Scope {
  readonly record: RequestRecord;
  /** Without the stage. */
  readonly path: string;
  readonly pathParameters: Readonly<Record<string, string>>;
  /** Of an answer that is mapped. */
  readonly answer?: GatewayResponse;
}

const EXPRESSION =
  /\$\{((?:[\w.:-]|\[\d+\])+)\}|\$((?:request|response|context|stageVariables)\.(?:[\w.:-]|\[\d+\])+)/g;

/**
 * A text with what its expressions stand for: `$request.header.x`, `a-${context.requestId}`.
 *
 * @returns `undefined` where one of them stands for nothing, and what it was for is left out
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-parameter-mapping.html
 */
export function evaluate(text: string, scope: Scope): string | undefined {
  let isWhole = true;
  const made = text.replaceAll(EXPRESSION, (_, braced?: string, bare?: string) => {
    const value = expressionValue(braced ?? bare ?? "", scope);
    isWhole &&= value !== undefined;
    return value ?? "";
  });
  return isWhole ? made : undefined;
}

function expressionValue(expression: string, scope: Scope): string | undefined {
  const [root = "", ...rest] = expression.split(".");
  const { record, answer } = scope;
  if (root === "context") return contextVariable(rest.join("."), record);
  if (root === "stageVariables") return record.stage?.variables[rest.join(".")];
  const [source = "", ...names] = rest;
  if (root === "request") return requestValue(source, names.join("."), scope);
  return root === "response" && answer ? responseValue(source, names.join("."), answer) : undefined;
}

function requestValue(source: string, name: string, scope: Scope): string | undefined {
  const { request } = scope.record;
  if (source === "header") return headerOf(request, name.toLowerCase());
  if (source === "path") return name === "" ? scope.path : scope.pathParameters[name];
  if (source === "body") return inJson(request.body, name);
  return source === "querystring" ? joined(queryPairs(request.rawQuery), name) : undefined;
}

function responseValue(source: string, name: string, { headers, body }: GatewayResponse): string | undefined {
  if (source === "body") return inJson(body, name);
  return source === "header" ? joined(headers, name.toLowerCase()) : undefined;
}

function joined(pairs: readonly (readonly [string, string])[], name: string): string | undefined {
  const values = pairs.flatMap(([one, value]) => (one === name ? value : []));
  return values.length > 0 ? values.join(",") : undefined;
}

/** As much of a body as is looked at. */
const MAX_BODY_BYTES = 100 * 1024;

/** A field of a JSON body, by what leads there, `items[0].name`; for nothing the body as a whole. */
function inJson(body: Buffer, name: string): string | undefined {
  const text = body.subarray(0, MAX_BODY_BYTES).toString();
  if (name === "") return text;
  try {
    const steps = name.split(/[.[\]]+/).filter(Boolean);
    const found = steps.reduce(field, JSON.parse(text));
    if (found === undefined || found === null) return undefined;
    return typeof found === "object" ? JSON.stringify(found) : String(found);
  } catch {
    return undefined;
  }
}

function field(at: unknown, name: string): unknown {
  return (at as Readonly<Record<string, unknown>> | undefined)?.[name];
}
