import type { Difference } from "./differences";
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

/** Describes responses whose CORS headers change. Returns an empty list if there are none. */
export function corsResponsesLine({ length }: readonly DisplayChange[]): string[] {
  return length === 0 ? [] : [`~ the CORS headers of ${length} preflight and error responses`];
}
