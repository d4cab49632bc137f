import type { Asked } from "./verdict";

/** The parts of an API's ARN, `arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5`, that its callers' fate hangs on. */
export function placeOf({ api }: Asked): { readonly region: string; readonly accountId: string } {
  const [, , , region = "", accountId = ""] = api.executionArn.split(":");
  return { region, accountId };
}

/**
 * What a caller is to be allowed: `arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5/$default/GET/products/1`.
 *
 * The path is the request's own, just as it was sent. Sources disagree (AWS's example has a method and path that are
 * neither its request's nor its route's, some emulators write the route's template): with the request's path a policy
 * that allows the ARN it was asked about allows this one product, not all of them.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html
 */
export function routeArn({ api, stage, request }: Asked): string {
  const path = stage.name === "$default" ? request.encodedPath : request.encodedPath.replace(/^\/[^/]*/, "");
  return `${api.executionArn}/${stage.name}/${request.method}/${path.slice(1)}`;
}
