import { ownValue } from "#own-value";
import { describeAccess, PUBLIC, type VersionGroups } from "#terraform";
import type { Change } from "../../plan-types";
import { formatFull } from "../format-value";
import { listOf, type PlainValues } from "../plain-values";
import { changeLines, type FindingRule, pathPattern, type ResourceChange } from "./finding-rule";
import { describeGroupChanges } from "./group-changes";
import { removedStatements } from "./permissions";
import { findSameRoute, toRouteChange } from "./routes";

/**
 * Finds new routes, and changes of route access, authorizers, self sign-up, multi-factor authentication, app clients,
 * public function URLs, private endpoints and deleted resource policies.
 */
export const ACCESS_CHANGES: FindingRule = {
  title: "Access changes",
  additionsLast: true,
  covers: pathPattern(
    "authorization",
    "authorization_type",
    "authorization_scopes",
    "api_key_required",
    "endpoint_configuration\\.0\\.types",
    "identity_source",
    "provider_arns",
    "authorizer_id",
    "authorizer_type",
    "authorizer_uri",
    "jwt_configuration\\..*",
    "identity_sources",
    "enable_simple_responses",
    "authorizer_result_ttl_in_seconds",
    "identity_validation_expression",
    "admin_create_user_config\\.0\\.allow_admin_create_user_only",
    "mfa_configuration",
    "callback_urls",
    "explicit_auth_flows",
    "allowed_oauth_flows",
  ),
  find: (change, resources) => ownValue(FINDERS, change.type)?.(change, resources) ?? [],
};

const FINDERS: Readonly<Record<string, FindingRule["find"]>> = {
  aws_apigatewayv2_route: routeLines,
  aws_apigatewayv2_authorizer: (change) =>
    changeLines(
      change,
      "authorizer_type",
      "jwt_configuration",
      "authorizer_uri",
      "identity_sources",
      "enable_simple_responses",
      "authorizer_result_ttl_in_seconds",
    ),
  aws_api_gateway_method: routeLines,
  aws_api_gateway_authorizer: (change) =>
    changeLines(
      change,
      "type",
      "provider_arns",
      "authorizer_uri",
      "identity_source",
      "identity_validation_expression",
      "authorizer_result_ttl_in_seconds",
    ),
  aws_api_gateway_rest_api: endpointLines,
  aws_api_gateway_rest_api_policy: policyLines,
  aws_cognito_user_pool: (change) => [...signUpLines(change), ...changeLines(change, "mfa_configuration")],
  aws_cognito_user_pool_client: clientLines,
  aws_lambda_function_url: urlLines,
};

function routeLines(changed: ResourceChange, resources: readonly Change[]): string[] {
  const change = toRouteChange(changed, resources);
  const { action, after } = change;
  if (action === "delete") return [];
  const key = formatFull(after.route_key ?? change.before.route_key);
  const { before, groups } = action === "create" ? findMovedRoute(change, resources) : change;
  const newAccess = readAccess(after, resources, groups?.after);
  if (before === undefined) return [`+ ${key}: ${newAccess.label}`];
  const oldAccess = readAccess(before, resources, groups?.before);
  const groupChanges = groups ? describeGroupChanges(groups) : [];
  if (groupChanges && oldAccess.requirement === newAccess.requirement) {
    if (groupChanges.length > 0)
      return [`~ ${key}: ${groupChanges.join(", ")}; the access is now ${newAccess.label}`];
    if (oldAccess.authorizer === newAccess.authorizer) return [];
  }
  if (oldAccess.label !== newAccess.label) return [`~ ${key}: ${oldAccess.label} → ${newAccess.label}`];
  // The old and the new authorizer can have the same name, so their addresses are printed too.
  const [from, to] = [oldAccess, newAccess].map(({ label, authorizer }) => `${label} (${authorizer})`);
  return [`~ ${key}: ${from} → ${to}`];
}

/** Returns the values and the groups of a new route that the plan deletes at another Terraform address. */
function findMovedRoute({ after, groups }: ResourceChange, resources: readonly Change[]) {
  const moved = findSameRoute(after, "delete", resources);
  const oldGroups = moved?.groups?.before;
  return {
    before: moved?.before,
    groups: groups || oldGroups ? { before: oldGroups ?? [], after: groups?.after ?? [] } : undefined,
  };
}

interface Access {
  readonly label: string;
  /** Access label without the groups, which API Gateway checks. */
  readonly requirement: string;
  /**
   * Address of the authorizer that the label names, or its ID if the plan does not contain the authorizer.
   * Absent if the route has no authorizer.
   */
  readonly authorizer?: string;
}

