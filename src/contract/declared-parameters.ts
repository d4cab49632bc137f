import type { StandardSchemaV1 } from "@standard-schema/spec";
import { jsonSchemaOf, type ToJsonSchema } from "./json-schema";
import { readObjectSchema } from "./object-schema";
import { isSchemaObject } from "./schema-references";

/** Query parameter or header that a schema of a contract declares. */
export interface DeclaredParameter {
  readonly name: string;
  /** True if the value is a list, so that a request repeats the parameter. */
  readonly isList: boolean;
}

/**
 * Returns the parameters that the schema of a query or of headers declares.
 *
 * @param convert conversion function. Default: the conversion that the schema itself implements
 * @returns `undefined` if the names are not known: the schema has no JSON Schema, or it accepts any name
 */
export function declaredParameters(
  schema: StandardSchemaV1,
  convert: ToJsonSchema | undefined,
): readonly DeclaredParameter[] | undefined {
  const object = readObject(schema, convert);
  if (!object || object.unnamed) return undefined;
  return [...object.properties].map(([name, property]) => ({
    name,
    isList: isSchemaObject(property) && [property.type].flat().includes("array"),
  }));
}

function readObject(schema: StandardSchemaV1, convert: ToJsonSchema | undefined) {
  try {
    const root = jsonSchemaOf(schema, convert);
    return readObjectSchema(root, root);
  } catch {
    return undefined;
  }
}
