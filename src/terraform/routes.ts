import { statSync } from "node:fs";
import path from "node:path";
import type { Resource, Stack } from "./parsed-stack";
import { references } from "./reference";
import { describeAccess, type RouteAccess } from "./route-access-label";
import type { SynthesizedStack } from "./synthesized-stack";

/** Route of a synthesized stack, with the details that the CLI prints. */
export interface RouteSummary {
  /** Terraform name of the route's API. */
  readonly api: string;
  /** Route key: `GET /products/{productId}`. */
  readonly key: string;
  /** Access label of {@link describeAccess}: `public`, `JWT users: products/read`. */
  readonly access: string;
  /** Accepted scopes; a token needs one of them. Empty if no scope is required. */
  readonly scopes: readonly string[];
  /** Terraform name of the function that the route invokes, or the URI of another integration. */
  readonly target: string;
  /**
   * Size of the function's zip in bytes. Absent unless the target is a function of this stack that has a zip.
   */
  readonly zipSize?: number;
}

/** Lists the routes of a stack's HTTP APIs, sorted by API, path and method. */
export function listRoutes({ stack, dir }: SynthesizedStack): readonly RouteSummary[] {
  return stack
    .ofType("aws_apigatewayv2_route")
    .map((route) => {
      const settings = readAccess(route, stack);
      return {
        api: stack.follow(route, "api_id").name,
        key: String(route.values.route_key),
        access: describeAccess(settings),
        scopes: settings.scopes,
        ...describeTarget(stack.follow(route, "target"), stack, dir),
      };
    })
    .sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
}

function sortKey({ api, key }: RouteSummary): string {
  const [method = "", route = ""] = key.split(" ");
  return `${api} ${route} ${method}`;
}

function describeTarget(
  integration: Resource,
  stack: Stack,
  dir: string,
): Pick<RouteSummary, "target" | "zipSize"> {
  const uri = integration.values.integration_uri;
  const refersTo = (type: string) => references(uri).some(({ address }) => address.startsWith(`${type}.`));
  if (refersTo("data.terraform_remote_state")) return { target: "function in another stack" };
  if (!refersTo("aws_lambda_function")) return { target: String(uri) };
  const { name, values } = stack.follow(integration, "integration_uri");
  if (typeof values.filename !== "string") return { target: name };
  return { target: name, zipSize: statSync(path.join(dir, values.filename)).size };
}

function readAccess(route: Resource, stack: Stack): RouteAccess {
  const { authorization_type, authorization_scopes, authorizer_id: id } = route.values;
  const name = references(id).length > 0 ? stack.follow(route, "authorizer_id").values.name : id;
  return {
    type: String(authorization_type ?? "NONE"),
    scopes: Array.isArray(authorization_scopes) ? authorization_scopes : [],
    ...(name ? { authorizer: String(name) } : {}),
  };
}
