import { ACCOUNT_ID } from "#aws";
import type { Body, Resource } from "#terraform";
import { validateIntegrationCount, validateRouteKeys } from "./deploy-limits";
import { LocalError } from "./local-error";
import type {
  Api,
  ApiAttributes,
  CorsModel,
  Integration,
  RouteAuthorization,
  RouteModel,
  StageModel,
} from "./model";
import { readAuthorization } from "./read-authorization";
import { quickIntegration, readIntegration } from "./read-integration";
import { defaultStage, readStage } from "./read-stage";
import {
  type ReaderContext,
  readBlock,
  rejectCount,
  rejectUnsupported,
  resourcesOfApi,
} from "./reader-context";

/**
 * `aws_apigatewayv2_api` with its routes and stages.
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/apigatewayv2_api
 */
export function readApi(source: ReaderContext, resource: Resource): Api {
  const { values, region } = source;
  check(source, rejectCount(resource));
  const id = String(values.evaluate(resource.address, { id: `\${${resource.address}.id}` }).id);
  const stages = stagesOf(source, resource, id);
  const bare = {
    address: resource.address,
    id,
    name: values.text(resource, "name") ?? id,
    executionArn: `arn:aws:execute-api:${region}:${ACCOUNT_ID}:${id}`,
    cors: corsOf(readBlock(source, resource, "cors_configuration")),
    stages,
  };
  return { ...bare, routes: routesOf(source, resource, bare) };
}

function check({ values }: ReaderContext, resource: Resource): void {
  const protocol = values.text(resource, "protocol_type");
  if (protocol !== "HTTP") {
    throw new LocalError([
      `${resource.address}: an HTTP API is served here, found protocol_type "${protocol}"`,
    ]);
  }
  rejectUnsupported(resource, { body: "write its routes as resources" });
}

function stagesOf(source: ReaderContext, resource: Resource, id: string): StageModel[] {
  const { errors } = source;
  const found = resourcesOfApi(source, "aws_apigatewayv2_stage", id);
  const stages = found.flatMap((one) => errors.try(() => readStage(source, rejectCount(one))) ?? []);
  if (resource.values.target !== undefined) return [defaultStage(resource), ...stages];
  if (found.length === 0) {
    errors.add(
      `${resource.address} has no stage, so none of its routes answers; give it an aws_apigatewayv2_stage`,
    );
  }
  return stages;
}

function corsOf(body: Body | undefined): CorsModel | undefined {
  if (!body) return undefined;
  const texts = (name: string) => [body[name] ?? []].flat().map(String);
  return {
    allowCredentials: body.allow_credentials === true,
    allowHeaders: texts("allow_headers"),
    allowMethods: texts("allow_methods"),
    allowOrigins: texts("allow_origins"),
    exposeHeaders: texts("expose_headers"),
    maxAge: typeof body.max_age === "number" ? body.max_age : undefined,
  };
}

function routesOf(source: ReaderContext, resource: Resource, api: ApiAttributes): RouteModel[] {
  const { errors } = source;
  const routes = resourcesOfApi(source, "aws_apigatewayv2_route", api.id);
  const keyed = routes.flatMap((one) => errors.try(() => keyedRoute(source, rejectCount(one))) ?? []);
  const made = keyed.flatMap((one) => errors.try(() => readRoute(source, one, api)) ?? []);
  const { size } = new Set(made.map(({ integration }) => integration.address));
  errors.add(...validateRouteKeys(keyed), ...validateIntegrationCount(api.address, size));
  return resource.values.target === undefined ? made : [...made, quickRoute(source, resource, api)];
}

interface KeyedRoute {
  readonly address: string;
  readonly key: string;
  readonly resource: Resource;
}

function keyedRoute({ values }: ReaderContext, resource: Resource): KeyedRoute {
  return { address: resource.address, key: values.text(resource, "route_key") ?? "", resource };
}

function readRoute(
  source: ReaderContext,
  { address, key, resource }: KeyedRoute,
  api: ApiAttributes,
): RouteModel {
  const guard = readAuthorization(source, resource, api);
  const integration = readIntegration(source, integrationOf(source, resource), { ...api, key });
  return { address, key, integration, authorization: guard };
}

/** `integrations/${aws_apigatewayv2_integration.x.id}` */
function integrationOf({ stack, values }: ReaderContext, route: Resource): Resource {
  const target = values.text(route, "target") ?? "";
  const found = stack.ofType("aws_apigatewayv2_integration").find((one) => {
    const { id } = values.evaluate(one.address, { id: `\${${one.address}.id}` });
    return target === `integrations/${id}`;
  });
  if (found) return rejectCount(found);
  throw new LocalError([
    `${route.address}: target ${JSON.stringify(route.values.target)} leads to no integration of this stack; write "integrations/\${aws_apigatewayv2_integration.NAME.id}"`,
  ]);
}

/** What `target` makes of an API: one route, to everything. */
function quickRoute(source: ReaderContext, resource: Resource, api: ApiAttributes): RouteModel {
  const key = source.values.text(resource, "route_key") ?? "$default";
  const integration: Integration = quickIntegration(source, resource, { ...api, key });
  const guard: RouteAuthorization = { kind: "NONE" };
  return { address: resource.address, key, integration, authorization: guard };
}
