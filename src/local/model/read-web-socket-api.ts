import { isWebSocketRouteKey, PREDEFINED_ROUTE_KEYS, WEBSOCKET_API_QUOTAS } from "#aws";
import type { ResolvedResource } from "#terraform";
import { validateIntegrationCount } from "./http-api-limits";
import { formatFound, LocalError, notEmulatedError } from "./local-error";
import type {
  StageModel,
  WebSocketApiModel,
  WebSocketAttributes,
  WebSocketRequestParameter,
  WebSocketRouteModel,
} from "./model";
import type { ModelSchemas } from "./model-schema";
import { readApiKeys, readConnectKeySource } from "./read-api-keys";
import { readMessageModels, readMessageSchemas } from "./read-message-models";
import { readStage } from "./read-stage";
import { readAttribute, readBoolean, readId, readText } from "./read-value";
import { readWebSocketAuthorization } from "./read-web-socket-authorization";
import { readWebSocketIntegration } from "./read-web-socket-integration";
import {
  type ReaderContext,
  readOptional,
  readOrExplain,
  refersTo,
  rejectCount,
  rejectUnsupported,
  resourcesOfApi,
  tryRead,
} from "./reader-context";
import { readBlocks } from "./resolved-block";

/**
 * Checks that an `aws_apigatewayv2_api` with the protocol `WEBSOCKET` is emulated.
 *
 * @throws LocalError if the API declares its routes in a way that is not emulated
 */
export function requireWebSocketApi(resource: ResolvedResource): void {
  readId(rejectCount(resource));
  rejectUnsupported(resource, { body: "Declare each route as an aws_apigatewayv2_route." });
  readText(resource, "route_selection_expression");
}

/**
 * Reads a WebSocket API with its routes and stages.
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/apigatewayv2_api
 */
export function readWebSocketApi(context: ReaderContext, resource: ResolvedResource): WebSocketApiModel {
  const attributes = {
    address: resource.address,
    id: readId(resource),
    executionArn: readAttribute(resource, "execution_arn"),
    routeSelectionExpression: readExpression(context, resource),
    apiKeySource: readConnectKeySource(context, resource),
    apiKeys: readApiKeys(context, readId(resource)),
    stages: readStages(context, resource),
  };
  return { ...attributes, routes: readRoutes(context, resource, attributes) };
}

/** Expression that the provider sends if the argument is not set. It is useful only for HTTP APIs. */
const PROVIDER_DEFAULT = "$request.method $request.path";

function readExpression({ notes }: ReaderContext, resource: ResolvedResource): string {
  const expression = readText(resource, "route_selection_expression");
  if (expression === undefined) {
    notes.add(
      `${resource.address}: route_selection_expression is not set, so every message goes to the route $default. Write "$request.body.action".`,
    );
  }
  return expression ?? PROVIDER_DEFAULT;
}

function readStages(context: ReaderContext, resource: ResolvedResource): readonly StageModel[] {
  const resources = resourcesOfApi(context, "aws_apigatewayv2_stage", resource);
  if (resources.length === 0) {
    context.notEmulated.add(
      `${resource.address} has no stage, so no client can connect. Add an aws_apigatewayv2_stage.`,
    );
  }
  return resources.flatMap((stage) =>
    tryRead(context, () => readStage(context, rejectCount(stage), "rejects connections with 403")),
  );
}

function readRoutes(
  context: ReaderContext,
  resource: ResolvedResource,
  api: WebSocketAttributes,
): readonly WebSocketRouteModel[] {
  const resources = resourcesOfApi(context, "aws_apigatewayv2_route", resource);
  const schemas = readMessageSchemas(context, resource, api.id);
  const routes = resources.flatMap((route) =>
    tryRead(context, () => readRoute(context, rejectCount(route), { ...api, schemas })),
  );
  const integrations = resourcesOfApi(context, "aws_apigatewayv2_integration", resource);
  context.errors.add(
    ...findKeyErrors(routes),
    ...findQuotaErrors(api.address, routes),
    ...validateIntegrationCount(api.address, integrations.length),
  );
  return routes;
}

/** Returns the errors of keys that API Gateway rejects: an unknown key with `$`, and a key that two routes have. */
function findKeyErrors(routes: readonly WebSocketRouteModel[]): readonly string[] {
  return routes.flatMap(({ address, key }, index) => {
    const subject = `${address}: route_key is ${JSON.stringify(key)}`;
    if (!isWebSocketRouteKey(key))
      return [`${subject}; expected ${PREDEFINED_ROUTE_KEYS.join(", ")}, or a key without "$" at its start.`];
    const earlier = routes.slice(0, index).find((route) => route.key === key);
    return earlier ? [`${subject}, which ${earlier.address} has too. Remove one.`] : [];
  });
}

