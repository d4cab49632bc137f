/**
 * OpenAPI security scheme of all routes that are not public. It is always a bearer token, because a contract
 * does not contain the kind of the authorizer.
 */
export const BEARER_TOKEN = { type: "http", scheme: "bearer", bearerFormat: "JWT" };

/** Response with problem details: https://www.rfc-editor.org/rfc/rfc9457 */
export const PROBLEM_RESPONSE = {
  description: "Problem details",
  content: {
    "application/problem+json": {
      schema: {
        type: "object",
        required: ["status", "code", "detail", "requestId"],
        properties: {
          status: { type: "integer" },
          code: { type: "string" },
          detail: { type: "string" },
          requestId: { type: "string" },
          errors: {
            type: "array",
            items: {
              type: "object",
              required: ["in", "path", "message"],
              properties: {
                in: { enum: ["path", "query", "headers", "body"] },
                path: { type: "string" },
                message: { type: "string" },
              },
            },
          },
        },
      },
    },
  },
};

/** Response that API Gateway sends, without invoking the function, to a caller that is not authorized. */
export const DENIED_RESPONSES = {
  description: "Denied by API Gateway",
  content: {
    "application/json": { schema: { type: "object", properties: { message: { type: "string" } } } },
  },
};
