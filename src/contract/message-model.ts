import type { Draft4Schema, DroppedKeyword } from "./draft4-target";
import { acceptsNoBody, frameSchema } from "./frame-schema";
import type { ToJsonSchema } from "./json-schema";
import type { Message } from "./message";
import { bodyModel, conversionError } from "./request-model";

/** Frame of a message, as far as API Gateway can check it. */
export interface MessageModel {
  /** JSON Schema (draft 4) of the frame. Undefined if the body cannot be checked. */
  readonly schema?: Draft4Schema;
  /** Parts of the body that the model does not contain. The function still checks them. */
  readonly dropped: readonly DroppedKeyword[];
  /** Error of a body without a JSON Schema: `body has no JSON Schema (…)`. */
  readonly errors: readonly string[];
}

/**
 * Returns the model with which API Gateway can check a message before it invokes a function.
 *
 * @param field field of the message with the route key
 * @param convert conversion function. Default: the conversion that the schema itself implements
 */
export function messageModel(
  { action, body }: Message,
  field: string,
  convert: ToJsonSchema | undefined,
): MessageModel {
  // Draft 4 has no `const`.
  const frame = { name: [field, { enum: [action] }] as const, hasId: true };
  if (!body) return { schema: { ...frameSchema({ ...frame, body: undefined }) }, dropped: [], errors: [] };
  const errors = conversionError("body", body, convert);
  const { body: model, dropped } = bodyModel([body], convert);
  if (!model) return { dropped, errors };
  const { definitions, ...schema } = model;
  const frameBody = { field: "body", schema, isRequired: !acceptsNoBody(body) };
  return {
    schema: { ...frameSchema({ ...frame, body: frameBody }), ...(definitions ? { definitions } : {}) },
    dropped,
    errors,
  };
}
