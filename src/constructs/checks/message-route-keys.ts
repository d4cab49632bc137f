import { METHODS, type PREDEFINED_ROUTE_KEYS } from "#aws";
import { defineCheck } from "./check";
import { findAddresses, type StackResource, type StackResources } from "./stack-resources";

/** Event for which API Gateway selects a route with a predefined key, by the key without `$`. */
const EVENTS: ReadonlyMap<string, string> = new Map([
  ["connect", "the handshake of a connection"],
  ["disconnect", "the end of a connection"],
  ["default", "a message without another route"],
] satisfies readonly [WithoutDollar<(typeof PREDEFINED_ROUTE_KEYS)[number]>, string][]);

type WithoutDollar<Key extends string> = Key extends `$${infer Name}` ? Name : never;

/** Returns true for the route key of an HTTP API or a REST API. */
function isHttpKey(key: string): boolean {
  return METHODS.some((method) => key.startsWith(`${method} /`));
}

/** API Gateway selects a route without `$` in its key only for a message with this key, so that it may never be invoked. */
export const MESSAGE_ROUTE_KEY_CHECK = defineCheck({
  name: "message-route-key",
  severity: "warning",
  description: "A route of a WebSocket API is for messages, but its key looks like one of another event.",
  find: (stack) =>
    listMessageKeys(stack).flatMap(({ route, key, isDeclared }) => {
      const error = describeKey(key, isDeclared);
      return error === undefined ? [] : [{ construct: route.construct, message: `route "${key}" ${error}` }];
    }),
});

interface MessageKey {
  readonly route: StackResource;
  readonly key: string;
  /** Returns true if the API has a route with a key. */
  readonly isDeclared: (key: string) => boolean;
}

/** Returns the routes of the WebSocket APIs whose keys can be reported. */
function listMessageKeys(stack: StackResources): readonly MessageKey[] {
  const apis = stack
    .ofType("aws_apigatewayv2_api")
    .filter((api) => api.read("protocol_type") === "WEBSOCKET")
    .map(({ address }) => address);
  // Resolving the references to the APIs is slow, and most stacks have no WebSocket API.
  if (apis.length === 0) return [];
  const routes = stack.ofType("aws_apigatewayv2_route").map((route) => {
    const [api] = findAddresses(route.resolve("api_id"));
    return { route, api, key: String(route.read("route_key")) };
  });
  return routes
    .filter(({ api }) => api !== undefined && apis.includes(api))
    .map(({ route, api, key }) => ({
      route,
      key,
      isDeclared: (other) => routes.some((sibling) => sibling.api === api && sibling.key === other),
    }));
}

/** Returns the error of a key after the words `route "key"`, or `undefined` for the key of a message. */
function describeKey(key: string, isDeclared: MessageKey["isDeclared"]): string | undefined {
  if (isHttpKey(key)) {
    return "is for messages with this text, because a WebSocket API has no HTTP routes. Use an HttpApi or a RestApi, or waive the check.";
  }
  const predefined = `$${key.toLowerCase()}`;
  const event = EVENTS.get(key.toLowerCase());
  // A route next to the predefined one is for messages on purpose.
  if (event === undefined || isDeclared(predefined)) return undefined;
  return `is for messages with this text, and not for ${event}. Write "${predefined}", or waive the check.`;
}
