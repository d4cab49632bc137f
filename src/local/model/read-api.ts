import { ACCOUNT_ID } from "#aws";
import type { Body, Resource } from "#terraform";
import { validateIntegrationCount, validateRouteKeys } from "./http-api-limits";
import { formatFound, LocalError } from "./local-error";
import type { Api, ApiAttributes, CorsModel, RouteModel, StageModel } from "./model";
import { readAuthorization } from "./read-authorization";
import { createDefaultIntegration, readIntegration } from "./read-integration";
import { createDefaultStage, readStage } from "./read-stage";
import {
  type ReaderContext,
  readBlock,
  rejectCount,
  rejectUnsupported,
  resourcesOfApi,
} from "./reader-context";

/**
 * Reads an `aws_apigatewayv2_api` with its routes and stages.
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/apigatewayv2_api
 */
export function readApi(context: ReaderContext, resource: Resource): Api {
  const { values, region } = context;
  validateApi(context, rejectCount(resource));
  const id = String(values.evaluate(resource.address, { id: `\${${resource.address}.id}` }).id);
  const stages = readStages(context, resource, id);
  const attributes = {
    address: resource.address,
    id,
    name: values.text(resource, "name") ?? id,
    executionArn: `arn:aws:execute-api:${region}:${ACCOUNT_ID}:${id}`,
    cors: toCors(readBlock(context, resource, "cors_configuration")),
    stages,
  };
  return { ...attributes, routes: readRoutes(context, resource, attributes) };
}

function validateApi({ values }: ReaderContext, resource: Resource): void {
  const protocol = values.text(resource, "protocol_type");
  if (protocol !== "HTTP") {
    throw new LocalError([
      `${resource.address}: protocol_type is ${formatFound(protocol)}; only "HTTP" is emulated.`,
    ]);
  }
  rejectUnsupported(resource, { body: "Declare each route as an aws_apigatewayv2_route." });
}

function readStages(context: ReaderContext, resource: Resource, apiId: string): StageModel[] {
  const { errors } = context;
  const resources = resourcesOfApi(context, "aws_apigatewayv2_stage", apiId);
  const stages = resources.flatMap((stage) => errors.try(() => readStage(context, rejectCount(stage))) ?? []);
  if (resource.values.target !== undefined) return [createDefaultStage(resource), ...stages];
  if (resources.length === 0) {
    errors.add(
      `${resource.address} has no stage, so its routes are unreachable. Add an aws_apigatewayv2_stage.`,
    );
  }
  return stages;
}

function toCors(block: Body | undefined): CorsModel | undefined {
  if (!block) return undefined;
  const texts = (name: string) => [block[name] ?? []].flat().map(String);
  return {
    allowCredentials: block.allow_credentials === true,
    allowHeaders: texts("allow_headers"),
    allowMethods: texts("allow_methods"),
    allowOrigins: texts("allow_origins"),
    exposeHeaders: texts("expose_headers"),
    maxAge: typeof block.max_age === "number" ? block.max_age : undefined,
  };
}

function readRoutes(context: ReaderContext, resource: Resource, api: ApiAttributes): RouteModel[] {
  const { errors } = context;
  const resources = resourcesOfApi(context, "aws_apigatewayv2_route", api.id);
  const keyed = resources.flatMap(
    (route) => errors.try(() => readKeyedRoute(context, rejectCount(route))) ?? [],
  );
  const routes = keyed.flatMap((route) => errors.try(() => readRoute(context, route, api)) ?? []);
  const { size } = new Set(routes.map(({ integration }) => integration.address));
  errors.add(...validateRouteKeys(keyed), ...validateIntegrationCount(api.address, size));
  return resource.values.target === undefined
    ? routes
    : [...routes, createDefaultRoute(context, resource, api)];
}

interface KeyedRoute {
  readonly address: string;
  readonly key: string;
  readonly resource: Resource;
}

function readKeyedRoute({ values }: ReaderContext, resource: Resource): KeyedRoute {
  return { address: resource.address, key: values.text(resource, "route_key") ?? "", resource };
}

function readRoute(
  context: ReaderContext,
  { address, key, resource }: KeyedRoute,
  api: ApiAttributes,
): RouteModel {
  const authorization = readAuthorization(context, resource, api);
  const integration = readIntegration(context, findIntegration(context, resource), { ...api, key });
  return { address, key, integration, authorization };
}

/**
 * Returns the integration in the `target` of a route: `integrations/${aws_apigatewayv2_integration.x.id}`.
 */
function findIntegration({ stack, values }: ReaderContext, route: Resource): Resource {
  const target = values.text(route, "target") ?? "";
  const integration = stack.ofType("aws_apigatewayv2_integration").find(({ address }) => {
    const { id } = values.evaluate(address, { id: `\${${address}.id}` });
    return target === `integrations/${id}`;
  });
  if (integration) return rejectCount(integration);
  throw new LocalError([
    `${route.address}: target is ${formatFound(route.values.target)}; expected an integration of this stack. Write "integrations/\${aws_apigatewayv2_integration.NAME.id}".`,
  ]);
}

/**
 * Returns the public route that AWS creates for an API with a `target` ("quick create"). Its key is the
 * `route_key` of the API. Default: `$default`, which matches every request.
 */
function createDefaultRoute(context: ReaderContext, resource: Resource, api: ApiAttributes): RouteModel {
  const key = context.values.text(resource, "route_key") ?? "$default";
  const integration = createDefaultIntegration(context, resource, { ...api, key });
  return { address: resource.address, key, integration, authorization: { kind: "NONE" } };
}
