import { METHODS, type OpenApiDocument } from "#contract";
import { needsKeyHeader } from "./api-key-required";
import type { RestRoute } from "./rest-route";

/** Name of the security scheme in the document. */
const SCHEME = "apiKey";

/**
 * Adds the API keys to the OpenAPI document of an API. Each operation whose route requires a key gets the security scheme. A
 * key that an authorizer returns is not a part of the request.
 *
 * @see https://spec.openapis.org/oas/v3.1.1.html#security-scheme-object
 */
export function describeApiKeys(
  document: OpenApiDocument,
  routes: readonly RestRoute[],
  settings: Parameters<typeof needsKeyHeader>[1],
): OpenApiDocument {
  if (!routes.some((route) => needsKeyHeader(route, settings))) return document;
  const keyed = listKeyedOperations(routes, settings);
  const paths = Object.entries(document.paths).map(([path, operations]) => {
    const entries = Object.entries(operations).map(([method, operation]) => [
      method,
      keyed.get(`${method} ${path}`) ? addKey(operation) : operation,
    ]);
    return [path, Object.fromEntries(entries)];
  });
  const { securitySchemes, ...components } = document.components as { readonly securitySchemes: object };
  const scheme = { type: "apiKey", name: "x-api-key", in: "header" };
  return {
    ...document,
    paths: Object.fromEntries(paths),
    components: { ...components, securitySchemes: { ...securitySchemes, [SCHEME]: scheme } },
  };
}

/** Returns whether each operation requires a key, by `get /products`. A method has priority over the method ANY. */
function listKeyedOperations(
  routes: readonly RestRoute[],
  settings: Parameters<typeof needsKeyHeader>[1],
): ReadonlyMap<string, boolean> {
  const isAny = ({ key }: RestRoute) => key.method === "ANY";
  const sorted = [...routes.filter(isAny), ...routes.filter((route) => !isAny(route))];
  const entries = sorted.flatMap((route) => {
    const path = route.key.path.replace("+}", "}");
    const methods = isAny(route) ? METHODS : [route.key.method];
    return methods.map(
      (method) => [`${method.toLowerCase()} ${path}`, needsKeyHeader(route, settings)] as const,
    );
  });
  return new Map(entries);
}

/** Operation of a document. */
interface KeyedOperation {
  readonly security?: readonly object[];
}

/** Adds the key to an operation. Without a token, the key is the only requirement. */
function addKey(operation: KeyedOperation): object {
  const { security = [] } = operation;
  const requirements = security.length > 0 ? security : [{}];
  return {
    ...operation,
    security: requirements.map((requirement) => ({ ...requirement, [SCHEME]: [] })),
  };
}