function readAccess(
  route: PlainValues,
  resources: readonly Change[],
  groups: readonly VersionGroups[] = [],
): Access {
  const { authorization_type, authorization_scopes, authorizer_id: id, api_key_required } = route;
  const { api_id, route_key } = route;
  const type = formatFull(authorization_type ?? "NONE");
  const authorizer =
    id && /^(JWT|CUSTOM|COGNITO_USER_POOLS)$/.test(type) ? findAuthorizer(id, resources) : undefined;
  const access = {
    type,
    scopes: listOf(authorization_scopes).map(formatFull),
    ...(authorizer ? { authorizer: authorizer.name } : {}),
    isApiKeyRequired: api_key_required === true,
    needsConnection: route_key !== "$connect" && isWebSocketApi(api_id, resources),
  };
  return {
    label: describeAccess({ ...access, groups }),
    requirement: describeAccess(access),
    authorizer: authorizer?.address,
  };
}

/**
 * Finds the authorizer of a route by the reference in the configuration, or by the ID in the state. If the
 * plan does not contain the authorizer, the reference or the ID is used as its name and address.
 */
function findAuthorizer(
  id: unknown,
  resources: readonly Change[],
): { readonly name: string; readonly address: string } {
  const address = formatFull(id).replace(/^(aws_(?:apigatewayv2|api_gateway)_authorizer\..+)\.id$/, "$1");
  const authorizer = resources.find(
    ({ type, deposed, before, ...change }) =>
      /^aws_(apigatewayv2|api_gateway)_authorizer$/.test(type) &&
      deposed === undefined &&
      (change.address === address || change.previousAddress === address || before?.id === id),
  );
  const name = authorizer?.after?.name ?? authorizer?.before?.name;
  return {
    name: typeof name === "string" ? formatFull(name) : address,
    address: authorizer?.address ?? address,
  };
}

/** Returns true for the ID of a WebSocket API: a reference in the configuration, or the ID in the state. */
function isWebSocketApi(id: unknown, resources: readonly Change[]): boolean {
  return resources.some(
    ({ type, address, before, after }) =>
      type === "aws_apigatewayv2_api" &&
      (after ?? before)?.protocol_type === "WEBSOCKET" &&
      (before?.id === id || formatFull(id) === `${address}.id`),
  );
}

/** Describes a deleted resource policy of a REST API that stays. Without a policy, API Gateway allows all callers. */
function policyLines(change: ResourceChange, resources: readonly Change[]): string[] {
  const { action, before } = change;
  if (action !== "delete" || isApiDeleted(before.rest_api_id, resources)) return [];
  return [
    "- the resource policy is deleted; all callers are allowed now, except where a route requires authorization",
    ...removedStatements(change, resources),
  ];
}

function isApiDeleted(id: unknown, resources: readonly Change[]): boolean {
  return resources.some(
    ({ type, action, address, before }) =>
      type === "aws_api_gateway_rest_api" &&
      action === "delete" &&
      (before?.id === id || formatFull(id) === `${address}.id`),
  );
}

/** Returns a line for a REST API that only a VPC could reach, and that becomes reachable from the internet. */
function endpointLines({ action, before, after }: ResourceChange): string[] {
  const [from, to] = [endpointType(before), endpointType(after)] as const;
  const isChanged = action === "update" || action === "replace";
  return isChanged && from === "PRIVATE" && to !== "PRIVATE" ? [`~ endpoint: ${from} → ${to}`] : [];
}

function endpointType({ endpoint_configuration: blocks }: PlainValues): string {
  const types = ownValue(listOf(blocks)[0], "types");
  return formatFull(listOf(types)[0]);
}

function signUpLines(change: ResourceChange): string[] {
  return changeLines(change, "admin_create_user_config").filter((line) =>
    /allow_admin_create_user_only/.test(line),
  );
}

/** Settings of an app client that decide where tokens are sent, and how a user can sign in. */
const CLIENT_SETTINGS = ["callback_urls", "explicit_auth_flows", "allowed_oauth_flows"] as const;

function clientLines(change: ResourceChange): string[] {
  const { action, after } = change;
  if (action !== "create") return changeLines(change, ...CLIENT_SETTINGS);
  const urls = listOf(after.callback_urls).map(formatFull);
  const callbacks = urls.length > 0 ? `, callbacks ${urls.join(", ")}` : "";
  return [`+ app client ${formatFull(after.name)}${callbacks}`];
}

function urlLines({ action, before, after }: ResourceChange): string[] {
  if (action === "delete" || after.authorization_type !== "NONE") return [];
  const isNew = before.authorization_type !== "NONE";
  return isNew ? [`+ function URL of ${formatFull(after.function_name)}: ${PUBLIC}`] : [];
}
