import { ownValue } from "#own-value";
import type { RoutedRecord } from "../gateway/core/request-record";
import { restContextBefore } from "../gateway/rest-api/context-variables";
import { restQuery } from "../gateway/rest-api/event";
import { KNOWN_BEFORE_AUTHORIZATION } from "./known-variables";

/** Format of an identity source: a kind, a dot and a name, such as `method.request.header.Authorization`. */
const IDENTITY_SOURCE =
  /^(method\.request\.header|method\.request\.querystring|context|stageVariables)\.(.+)$/;

/**
 * Reads the value of an identity source of a REST API. A path parameter cannot be an identity source. If a request has
 * several values, the last one is used, as in the single-value maps of an event. For headers, this is unverified.
 *
 * @returns `undefined` if the value is absent or empty
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/configure-api-gateway-lambda-authorization.html
 */
export function readRestIdentity(source: string, record: RoutedRecord): string | undefined {
  const [, kind = "", name = ""] = IDENTITY_SOURCE.exec(source) ?? [];
  return ownValue(READERS, kind)?.(record, name) || undefined;
}

const READERS: Readonly<Record<string, (record: RoutedRecord, name: string) => string | undefined>> = {
  "method.request.header": ({ request }, name) =>
    request.headers.findLast(([key]) => key === name.toLowerCase())?.[1],
  "method.request.querystring": ({ request }, name) =>
    restQuery(request.rawQuery).findLast(([key]) => key === name)?.[1],
  context: (record, name) => (KNOWN_VARIABLES.has(name) ? restContextBefore(name, record) : undefined),
  stageVariables: ({ stage }, name) => ownValue(stage.variables, name),
};

/** Variables of a REST API that have a value before the caller is authorized. */
const KNOWN_VARIABLES: ReadonlySet<string> = new Set([
  ...KNOWN_BEFORE_AUTHORIZATION,
  "resourceId",
  "resourcePath",
]);
