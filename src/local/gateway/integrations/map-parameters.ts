import type { BackendParameters } from "./backend";

/**
 * Evaluates the `request_parameters` of an integration, such as
 * `{"integration.request.header.x": "method.request.querystring.x"}`.
 *
 * @param evaluate returns the value of a source, or `undefined` if it is missing. The mapping then has no effect
 */
export function mapParameters(
  mappings: Readonly<Record<string, string>>,
  evaluate: (source: string) => string | readonly string[] | undefined,
): BackendParameters {
  const mapped: Record<keyof BackendParameters, Record<string, string | readonly string[]>> = {
    header: {},
    path: {},
    querystring: {},
  };
  for (const [target, source] of Object.entries(mappings)) {
    const [, place, name = ""] = /^integration\.request\.(header|path|querystring)\.(.+)$/.exec(target) ?? [];
    const value = evaluate(source);
    if (place !== undefined && value !== undefined) mapped[place as keyof BackendParameters][name] = value;
  }
  return mapped;
}
