import { domainNameOf } from "../gateway/request";
import type { Routed } from "../gateway/routed";
import { placeOf } from "./route-arn";
import type { Asked } from "./verdict";

/** A request as its route's integration would have it, of a caller of whom nothing is known yet. */
export function routedOf(asked: Asked): Routed {
  const { request, api, stage, routeKey, pathParameters } = asked;
  const route = api.routes.find(({ key }) => key === routeKey);
  if (!route) throw new Error(`${api.address} has no route ${routeKey}`);
  const { accountId } = placeOf(asked);
  const domainName = domainNameOf(request);
  return { request, api, stage, route, pathParameters, caller: { isAdmitted: true }, accountId, domainName };
}
