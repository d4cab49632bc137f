import { parseRouteKey, type RouteKey } from "#aws";
import type { ResolvedResource } from "#terraform";
import { validateIntegrationCount, validateRouteKeys } from "./http-api-limits";
import { formatFound, LocalError, notEmulatedError } from "./local-error";
import type { ApiAttributes, CorsModel, HttpApiModel, RouteModel, StageModel } from "./model";
import { readAuthorization } from "./read-authorization";
import { createDefaultIntegration, readIntegration } from "./read-integration";
import { createDefaultStage, readStage } from "./read-stage";
import { readAttribute, readId, readText } from "./read-value";
import {
  isSet,
  type ReaderContext,
  readOptional,
  readOrExplain,
  refersTo,
  rejectCount,
  rejectUnsupported,
  resourcesOfApi,
  tryRead,
} from "./reader-context";
import { readBlock } from "./resolved-block";

/**
 * Checks that an `aws_apigatewayv2_api` is emulated.
 *
 * @throws LocalError if the API is not an HTTP API, or declares its routes in a way that is not emulated
 */
export function requireHttpApi(resource: ResolvedResource): void {
  const protocol = readText(rejectCount(resource), "protocol_type");
  readId(resource);
  if (protocol !== "HTTP") {
    throw new LocalError([
      `${resource.address}: protocol_type is ${formatFound(protocol)}; expected "HTTP" or "WEBSOCKET".`,
    ]);
  }
  rejectUnsupported(resource, { body: "Declare each route as an aws_apigatewayv2_route." });
}

/**
 * Reads an `aws_apigatewayv2_api` with its routes and stages.
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/apigatewayv2_api
 */
export function readHttpApi(context: ReaderContext, resource: ResolvedResource): HttpApiModel {
  const id = readId(resource);
  const stages = readStages(context, resource);
  const attributes = {
    kind: "HTTP" as const,
    address: resource.address,
    id,
    name: readText(resource, "name") ?? id,
    executionArn: readAttribute(resource, "execution_arn"),
    cors: readCors(context, resource),
    stages,
  };
  return { ...attributes, routes: readRoutes(context, resource, attributes) };
}

function readStages(context: ReaderContext, resource: ResolvedResource): StageModel[] {
  const resources = resourcesOfApi(context, "aws_apigatewayv2_stage", resource);
  const stages = resources.flatMap((stage) => tryRead(context, () => readStage(context, rejectCount(stage))));
  if (isSet(resource.values.target)) return [createDefaultStage(resource), ...stages];
  if (resources.length === 0) {
    context.notEmulated.add(
      `${resource.address} has no stage, so its routes are unreachable. Add an aws_apigatewayv2_stage.`,
    );
  }
  return stages;
}

function readCors(context: ReaderContext, resource: ResolvedResource): CorsModel | undefined {
  const block = readOptional(context, () => readBlock(resource, "cors_configuration"));
  if (!block) return undefined;
  const strings = (name: string) => readOptional(context, () => block.list(name)) ?? [];
  return {
    allowCredentials: readOptional(context, () => block.boolean("allow_credentials")) ?? false,
    allowHeaders: strings("allow_headers"),
    allowMethods: strings("allow_methods"),
    allowOrigins: strings("allow_origins"),
    exposeHeaders: strings("expose_headers"),
    maxAge: readOptional(context, () => block.number("max_age")),
  };
}

function readRoutes(context: ReaderContext, resource: ResolvedResource, api: ApiAttributes): RouteModel[] {
  const resources = resourcesOfApi(context, "aws_apigatewayv2_route", resource);
  const keyed = resources.flatMap((route) => tryRead(context, () => readKeyedRoute(rejectCount(route))));
  const routes = keyed.flatMap((route) => tryRead(context, () => readRoute(context, route, api)));
  const { size } = new Set(routes.map(({ integration }) => integrationKey(integration)));
  context.errors.add(...validateRouteKeys(keyed), ...validateIntegrationCount(api.address, size));
  return resource.values.target === undefined
    ? routes
    : [...routes, createDefaultRoute(context, resource, api)];
}

function integrationKey(integration: RouteModel["integration"]): string {
  return integration.kind === "NOT_EMULATED" ? integration.reason : integration.address;
}

interface KeyedRoute {
  readonly address: string;
  readonly key: RouteKey;
  readonly resource: ResolvedResource;
}

function readKeyedRoute(resource: ResolvedResource): KeyedRoute {
  return { address: resource.address, key: parseRouteKey(readText(resource, "route_key") ?? ""), resource };
}

function readRoute(
  context: ReaderContext,
  { address, key, resource }: KeyedRoute,
  api: ApiAttributes,
): RouteModel {
  return {
    address,
    key,
    authorization: readOrExplain(() => readAuthorization(context, resource, api)),
    integration: readOrExplain(() =>
      readIntegration(context, findIntegration(context, resource), { ...api, key }),
    ),
  };
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
  readText(route, "target");
  throw notEmulatedError(
    `${route.address}: target is ${formatFound(route.values.target)}; expected an integration of this stack. Write "integrations/\${aws_apigatewayv2_integration.NAME.id}".`,
  );
}

/**
 * Returns the public route that AWS creates for an API with a `target` ("quick create"). The route key is the
 * `route_key` of the API. If the API sets no `route_key`, the route key is `$default`, which matches every
 * request.
 */
function createDefaultRoute(
  context: ReaderContext,
  resource: ResolvedResource,
  api: ApiAttributes,
): RouteModel {
  const key = parseRouteKey(readText(resource, "route_key") ?? "$default");
  const integration = readOrExplain(() => createDefaultIntegration(context, resource, { ...api, key }));
  return { address: resource.address, key, integration, authorization: { kind: "NONE" } };
}