function findQuotaErrors(api: string, routes: readonly WebSocketRouteModel[]): readonly string[] {
  const quota = WEBSOCKET_API_QUOTAS.routes;
  if (routes.length <= quota) return [];
  return [`${api} has ${routes.length} routes; the quota is ${quota}. Split the API.`];
}

function readRoute(
  context: ReaderContext,
  resource: ResolvedResource,
  { schemas, ...api }: WebSocketAttributes & { readonly schemas: ModelSchemas },
): WebSocketRouteModel {
  const key = readText(resource, "route_key") ?? "";
  const integration = readOrExplain(() => {
    if (key !== "$connect")
      rejectUnsupported(resource, { api_key_required: "Only $connect can require an API key locally." });
    return readWebSocketIntegration(context, findIntegration(context, resource), { ...api, key });
  });
  const requestParameters = readRequestParameters(resource);
  if (key === "$connect") context.notes.add(...findUndeclared(resource, requestParameters, integration));
  return {
    address: resource.address,
    key,
    authorization: readOrExplain(() => readWebSocketAuthorization(context, resource, { ...api, key })),
    apiKeyRequired: readOptional(context, () => readBoolean(resource, "api_key_required")) ?? false,
    requestParameters,
    integration,
    models: readOrExplain(() => readMessageModels(resource, schemas)),
    isTwoWay: isTwoWay(context, resource),
  };
}

/** Reads the parameters of a handshake. Messages have no parameters. */
function readRequestParameters(route: ResolvedResource): readonly WebSocketRequestParameter[] {
  return readBlocks(route, "request_parameter").map((block) => ({
    key: block.text("request_parameter_key") ?? "",
    isRequired: block.boolean("required") ?? false,
  }));
}

/** Returns a message for each mapping that reads a parameter of the handshake that the route does not declare. */
function findUndeclared(
  { address }: ResolvedResource,
  parameters: readonly WebSocketRequestParameter[],
  integration: WebSocketRouteModel["integration"],
): readonly string[] {
  if (!("requestParameters" in integration)) return [];
  const declared = parameters.map(({ key }) => withoutMultivalue(key));
  return Object.entries(integration.requestParameters)
    .filter(([, source]) => /^route\.request\.(?:multivalue)?(?:header|querystring)\./.test(source))
    .filter(([, source]) => !declared.includes(withoutMultivalue(source)))
    .map(
      ([target, source]) =>
        `${integration.address}: request_parameters["${target}"] has no value, because ${address} does not declare "${source}". Add it as a request_parameter.`,
    );
}

function withoutMultivalue(key: string): string {
  return key.replace("multivalue", "");
}

/**
 * Returns the integration that the `target` of a route names:
 * `integrations/${aws_apigatewayv2_integration.x.id}`.
 */
function findIntegration({ stack }: ReaderContext, route: ResolvedResource): ResolvedResource {
  const integration = stack
    .ofType("aws_apigatewayv2_integration")
    .find((candidate) => refersTo(route, "target", candidate));
  if (integration) return rejectCount(integration);
  throw notEmulatedError(
    `${route.address}: target is ${formatFound(route.values.target)}; expected an integration of this stack. Write "integrations/\${aws_apigatewayv2_integration.NAME.id}".`,
  );
}

/**
 * Returns true if the client receives the response of the route. This requires an expression of the route, and an
 * `aws_apigatewayv2_route_response`. LocalStack's tests measured on AWS that a route response is sufficient. The documentation
 * is the stricter source.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-route-response.html
 */
function isTwoWay(context: ReaderContext, route: ResolvedResource): boolean {
  const expression = readText(route, "route_response_selection_expression");
  if (expression !== undefined && expression !== "$default") {
    throw new LocalError([
      `${route.address}: route_response_selection_expression is ${formatFound(expression)}; expected "$default".`,
    ]);
  }
  const responses = context.stack
    .ofType("aws_apigatewayv2_route_response")
    .filter((response) => tryRead(context, () => refersTo(response, "route_id", route)).includes(true));
  const hasResponse = responses.some((response) => readText(response, "route_response_key") === "$default");
  if (hasResponse === (expression !== undefined)) return hasResponse;
  const missing = hasResponse
    ? 'route_response_selection_expression is not set. Write "$default"'
    : "there is no aws_apigatewayv2_route_response with the key $default. Add one";
  context.notes.add(`${route.address}: clients receive no response, because ${missing}.`);
  return false;
}
