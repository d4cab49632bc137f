import { METHODS, type Method } from "#contract";
import { Lazy } from "../../cdktf";
import type { Cors } from "../common/cors";

/**
 * Returns the argument `cors_configuration` of the Terraform resource of an API.
 * @param routeMethods function that returns the methods of all routes. It is called at synthesis, when all
 * routes are declared
 */
export function corsConfiguration(cors: Cors, routeMethods: () => readonly Method[]) {
  return {
    allowOrigins: [...cors.origins],
    allowMethods: cors.methods
      ? [...cors.methods]
      : Lazy.listValue({ produce: () => listAllowedMethods(routeMethods()) }),
    allowHeaders: [...(cors.headers ?? ["authorization", "content-type"])],
    exposeHeaders: cors.exposeHeaders && [...cors.exposeHeaders],
    allowCredentials: cors.credentials ?? false,
    maxAge: cors.maxAgeSeconds ?? 3600,
  };
}

/**
 * Returns the methods of all routes, each once. If a route has the method `ANY`, returns a list of all
 * methods instead of `*`, because browsers do not accept `*` for requests with cookies.
 */
function listAllowedMethods(routeMethods: readonly Method[]): string[] {
  const methods = routeMethods.includes("ANY") ? METHODS.filter((method) => method !== "ANY") : routeMethods;
  return [...new Set(methods)].sort();
}
