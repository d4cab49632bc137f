import { parseRouteKey, type RouteKey } from "#aws";
import { groupsInDocument, readOpenApiDocuments } from "./api-documents";
import { displayedName, findById } from "./find-resource";
import { zipSizeOf } from "./regular-file";
import type { ResolvedResource, ResolvedStack } from "./resolved-stack";
import { expandRestDefinitions } from "./rest-definition";
import { listRestMethods } from "./rest-routes";
import { describeAccess, PUBLIC, type RouteAccess, type VersionGroups } from "./route-access-label";
import { UnknownValue } from "./unknown-value";

/** Route of a synthesized stack, with the details that the CLI prints. */
export interface RouteSummary {
  /** Terraform name of the route's API. */
  readonly api: string;
  /** Terraform type of the API. With `api`, it is the address of the API. An HTTP API and a REST API can have the same name. */
  readonly apiType: "aws_apigatewayv2_api" | "aws_api_gateway_rest_api";
  /** Route key: `GET /products/{productId}`. */
  readonly key: string;
  /** Access label of {@link describeAccess}: `public`, `JWT users: scope products/read, group admin`. */
  readonly access: string;
  /** Accepted scopes; a token needs one of them. Empty if no scope is required. */
  readonly scopes: readonly string[];
  /** Terraform name of the function that the route invokes, or the URI of another integration: `dynamodb:action/GetItem`. */
  readonly target: string;
  /** Size of the function's zip in bytes. Absent if the target is not a function of this stack, or has no local zip. */
  readonly zipSize?: number;
}

/**
 * Lists the routes of a stack's HTTP APIs and WebSocket APIs, and the methods of its REST APIs, sorted by API, path and method. A route with an
 * invalid or unknown value is listed too, because the list is information and not a check.
 *
 * @throws StackError if an OpenAPI document of the stack is not JSON
 */
export function listRoutes(stack: ResolvedStack): readonly RouteSummary[] {
  return [
    ...listDeclaredRoutes(stack),
    ...listDefaultRoutes(stack),
    ...listMethods(expandRestDefinitions(stack)),
  ]
    .sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1))
    .map((summary) => ({ ...summary, key: summary.key.text }));
}

/**
 * Returns the groups that the versions of each route require, by the address of the route or of the method. They are read from the
 * OpenAPI documents of the stack, because API Gateway does not check groups and the Terraform does not contain them.
 *
 * @throws StackError if an OpenAPI document is not JSON
 */
export function readRouteGroups(stack: ResolvedStack): ReadonlyMap<string, readonly VersionGroups[]> {
  const documents = readOpenApiDocuments(stack.dir);
  const routes = documents.size === 0 ? [] : [...listRouteKeys(stack), ...listMethodKeys(stack)];
  return new Map(
    routes.map(({ address, api, apiType, key }) => [
      address,
      groupsInDocument(documents.get(api), key, apiType),
    ]),
  );
}

function listRouteKeys(stack: ResolvedStack) {
  return stack.ofType("aws_apigatewayv2_route").map((route) => ({
    address: route.address,
    api: nameOfApi(route, stack),
    apiType: HTTP_API,
    key: displayedName(undefined, route.values.route_key),
  }));
}

function listMethodKeys(stack: ResolvedStack) {
  return listRestMethods(stack).map(({ address, api, key }) => ({
    address,
    api,
    apiType: REST_API,
    key: key.text,
  }));
}

const HTTP_API = "aws_apigatewayv2_api" as const;
const REST_API = "aws_api_gateway_rest_api" as const;

function nameOfApi(route: ResolvedResource, stack: ResolvedStack): string {
  return displayedName(findById(stack, "aws_apigatewayv2_api", route, "api_id"), route.values.api_id);
}

function listDeclaredRoutes(stack: ResolvedStack) {
  const groups = readRouteGroups(stack);
  return stack.ofType("aws_apigatewayv2_route").map((route) => {
    const settings = { ...readAccess(route, stack), groups: groups.get(route.address) };
    return {
      api: nameOfApi(route, stack),
      apiType: HTTP_API,
      key: parseRouteKey(displayedName(undefined, route.values.route_key)),
      access: describeAccess(settings),
      scopes: settings.scopes,
      ...describeTarget(route, stack),
    };
  });
}

