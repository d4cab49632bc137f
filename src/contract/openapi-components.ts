/** What guards a route is an authorizer of some token. */
export const BEARER_TOKEN = { type: "http", scheme: "bearer", bearerFormat: "JWT" };

/** https://www.rfc-editor.org/rfc/rfc9457 */
export const PROBLEM_RESPONSE = {
  description: "A problem",
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

/** API Gateway's own answer to a caller that it does not let in. */
export const DENIED_RESPONSES = {
  description: "Refused",
  content: {
    "application/json": { schema: { type: "object", properties: { message: { type: "string" } } } },
  },
};
