import { WEBSOCKET_API_QUOTAS } from "#aws";
import { type Message, validateMessageExamples } from "#contract";
import {
  Apigatewayv2Integration,
  Apigatewayv2Route,
  Apigatewayv2RouteResponse,
  type Apigatewayv2StageRouteSettings,
} from "../../cdktf";
import type { FunctionTarget } from "../../function/function-target";
import { escapeId } from "../../names";
import { BOOLEAN, knownRule } from "../../prop-rules";
import type { PropRules } from "../../props";
import { escapeText } from "../../tokens";
import type { AuthorizationSettings, AuthorizedApi } from "../common/authorizer";
import { validateFunctionTimeout } from "../common/integration";
import { SHARED_SETTINGS } from "../common/route-rules";
import { validateNoStreamedTarget } from "../common/streamed-routes";
import { validateThrottle } from "../common/throttle";
import type { SharedRouteSettings } from "../common/validate-route";
import { routeSettingsOf, type WebSocketStageSettings } from "./web-socket-stage";

/** Settings of a single route of a WebSocket API. They replace the settings of the API for this route. */
export interface WebSocketRouteSettings extends SharedRouteSettings {
  /**
   * Sends the `body` that the function returns to the client, as a message. Default: false, so that API Gateway drops the
   * result of the function. The function can still send messages with `@connections`.
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-route-response.html
   */
  readonly twoWay?: boolean;
}

/** Rules for the settings of a route. */
export const WEB_SOCKET_ROUTE_RULES: PropRules<WebSocketRouteSettings> = {
  twoWay: knownRule(BOOLEAN),
  ...SHARED_SETTINGS,
};

/** Route of a WebSocket API with its function and settings. */
export interface WebSocketRoute {
  readonly key: string;
  /** Contract of the messages. Undefined if the route is declared by its key. */
  readonly message?: Message;
  readonly target: FunctionTarget;
  readonly settings: Omit<WebSocketRouteSettings, "twoWay">;
  /** True if API Gateway sends the `body` that the function returns to the client. */
  readonly isTwoWay: boolean;
}

/** Returns the errors of a route whose key and settings have the right types. */
export function validateWebSocketRoute({
  key,
  message,
  target,
  settings,
  isTwoWay,
}: WebSocketRoute): string[] {
  const { throttle } = settings;
  const errors = [
    ...(throttle ? validateThrottle(throttle) : []),
    ...(isTwoWay && key === "$disconnect"
      ? ["twoWay is true, but the connection is closed, so that the client receives no message. Remove it."]
      : []),
    ...validateFunctionTimeout(target, WEBSOCKET_API_QUOTAS.integrationTimeoutMs.max),
    ...(message ? validateMessageExamples(message) : []),
    ...validateNoStreamedTarget(target),
  ];
  return errors.map((error) => `route "${key}": ${error}`);
}

/** Terraform resources of a route. */
interface RouteResources {
  readonly route: Apigatewayv2Route;
  readonly integration: Apigatewayv2Integration;
  readonly response?: Apigatewayv2RouteResponse;
}

/** Creates the resources of a route. Each route has its own integration, as in an HTTP API. */
export function createWebSocketRoute(
  scope: AuthorizedApi,
  { key, target, isTwoWay }: WebSocketRoute,
  { authorizationType, authorizerId }: AuthorizationSettings,
): RouteResources {
  const apiId = scope.api.id;
  scope.grantInvoke(target);
  const integration = new Apigatewayv2Integration(scope, `integration-${escapeId(key)}`, {
    apiId,
    integrationType: "AWS_PROXY",
    integrationMethod: "POST",
    integrationUri: target.invokeArn,
    timeoutMilliseconds: WEBSOCKET_API_QUOTAS.integrationTimeoutMs.max,
  });
  const route = new Apigatewayv2Route(scope, `route-${escapeId(key)}`, {
    apiId,
    routeKey: escapeText(key),
    target: `integrations/${integration.id}`,
    authorizationType,
    authorizerId,
    // A client receives a response only with this expression and with a route response. `$default` is the only key.
    routeResponseSelectionExpression: isTwoWay ? "$default" : undefined,
  });
  if (!isTwoWay) return { route, integration };
  const response = new Apigatewayv2RouteResponse(scope, `response-${escapeId(key)}`, {
    apiId,
    routeId: route.id,
    routeResponseKey: "$default",
  });
  return { route, integration, response };
}

/** Returns the settings of the stage for a route, or undefined if the route has none. */
export function stageSettingsOf(
  { key, settings }: WebSocketRoute,
  stage: WebSocketStageSettings,
): Apigatewayv2StageRouteSettings | undefined {
  const { throttle, detailedMetrics } = settings;
  if (throttle === undefined && detailedMetrics === undefined) return undefined;
  return {
    routeKey: escapeText(key),
    ...routeSettingsOf({
      throttle: throttle ?? stage.throttle,
      detailedMetrics: detailedMetrics ?? stage.detailedMetrics,
      executionLogs: stage.executionLogs,
    }),
  };
}
