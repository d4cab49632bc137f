import { HTTP_API_QUOTAS, REST_API_QUOTAS } from "#aws";
import { type CheckFinding, defineCheck } from "./check";
import { findAddresses, type StackResource, type StackResources } from "./stack-resources";

/** Kind of API: the type of its resource, and the argument with which other resources refer to it. */
interface ApiKind {
  readonly type: string;
  readonly reference: string;
}

const HTTP_API: ApiKind = { type: "aws_apigatewayv2_api", reference: "api_id" };
const REST_API: ApiKind = { type: "aws_api_gateway_rest_api", reference: "rest_api_id" };

/**
 * AWS raises this quota on request. Each route of an `HttpApi` has its own integration, whose quota is fixed. A WebSocket API
 * has the same quotas.
 */
export const ROUTES_CHECK = defineCheck({
  name: "route-quota",
  severity: "error",
  description: "An API has more routes than the default quota of AWS.",
  find: (stack) =>
    findLargeApis(stack, HTTP_API, "aws_apigatewayv2_route", HTTP_API_QUOTAS.integrations).map(
      ({ construct, count, isWebSocket }) => ({
        construct,
        message: `has ${count} routes; the maximum is ${HTTP_API_QUOTAS.integrations}. Split the API, or ${isWebSocket ? "handle several messages in the route $default" : "combine routes with a path parameter"}.`,
      }),
    ),
});

/** AWS raises this quota on request. An API also has the root resource `/`, which Terraform does not create. */
export const RESOURCES_CHECK = defineCheck({
  name: "resource-quota",
  severity: "error",
  description: "A REST API has more resources than the default quota of AWS.",
  find: (stack) =>
    findLargeApis(stack, REST_API, "aws_api_gateway_resource", REST_API_QUOTAS.resources - 1).map(
      ({ construct, count }) => ({
        construct,
        message: `has ${count + 1} resources; the maximum is ${REST_API_QUOTAS.resources}. Split the API, or use a path parameter.`,
      }),
    ),
});

/** AWS raises this quota on request. */
export const AUTHORIZERS_CHECK = defineCheck({
  name: "authorizer-quota",
  severity: "error",
  description: "An API has more authorizers than the default quota of AWS.",
  find: (stack) => [
    ...findAuthorizers(stack, HTTP_API, "aws_apigatewayv2_authorizer", HTTP_API_QUOTAS.authorizers),
    ...findAuthorizers(stack, REST_API, "aws_api_gateway_authorizer", REST_API_QUOTAS.authorizers),
  ],
});

/** AWS does not raise this quota. */
export const SCOPES_CHECK = defineCheck({
  name: "scope-quota",
  severity: "error",
  description: "A route has more scopes than AWS accepts.",
  find: (stack) =>
    stack.ofType("aws_apigatewayv2_route").flatMap((route) => {
      const scopes = route.read("authorization_scopes");
      if (!Array.isArray(scopes) || scopes.length <= HTTP_API_QUOTAS.scopesPerRoute) return [];
      const message = `route "${route.read("route_key")}" has ${scopes.length} scopes; the maximum is ${HTTP_API_QUOTAS.scopesPerRoute}. Define one scope for all callers of the route.`;
      return [{ construct: route.construct, message }];
    }),
});

function findAuthorizers(stack: StackResources, kind: ApiKind, type: string, max: number): CheckFinding[] {
  return findLargeApis(stack, kind, type, max).map(({ construct, count }) => ({
    construct,
    message: `has ${count} authorizers; the maximum is ${max}. Share authorizers between routes, or split the API.`,
  }));
}

interface LargeApi extends Pick<CheckFinding, "construct"> {
  readonly count: number;
  readonly isWebSocket: boolean;
}

/** Returns the APIs that have more resources of a type than allowed. */
function findLargeApis(stack: StackResources, kind: ApiKind, type: string, max: number): readonly LargeApi[] {
  const resources = stack.ofType(type);
  // Resolving the references to the APIs is slow, and most stacks are small.
  if (resources.length <= max) return [];
  const byApi = new Map<string, StackResource[]>();
  for (const resource of resources) {
    const id = String(resource.resolve(kind.reference));
    const [address = id] = findAddresses(id);
    byApi.set(address, [...(byApi.get(address) ?? []), resource]);
  }
  return [...byApi].flatMap(([address, [first, ...others]]) => {
    const api = stack.ofType(kind.type).find((candidate) => candidate.address === address) ?? first;
    if (!api || others.length < max) return [];
    const isWebSocket = api.read("protocol_type") === "WEBSOCKET";
    return [{ construct: api.construct, count: others.length + 1, isWebSocket }];
  });
}
