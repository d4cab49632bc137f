import type { RestIntegrationResponse } from "../../common/rest-integration";

/** Returns a response with JSON. Without the conversion, API Gateway decodes it for a binary `Accept`. */
export function jsonResponse(statusCode: number, template: string): RestIntegrationResponse {
  return {
    statusCode,
    responseTemplates: { "application/json": template },
    contentHandling: "CONVERT_TO_TEXT",
  };
}

/**
 * Returns a response with problem details.
 *
 * @param template template of the body
 * @param selectionPattern pattern of the errors. Default: none, for all other errors
 */
export function problemResponse(
  statusCode: number,
  template: string,
  selectionPattern?: string,
): RestIntegrationResponse {
  return {
    ...jsonResponse(statusCode, template),
    selectionPattern,
    responseParameters: { "method.response.header.Content-Type": "'application/problem+json'" },
  };
}
