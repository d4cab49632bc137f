import type { StandardSchemaV1 } from "@standard-schema/spec";

/** Field of a message with the route key, if an API does not select its routes by another field. */
export const DEFAULT_ROUTE_KEY_FIELD = "action";

/** Schema of the ID by which a client recognizes the reply to a message. */
const ID_SCHEMA = { type: "string", minLength: 1, maxLength: 128 };

/** JSON Schema of the body of a frame. */
export interface FrameBody {
  /** Field of the frame: `body`, or `problem`. */
  readonly field: string;
  readonly schema: object;
  readonly isRequired: boolean;
}

/** Frame of a message, a reply or an event. */
interface Frame {
  /** Field that names the frame, with the schema of its value: `["reply", { const: "sendMessage" }]`. */
  readonly name: readonly [field: string, schema: object];
  readonly hasId: boolean;
  /** Body of the frame. Undefined if it has none. */
  readonly body: FrameBody | undefined;
}

/** Returns the JSON Schema of a frame. It allows other fields, which a later version can add. */
export function frameSchema({ name: [nameField, nameSchema], hasId, body }: Frame): object {
  return {
    type: "object",
    required: [nameField, ...(body?.isRequired ? [body.field] : [])],
    properties: {
      [nameField]: nameSchema,
      ...(hasId ? { id: ID_SCHEMA } : {}),
      ...(body ? { [body.field]: body.schema } : {}),
    },
  };
}

/** Returns true if the body can be absent: if its schema accepts `undefined`. False if the validation is asynchronous. */
export function acceptsNoBody(schema: StandardSchemaV1): boolean {
  try {
    const result = schema["~standard"].validate(undefined);
    if (!(result instanceof Promise)) return result.issues === undefined;
    result.catch(() => undefined);
    return false;
  } catch {
    return false;
  }
}
