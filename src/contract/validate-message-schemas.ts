import type { StandardSchemaV1 } from "@standard-schema/spec";
import { DocumentSchemas } from "./document-schemas";
import type { ToJsonSchema } from "./json-schema";
import type { Message, SocketEvent } from "./message";
import { type SchemaParts, validateJson, validateSchema } from "./validate-json-schemas";

/** Returns the schemas of a message or an event. */
export function messageSchemas(contract: Message | SocketEvent): SchemaParts {
  const { body } = contract;
  return "action" in contract
    ? { subject: `route "${contract.action}"`, schemas: { body, reply: replySchema(contract) } }
    : { subject: `event "${contract.event}"`, schemas: { body } };
}

/** Returns the schema of the reply of a message, or `undefined` if the reply has no body. */
export function replySchema({ reply }: Message): StandardSchemaV1 | undefined {
  return reply && "~standard" in reply ? reply : undefined;
}

/**
 * Returns an error for each schema of a message or an event that has no JSON Schema, and for examples that JSON cannot
 * represent. The AsyncAPI document needs them.
 *
 * @param convert conversion function of the document. Default: the conversion that the schema itself implements
 * @returns error messages, to print after the name of the contract: `body has no JSON Schema …`
 */
export function validateMessageSchemas(
  contract: Message | SocketEvent,
  convert: ToJsonSchema | undefined,
): string[] {
  const schemas = new DocumentSchemas(convert);
  const parts = Object.entries(messageSchemas(contract).schemas);
  return [
    ...parts.flatMap(([part, schema]) =>
      schema ? validateSchema(part, () => schemas.convert(schema, part), convert, "AsyncAPI") : [],
    ),
    ...validateJson(contract.examples),
  ];
}
