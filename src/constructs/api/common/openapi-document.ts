import {
  describeRoutes,
  type GatewayError,
  type OpenApiDocument,
  type OpenApiInfo,
  parseRouteKey,
  type Route,
  type RouteKey,
  routeSchemas,
  type ToJsonSchema,
  validateConverter,
  validateJsonSchemas,
} from "#contract";
import type { Construct, TerraformResource } from "../../cdktf";
import { physicalName } from "../../names";
import { ProjectContext } from "../../project-context";
import { isUnresolved, resolveTokens } from "../../tokens";
import { addValidation } from "../../validation";
import { convertOrAccept, hasAllSchemas, withConvertibleSchemas } from "./convertible-schemas";
import { writeDocumentFile } from "./document-file";

type GatewayErrors = (route: Route) => readonly GatewayError[];

/** Settings of {@link writeOpenApiDocument}. The functions are called at synthesis, when all routes are declared. */
interface DocumentSettings {
  /** Resource of the API. */
  readonly api: TerraformResource;
  /** Returns the contracts of all routes. */
  readonly routes: () => readonly Route[];
  /** Returns true if at least one route was declared with a contract, or with groups. */
  readonly hasContracts: () => boolean;
  /** Option `openApi` of the API. */
  readonly info: OpenApiInfo | undefined;
  /** Returns the errors that API Gateway can send for a route of a REST API. Default: the API is an HTTP API. */
  readonly gatewayErrors?: GatewayErrors;
  /** Adds what a contract does not contain. Default: nothing. */
  readonly complete?: (document: OpenApiDocument) => OpenApiDocument;
}

/**
 * Returns the function that converts the schemas of an API: the one of its document, or else the one of the app.
 * @returns `undefined` if each schema converts itself
 */
export function schemaConverter(
  scope: Construct,
  info: Pick<OpenApiInfo, "jsonSchema"> | undefined,
): ToJsonSchema | undefined {
  return info?.jsonSchema ?? ProjectContext.of(scope).jsonSchema;
}

/**
 * Registers the OpenAPI document of an API. Synthesis writes the document next to the Terraform JSON of the stack, as
 * `<name>.openapi.json`. The reports of the command line read the groups of the routes from this document, and a plan
 * compares it with the document of another commit.
 *
 * Without the option `openApi`, the document is written only if a route has a contract, and a schema without a JSON
 * Schema is `{}`. With the option, such a schema is an error.
 */
export function writeOpenApiDocument(scope: Construct, settings: DocumentSettings): void {
  const { api, routes, hasContracts, gatewayErrors, complete = (document) => document } = settings;
  const jsonSchema = schemaConverter(scope, settings.info);
  const info = settings.info && { ...settings.info, jsonSchema };
  addValidation(scope, () => validateSchemas(routes(), jsonSchema, info));
  writeDocumentFile(scope, {
    api,
    kind: "OpenAPI document",
    extension: "openapi.json",
    isWritten: () => info !== undefined || hasContracts(),
    create() {
      const contracts = routes().map((route) => resolveAccess(scope, route));
      const document = info
        ? describeRoutes(groupByOperation(contracts), info, gatewayErrors)
        : describeContracts(scope, contracts, { jsonSchema, gatewayErrors });
      return { ...complete(document), "x-terraform-type": api.terraformResourceType };
    },
  });
}

/** Replaces the tokens in scopes and groups with the references of Terraform, because the numbers of tokens change. */
function resolveAccess(scope: Construct, route: Route): Route {
  const { scopes, groups } = route;
  if (!isUnresolved(scopes ?? []) && !isUnresolved(groups ?? [])) return route;
  const resolve = (list: readonly string[]) => [resolveTokens(scope, list)].flat() as string[];
  return {
    ...route,
    ...(scopes ? { scopes: resolve(scopes) } : {}),
    ...(groups ? { groups: resolve(groups) } : {}),
  };
}

/** Returns the document of an API without the option `openApi`. */
function describeContracts(
  scope: Construct,
  routes: readonly Route[],
  { jsonSchema, gatewayErrors }: Pick<DocumentSettings, "gatewayErrors"> & Pick<OpenApiInfo, "jsonSchema">,
): OpenApiDocument {
  const contracts = routes.map((route) => withConvertibleSchemas(route, jsonSchema));
  const info = { title: physicalName(scope), version: "0.0.0", jsonSchema: convertOrAccept(jsonSchema) };
  const document = describeRoutes(groupByOperation(contracts), info, gatewayErrors);
  const marker = contracts.every(hasAllSchemas) ? {} : { "x-incomplete-schemas": true };
  return { ...document, ...marker };
}

function validateSchemas(
  routes: readonly Route[],
  convert: ToJsonSchema | undefined,
  info: OpenApiInfo | undefined,
): string[] {
  const errors = validateConverter(routes.map(routeSchemas), convert);
  if (errors.length > 0 || !info) return errors;
  return routes.flatMap((route) =>
    validateJsonSchemas(route, convert).map((error) => `route "${route.key}": ${error}`),
  );
}

function groupByOperation(routes: readonly Route[]): Record<string, Route> {
  const operations: Record<string, Route> = {};
  for (const route of routes) {
    operations[makeUnique(operationId(parseRouteKey(route.key)), operations)] = route;
  }
  return operations;
}

/**
 * Returns the ID unchanged if it is unique. Otherwise, appends a number, starting from 2, to make it unique.
 */
function makeUnique(id: string, operations: Readonly<Record<string, Route>>): string {
  let candidate = id;
  for (let number = 2; candidate in operations; number++) candidate = `${id}${number}`;
  return candidate;
}

/** Derives the operation ID from a route key: `getProductsByProductId` from `GET /products/{productId}`. */
function operationId({ method, segments }: RouteKey): string {
  const words = segments.flatMap((segment) =>
    segment.kind === "literal" ? [segment.text] : ["by", segment.name],
  );
  const capitalized = words
    .flatMap((word) => word.split(/[^A-Za-z0-9]+/))
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return method.toLowerCase() + capitalized.join("");
}
