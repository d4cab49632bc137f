import { memoizeSecond } from "../../http/memoize-second";
import type { Allowed } from "./authorization-result";
import type { RoutedRecord } from "./request-record";

/** Request with its route and its authorized caller. */
export interface RouteContext extends RoutedRecord {
  readonly caller: Allowed;
}

/** Functions that create Lambda events, by payload format version. */
export type EventFormats = Readonly<Record<"1.0" | "2.0", (context: RouteContext) => object>>;

/**
 * Returns the context of a request whose caller is not authorized yet. It contains no data about the caller.
 */
export function beforeAuthorization(record: RoutedRecord): RouteContext {
  return { ...record, caller: { isAuthorized: true } };
}

/** Formats a time for events and access logs: `12/Nov/2026:19:19:05 +0000`. */
export const formatRequestTime = memoizeSecond((second) => {
  const [, day, month, year, time] = second.toUTCString().split(/,? /);
  return `${day}/${month}/${year}:${time} +0000`;
});

/** Returns the decoded names and values of a query, in the order in which the client sent them. */
export function queryPairs(rawQuery: string): readonly (readonly [string, string])[] {
  // URLSearchParams removes a `?` at the start of its input. The leading `&` prevents that, so a `?` at the
  // start of the first parameter name is kept.
  return rawQuery === "" ? [] : [...new URLSearchParams(`&${rawQuery}`)];
}
