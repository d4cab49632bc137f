import type { ApiGatewayMethod } from "../../cdktf";
import { isUnresolved } from "../../tokens";
import type { RestRoute } from "./rest-route";

/** Sources of the API key of a request. */
export const API_KEY_SOURCES = ["header", "authorizer"] as const;

/** Source of the API key of a request: the header `x-api-key`, or the result of a Lambda authorizer. */
export type ApiKeySource = (typeof API_KEY_SOURCES)[number];

interface KeySettings {
  readonly apiKeySource: ApiKeySource;
}

/** Returns true if a browser sends the API key of a route in a header. Terraform may compute whether the route needs it. */
export function needsKeyHeader({ apiKeyRequired }: RestRoute, { apiKeySource }: KeySettings): boolean {
  return apiKeySource === "header" && (apiKeyRequired || isUnresolved(apiKeyRequired));
}

/**
 * Returns an error for each route that can get no API key, and for a source of keys that no route uses. With the source `authorizer`, only the function of a Lambda
 * authorizer can return one.
 *
 * @param methods method of each route, by route key
 */
export function validateApiKeySource(
  { apiKeySource }: KeySettings,
  routes: readonly RestRoute[],
  methods: ReadonlyMap<string, ApiGatewayMethod>,
): string[] {
  if (apiKeySource === "header") return [];
  if (routes.length > 0 && !routes.some(({ apiKeyRequired }) => apiKeyRequired)) {
    return [
      'apiKeySource is "authorizer", but no route requires an API key, so that it has no effect. Set `apiKeyRequired: true`, or remove apiKeySource.',
    ];
  }
  return routes
    .filter(
      ({ apiKeyRequired, key }) => apiKeyRequired && methods.get(key.text)?.authorizationInput !== "CUSTOM",
    )
    .map(
      ({ key }) =>
        `route "${key.text}" requires an API key, which apiKeySource "authorizer" takes from a Lambda authorizer, but the route has none. Set a TokenAuthorizer or a RequestAuthorizer, or set apiKeySource to "header".`,
    );
}
