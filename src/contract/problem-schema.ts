/**
 * Returns the JSON Schema of problem details.
 *
 * @param code schema of the codes
 * @param places parts of the input that can have errors: `["body"]`
 * @see https://www.rfc-editor.org/rfc/rfc9457
 */
export function problemSchema(code: object, places: readonly string[]): object {
  return {
    type: "object",
    required: ["status", "code", "detail", "requestId"],
    properties: {
      status: { type: "integer" },
      code,
      detail: { type: "string" },
      requestId: { type: "string" },
      errors: {
        type: "array",
        items: {
          type: "object",
          required: ["in", "path", "message"],
          properties: {
            in: { enum: places },
            path: { type: "string" },
            message: { type: "string" },
          },
        },
      },
    },
  };
}
