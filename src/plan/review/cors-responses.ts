import { type Difference, resourceDifferences } from "./differences";
import type { DisplayChange } from "./display-values";

/** Types of the responses of a REST API that contain CORS headers. */
const RESPONSE_TYPES = [
  "aws_api_gateway_gateway_response",
  "aws_api_gateway_integration_response",
  "aws_api_gateway_method_response",
];

/** Arguments of a response that consist of CORS headers, or of a template that selects the value of such a header. */
const CORS_ARGUMENT = /^(response_parameters\..*\.(Access-Control-[\w-]+|Vary)|response_templates\b.*)$/i;

/**
 * Returns true if only the CORS headers of a response change: of the response to a preflight request, or of an error
 * response of API Gateway. A `RestApi` has such a response for each path, so a review counts them in one line.
 */
export function isCorsResponse(change: DisplayChange, differences: readonly Difference[]): boolean {
  const { type, action, raw } = change;
  if (action !== "update" || !RESPONSE_TYPES.includes(type) || differences.length === 0) return false;
  const isPreflight = raw.after?.http_method === "OPTIONS";
  if (!isPreflight && type !== "aws_api_gateway_gateway_response") return false;
  return (
    differences.every(({ path }) => CORS_ARGUMENT.test(path)) &&
    differences.some(({ path }) => path.startsWith("response_parameters"))
  );
}

/**
 * Describes responses whose CORS headers change, and the items that a header such as `Access-Control-Allow-Headers` loses
 * or gets. Returns an empty list if there are none.
 */
export function corsResponsesLines(changes: readonly DisplayChange[]): string[] {
  if (changes.length === 0) return [];
  const count = (type: string) => changes.filter((change) => change.type === type).length;
  // A preflight response consists of two resources.
  const preflights = Math.max(
    count("aws_api_gateway_integration_response"),
    count("aws_api_gateway_method_response"),
  );
  const counts = [
    countOf(preflights, "preflight response"),
    countOf(count("aws_api_gateway_gateway_response"), "error response"),
  ].flat();
  const items = [...new Set(changes.flatMap((change) => resourceDifferences(change).flatMap(itemLines)))];
  return [`~ the CORS headers of ${counts.join(" and ")}`, ...items.sort().map((line) => `    ${line}`)];
}

function countOf(count: number, noun: string): string[] {
  return count === 0 ? [] : [`${count} ${noun}${count === 1 ? "" : "s"}`];
}

/** Describes the items that a list in a header loses and gets: `Access-Control-Allow-Headers: without x-api-key`. */
function itemLines({ path, before, after }: Difference): string[] {
  const [, header] = /\.(Access-Control-(?:Allow|Expose)-(?:Headers|Methods))$/i.exec(path) ?? [];
  const [from, to] = [before, after].map(readItems);
  if (header === undefined || !from || !to) return [];
  const removed = from.filter((item) => !to.includes(item));
  const added = to.filter((item) => !from.includes(item));
  return [
    ...removed.map((item) => `${header}: without ${item}`),
    ...added.map((item) => `${header}: with ${item}`),
  ];
}

/** Returns the items of a static header value: `'GET,POST'`. */
function readItems(value: unknown): string[] | undefined {
  const [, list] = typeof value === "string" ? (/^'(.*)'$/.exec(value) ?? []) : [];
  return list?.split(",").map((item) => item.trim());
}
