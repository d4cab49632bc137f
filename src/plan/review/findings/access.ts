import { callersOf, EVERYBODY } from "#terraform";
import type { Change } from "../../plan-types";
import { listOf, type Values } from "../attribute-values";
import { full } from "../format-value";
import type { Changed, Kind } from "./finding-rule";
import { changeLines } from "./finding-rule";
import { sameRoute } from "./removed-routes";

export const CALLERS: Kind = {
  title: "Who may call",
  tells:
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
  const now = whoMayCall(after);
  const key = full(after.route_key ?? before.route_key);
  const there = action === "create" ? sameRoute(after, "delete", all) : before;
  if (there === undefined) return [`+ ${key}: ${now}`];
  const old = whoMayCall(there);
  return old === now ? [] : [`~ ${key}: ${old} → ${now}`];
}

function whoMayCall({ authorization_type, authorization_scopes, authorizer_id: id }: Values): string {
  return callersOf({
    type: full(authorization_type ?? "NONE"),
    scopes: listOf(authorization_scopes).map(full),
    ...(id ? { authorizer: authorizer(id) } : {}),
  });
}

/** Named by its address, where that is written, rather than by an id that says nothing. */
function authorizer(id: unknown): string {
  return full(id).replace(/^(aws_apigatewayv2_authorizer\.[\w-]+)\.id$/, "$1");
}

function urlLines({ action, before, after }: Changed): string[] {
  if (action === "delete" || after.authorization_type !== "NONE") return [];
  const isNew = before.authorization_type !== "NONE";
  return isNew ? [`+ the URL of ${full(after.function_name)}: ${EVERYBODY} may call`] : [];
}
