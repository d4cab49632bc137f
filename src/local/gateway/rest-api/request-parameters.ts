import type { RequestRecord } from "../core/request-record";
import type { BackendParameters } from "../integrations/backend";
import { EndpointRequestError } from "../integrations/http-proxy";
import { mapParameters } from "../integrations/map-parameters";
import { readBodyValue } from "../integrations/payload";
import { restQuery, spellHeader } from "./event";
import { evaluateMapping } from "./mapping-expression";

/**
 * Evaluates `request_parameters`, such as `{"integration.request.header.x": "method.request.body.id"}`. A mapping whose
 * source is missing has no effect.
 *
 * @param reserved headers that a mapping cannot set, such as `X-Amzn-Trace-Id`
 * @throws EndpointRequestError if a mapping sets a reserved header, or if the body is not the JSON that a mapping reads
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/request-response-data-mappings.html
 */
export function mapRequestParameters(
  mappings: Readonly<Record<string, string>>,
  record: RequestRecord,
  reserved: ReadonlySet<string>,
): BackendParameters {
  const mapped = mapParameters(mappings, (expression) => evaluateSource(expression, record));
  rejectReserved(Object.keys(mapped.header), reserved);
  return mapped;
}

/**
 * Rejects headers that API Gateway sets itself.
 * @throws EndpointRequestError if a header is reserved
 */
export function rejectReserved(names: readonly string[], reserved: ReadonlySet<string>): void {
  const name = names.find((header) => reserved.has(header.toLowerCase()));
  if (name === undefined) return;
  throw new EndpointRequestError("INVALID_SETTINGS", `the header ${name} cannot be set by a mapping`);
}

function evaluateSource(expression: string, record: RequestRecord): string | readonly string[] | undefined {
  const [, source, name = ""] = MORE_SOURCES.exec(expression) ?? [];
  if (source === undefined) return evaluateMapping(expression, record) || undefined;
  const { request } = record;
  if (source === "header") return findHeaders(request, name).at(-1) || undefined;
  if (source === "multivalueheader") return findHeaders(request, name).join(",") || undefined;
  if (source === "multivaluequerystring") {
    const values = restQuery(request.rawQuery).flatMap(([key, value]) => (key === name ? [value] : []));
    return values.length > 0 ? values : undefined;
  }
  return readBodyValue(request.body.toString(), name, () => {
    throw new EndpointRequestError("INVALID_BODY", `${expression}: the body is not valid JSON`);
  });
}

/** Sources that only the mappings of requests to backends have, or that they read differently. */
const MORE_SOURCES = /^method\.request\.(header|multivalueheader|multivaluequerystring|body)(?:\.(.+))?$/;

/**
 * Returns the values of the headers with a name. Names are case-sensitive, as those of other parameters.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
 */
function findHeaders({ headers }: RequestRecord["request"], name: string): readonly string[] {
  return headers.filter((header) => spellHeader(header) === name).map(([, value]) => value);
}
