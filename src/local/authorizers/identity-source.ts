import { ownValue } from "#own-value";
import { contextVariable } from "../gateway/core/context-variables";
import type { RoutedRecord } from "../gateway/core/request-record";
import { beforeAuthorization, queryPairs } from "../gateway/core/route-context";
import { headerOf } from "../http/request";
import { KNOWN_BEFORE_AUTHORIZATION } from "./known-variables";

/** Format of an identity source: a kind, a dot and a name, such as `$request.header.Authorization`. */
const IDENTITY_SOURCE = /^\$(request\.header|request\.querystring|context|stageVariables)\.(.+)$/;

/**
 * Reads the value of an identity source: `$request.header.X`, `$request.querystring.X`, `$context.X` or
 * `$stageVariables.X`.
 *
 * @returns `undefined` if the value is absent or empty. API Gateway handles both cases in the same way.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html#http-api-lambda-authorizer.identity-sources
 */
export function readIdentity(source: string, record: RoutedRecord): string | undefined {
  const [, kind = "", name = ""] = IDENTITY_SOURCE.exec(source) ?? [];
  return ownValue(READERS, kind)?.(record, name) || undefined;
}

const READERS: Record<string, (record: RoutedRecord, name: string) => string | undefined> = {
  "request.header": ({ request }, name) => headerOf(request, name.toLowerCase()),
  "request.querystring": ({ request }, name) => readParameter(request.rawQuery, name),
  context: (record, name) => (KNOWN_VARIABLES.has(name) ? readContextVariable(record, name) : undefined),
  stageVariables: ({ stage }, name) => ownValue(stage.variables, name),
};

function readParameter(rawQuery: string, parameter: string): string | undefined {
  const values = queryPairs(rawQuery).flatMap(([name, value]) => (name === parameter ? value : []));
  return values.length > 0 ? values.join(",") : undefined;
}

function readContextVariable(record: RoutedRecord, name: string): string | undefined {
  const noResponse = { status: 0, headers: [], body: Buffer.alloc(0) };
  return contextVariable(name, { ...beforeAuthorization(record), response: noResponse, latencyMs: 0 });
}

/** Variables of an HTTP API that have a value before the caller is authorized. */
const KNOWN_VARIABLES: ReadonlySet<string> = new Set([...KNOWN_BEFORE_AUTHORIZATION, "routeKey"]);
