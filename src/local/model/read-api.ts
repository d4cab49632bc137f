import { ACCOUNT_ID } from "#aws";
import type { Body, Resource } from "#terraform";
import { integrationCountFaults, keyFaults } from "./deploy-limits";
import { LocalError } from "./local-error";
import type { Api, BareApi, Cors, Guard, Integration, Route, Stage } from "./model";
import { readGuard } from "./read-authorization";
import { quickIntegration, readIntegration } from "./read-integration";
import { defaultStage, readStage } from "./read-stage";
import { block, ofApi, type Source, single, without } from "./reader-context";

/**
 * `aws_apigatewayv2_api` with its routes and stages.
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/apigatewayv2_api
 */
export function readApi(source: Source, resource: Resource): Api {
  const { values, region } = source;
  check(source, single(resource));
  const id = String(values.evaluated(resource.address, { id: `\${${resource.address}.id}` }).id);
  const stages = stagesOf(source, resource, id);
  const bare = {
    address: resource.address,
    id,
    name: values.text(resource, "name") ?? id,
    executionArn: `arn:aws:execute-api:${region}:${ACCOUNT_ID}:${id}`,
    cors: corsOf(block(source, resource, "cors_configuration")),
    stages,
  };
  return { ...bare, routes: routesOf(source, resource, bare) };
}

function check({ values }: Source, resource: Resource): void {
  const protocol = values.text(resource, "protocol_type");
  if (protocol !== "HTTP") {
    throw new LocalError([
      `${resource.address}: an HTTP API is served here, found protocol_type "${protocol}"`,
    ]);
  }
  without(resource, { body: "write its routes as resources" });
}

function stagesOf(source: Source, resource: Resource, id: string): Stage[] {
  const { faults } = source;
  const found = ofApi(source, "aws_apigatewayv2_stage", id);
  const stages = found.flatMap((one) => faults.try(() => readStage(source, single(one))) ?? []);
  if (resource.values.target !== undefined) return [defaultStage(resource), ...stages];
  if (found.length === 0) {
    faults.add(
      `${resource.address} has no stage, so none of its routes answers; give it an aws_apigatewayv2_stage`,
    );
  }
  return stages;
}

function corsOf(body: Body | undefined): Cors | undefined {
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

function routesOf(source: Source, resource: Resource, api: BareApi): Route[] {
  const { faults } = source;
  const routes = ofApi(source, "aws_apigatewayv2_route", api.id);
  const keyed = routes.flatMap((one) => faults.try(() => keyedRoute(source, single(one))) ?? []);
  const made = keyed.flatMap((one) => faults.try(() => readRoute(source, one, api)) ?? []);
  const { size } = new Set(made.map(({ integration }) => integration.address));
  faults.add(...keyFaults(keyed), ...integrationCountFaults(api.address, size));
  return resource.values.target === undefined ? made : [...made, quickRoute(source, resource, api)];
}

interface KeyedRoute {
  readonly address: string;
  readonly key: string;
  readonly resource: Resource;
}

function keyedRoute({ values }: Source, resource: Resource): KeyedRoute {
  return { address: resource.address, key: values.text(resource, "route_key") ?? "", resource };
}

function readRoute(source: Source, { address, key, resource }: KeyedRoute, api: BareApi): Route {
  const guard = readGuard(source, resource, api);
  const integration = readIntegration(source, integrationOf(source, resource), { ...api, key });
  return { address, key, integration, guard };
}

/** `integrations/${aws_apigatewayv2_integration.x.id}` */
function integrationOf({ stack, values }: Source, route: Resource): Resource {
  const target = values.text(route, "target") ?? "";
  const found = stack.ofType("aws_apigatewayv2_integration").find((one) => {
    const { id } = values.evaluated(one.address, { id: `\${${one.address}.id}` });
    return target === `integrations/${id}`;
  });
  if (found) return single(found);
  throw new LocalError([
    `${route.address}: target ${JSON.stringify(route.values.target)} leads to no integration of this stack; write "integrations/\${aws_apigatewayv2_integration.NAME.id}"`,
  ]);
}

/** What `target` makes of an API: one route, to everything. */
function quickRoute(source: Source, resource: Resource, api: BareApi): Route {
  const key = source.values.text(resource, "route_key") ?? "$default";
  const integration: Integration = quickIntegration(source, resource, { ...api, key });
  const guard: Guard = { kind: "NONE" };
  return { address: resource.address, key, integration, guard };
}
