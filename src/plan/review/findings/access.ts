import { describeAccess, PUBLIC } from "#terraform";
import type { Change } from "../../plan-types";
import { listOf, type PlainValues } from "../attribute-values";
import { formatFull } from "../format-value";
import type { Changed, FindingRule } from "./finding-rule";
import { changeLines } from "./finding-rule";
import { sameRoute } from "./removed-routes";

export const ACCESS_CHANGES: FindingRule = {
  title: "Access changes",
  covers:
    /^(authorization_(type|scopes)|authorizer_(id|type|uri)|jwt_configuration\..*|identity_sources|enable_simple_responses|admin_create_user_config\.0\.allow_admin_create_user_only)$/,
  find: (change, all) => FINDERS[change.type]?.(change, all) ?? [],
};

const FINDERS: Readonly<Record<string, (change: Changed, all: readonly Change[]) => readonly string[]>> = {
  aws_apigatewayv2_route: routeLines,
  aws_apigatewayv2_authorizer: (change) =>
    changeLines(
      change,
      "authorizer_type",
      "jwt_configuration",
      "authorizer_uri",
      "identity_sources",
      "enable_simple_responses",
    ),
  // Whether anybody may sign up.
  aws_cognito_user_pool: (change) =>
    changeLines(change, "admin_create_user_config").filter((line) =>
      /allow_admin_create_user_only/.test(line),
    ),
  aws_lambda_function_url: urlLines,
};

function routeLines({ action, before, after }: Changed, all: readonly Change[]): string[] {
  if (action === "delete") return [];
  const now = describeRouteAccess(after, all);
  const key = formatFull(after.route_key ?? before.route_key);
  const there = action === "create" ? sameRoute(after, "delete", all) : before;
  if (there === undefined) return [`+ ${key}: ${now}`];
  const old = describeRouteAccess(there, all);
  return old === now ? [] : [`~ ${key}: ${old} → ${now}`];
}

function describeRouteAccess(
  { authorization_type, authorization_scopes, authorizer_id: id }: PlainValues,
  all: readonly Change[],
): string {
  return describeAccess({
    type: formatFull(authorization_type ?? "NONE"),
    scopes: listOf(authorization_scopes).map(formatFull),
    ...(id ? { authorizer: authorizerName(id, all) } : {}),
  });
}

/** Returns the name of an authorizer, or its address or id if the plan does not contain the authorizer. */
function authorizerName(id: unknown, all: readonly Change[]): string {
  const text = formatFull(id);
  const address = text.replace(/^(aws_apigatewayv2_authorizer\.[\w-]+)\.id$/, "$1");
  const authorizer = all.find(
    ({ type, before, ...change }) =>
      type === "aws_apigatewayv2_authorizer" &&
      (change.address === address || change.previousAddress === address || before?.id === id),
  );
  return String(authorizer?.after?.name ?? authorizer?.before?.name ?? address);
}

function urlLines({ action, before, after }: Changed): string[] {
  if (action === "delete" || after.authorization_type !== "NONE") return [];
  const isNew = before.authorization_type !== "NONE";
  return isNew ? [`+ function URL of ${formatFull(after.function_name)}: ${PUBLIC}`] : [];
}
