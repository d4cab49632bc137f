import { memoizeSecond } from "../../http/memoize-second";
import { domainNameOf, type GatewayRequest } from "../../http/request";
import type { Api, RouteModel, StageModel } from "../../model/model";
import type { Allowed, AuthorizationRequest } from "./authorization";

/** A request at its route, whose caller may call. */
export interface RouteContext {
  readonly request: GatewayRequest;
  readonly api: Api;
  readonly stage: StageModel;
  readonly route: RouteModel;
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly caller: Allowed;
  readonly accountId: string;
  /** `a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com`, or what the caller calls this machine. */
  readonly domainName: string;
}

/** Events of a Lambda function by payload format version. */
export type EventFormats = Readonly<Record<"1.0" | "2.0", (context: RouteContext) => object>>;

/** Returns the context of a request whose caller is not authorized yet. */
export function beforeAuthorization({ region: _, ...request }: AuthorizationRequest): RouteContext {
  return { ...request, caller: { isAuthorized: true }, domainName: domainNameOf(request.request) };
}

/** `12/Nov/2026:19:19:05 +0000` */
export const requestTime = memoizeSecond((second) => {
  const [, day, month, year, time] = second.toUTCString().split(/,? /);
  return `${day}/${month}/${year}:${time} +0000`;
});

/** A query's names and values, decoded, in the order sent. */
export function queryPairs(rawQuery: string): readonly (readonly [string, string])[] {
  // Without the `&`, a query that begins with `?` would lose it.
  return rawQuery === "" ? [] : [...new URLSearchParams(`&${rawQuery}`)];
}
