import { eachSecond } from "../../http/memoize-second";
import { domainNameOf, type GatewayRequest } from "../../http/request";
import type { Api, Route, Stage } from "../../model/model";
import type { Admitted, Asked } from "./authorization";

/** A request at its route, whose caller may call. */
export interface Routed {
  readonly request: GatewayRequest;
  readonly api: Api;
  readonly stage: Stage;
  readonly route: Route;
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly caller: Admitted;
  readonly accountId: string;
  /** `a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com`, or what the caller calls this machine. */
  readonly domainName: string;
}

/** Events of a Lambda function by payload format version. */
export type EventFormats = Readonly<Record<"1.0" | "2.0", (context: Routed) => object>>;

/** Returns the context of a request whose caller is not authorized yet. */
export function beforeAuthorization({ region: _, ...request }: Asked): Routed {
  return { ...request, caller: { isAdmitted: true }, domainName: domainNameOf(request.request) };
}

/** `12/Nov/2026:19:19:05 +0000` */
export const requestTime = eachSecond((second) => {
  const [, day, month, year, time] = second.toUTCString().split(/,? /);
  return `${day}/${month}/${year}:${time} +0000`;
});

/** A query's names and values, decoded, in the order sent. */
export function queryPairs(rawQuery: string): readonly (readonly [string, string])[] {
  // Without the `&`, a query that begins with `?` would lose it.
  return rawQuery === "" ? [] : [...new URLSearchParams(`&${rawQuery}`)];
}