/** Lists the public routes that AWS creates for APIs with a `target` ("quick create"). */
function listDefaultRoutes(stack: ResolvedStack) {
  const apis = stack
    .ofType("aws_apigatewayv2_api")
    .filter(({ values }) => (values.target ?? undefined) !== undefined);
  return apis.map((api) => ({
    api: api.name,
    apiType: HTTP_API,
    key: parseRouteKey(displayedName(undefined, api.values.route_key ?? "$default")),
    access: PUBLIC,
    scopes: [],
    ...describeFunction(stack, api, "target"),
  }));
}

function listMethods(stack: ResolvedStack) {
  const groups = readRouteGroups(stack);
  return listRestMethods(stack).map(({ address, api, key, settings, integration }) => ({
    api,
    apiType: REST_API,
    key,
    access: describeAccess({ ...settings, groups: groups.get(address) }),
    scopes: settings.scopes,
    ...(integration ? describeMethodTarget(stack, integration) : { target: "no integration" }),
  }));
}

/** Matches the first part of the URI of an AWS service, which is the same for all services other than Lambda. */
const SERVICE_URI_PREFIX = /^arn:aws[\w-]*:apigateway:[\w-]+:(?!lambda:)/;

/** Describes the function of an integration, its AWS service or its type. An integration of the type `MOCK` has no URI. */
function describeMethodTarget(stack: ResolvedStack, integration: ResolvedResource) {
  const { uri, type } = integration.values;
  if (uri === undefined) return { target: displayedName(undefined, type) };
  const { target, ...others } = describeFunction(stack, integration, "uri");
  return { target: target.replace(SERVICE_URI_PREFIX, ""), ...others };
}

type SortedRoute = Pick<RouteSummary, "api" | "apiType"> & { readonly key: RouteKey };

function sortKey({ api, apiType, key }: SortedRoute): string {
  return `${api} ${apiType} ${key.path} ${key.method}`;
}

function describeTarget(
  route: ResolvedResource,
  stack: ResolvedStack,
): Pick<RouteSummary, "target" | "zipSize"> {
  const integration = findById(stack, "aws_apigatewayv2_integration", route, "target");
  if (!integration) return describeFunction(stack, route, "target");
  const { integration_uri: uri, integration_type: type } = integration.values;
  // An integration of the type MOCK has no URI.
  return uri === undefined
    ? { target: displayedName(undefined, type) }
    : describeFunction(stack, integration, "integration_uri");
}

/** Describes the function whose URI an argument contains, or else the URI. */
function describeFunction(
  stack: ResolvedStack,
  from: ResolvedResource,
  argument: string,
): Pick<RouteSummary, "target" | "zipSize"> {
  const uri = from.values[argument];
  if (uri instanceof UnknownValue && uri.expression.includes("data.terraform_remote_state.")) {
    return { target: "function in another stack" };
  }
  const fn = findFunction(stack, uri, from.references(argument));
  if (!fn) return { target: displayedName(undefined, uri) };
  const zipSize = zipSizeOf(stack, fn);
  return { target: fn.name, ...(zipSize === undefined ? {} : { zipSize }) };
}

/** Finds the function of a URI: by reference, or by the ARN in the URI. */
function findFunction(
  stack: ResolvedStack,
  uri: unknown,
  references: readonly string[],
): ResolvedResource | undefined {
  const functions = stack.ofType("aws_lambda_function");
  const [, arn] =
    /(arn:aws[\w-]*:lambda:[\w-]+:\d+:function:[\w-]+)/.exec(typeof uri === "string" ? uri : "") ?? [];
  return (
    functions.find(({ address }) => references.includes(address)) ??
    functions.find((candidate) => arn !== undefined && candidate.attribute("arn") === arn)
  );
}

function readAccess(route: ResolvedResource, stack: ResolvedStack): RouteAccess {
  const { api_key_required, authorization_type, authorization_scopes, authorizer_id: id } = route.values;
  const authorizer = findById(stack, "aws_apigatewayv2_authorizer", route, "authorizer_id");
  const name = authorizer ? authorizer.values.name : id;
  const api = findById(stack, "aws_apigatewayv2_api", route, "api_id");
  return {
    isApiKeyRequired: api_key_required === true,
    needsConnection: api?.values.protocol_type === "WEBSOCKET" && route.values.route_key !== "$connect",
    type: displayedName(undefined, authorization_type ?? "NONE"),
    scopes: [authorization_scopes ?? []].flat().map((scope) => displayedName(undefined, scope)),
    ...(name ? { authorizer: displayedName(undefined, name) } : {}),
  };
}
