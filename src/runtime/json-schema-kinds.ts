import type { StandardJSONSchemaV1, StandardSchemaV1 } from "@standard-schema/spec";
import type { Kind } from "./probe-kinds";

/** JSON Schema with the keywords that define the type of a value. */
interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly prefixItems?: readonly JsonSchema[];
  readonly items?: JsonSchema | boolean;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
}

const KINDS: Readonly<Record<string, Kind>> = {
  string: "string",
  number: "number",
  integer: "number",
  bigint: "number",
  boolean: "boolean",
  array: "list",
};

/** Returns the JSON Schema that a schema converts itself to, or `undefined` if it cannot. */
export function inputJsonSchema(schema: StandardSchemaV1 | StandardJSONSchemaV1): JsonSchema | undefined {
  try {
    const { jsonSchema }: Partial<StandardJSONSchemaV1.Props> = schema["~standard"];
    return jsonSchema?.input({ target: "draft-2020-12" });
  } catch {
    // A type such as a date has no JSON Schema.
    return undefined;
  }
}

/**
 * Returns the kinds that a JSON Schema defines for a parameter, or for an item of a list.
 * @returns `undefined` if the kind of a text is not clear: the parameter has no type, or can be text and something else
 */
export function kindsOf(
  root: JsonSchema,
  name: string,
  index: number | undefined,
): ReadonlySet<Kind> | undefined {
  const { properties = {}, additionalProperties } = resolve(root, root);
  const isDeclared = Object.hasOwn(properties, name);
  const parameter = childOf(isDeclared ? properties[name] : additionalProperties, root);
  const isList = index !== undefined && parameter;
  const value = isList ? childOf(parameter.prefixItems?.[index] ?? parameter.items, root) : parameter;
  const types = value && typesOf(value, root);
  if (!types || types.includes(undefined)) return undefined;
  const kinds = new Set(types.flatMap((type) => KINDS[type ?? ""] ?? []));
  const isClear = kinds.size === 1 || (kinds.size === 2 && kinds.has("number") && kinds.has("boolean"));
  return isClear ? kinds : undefined;
}

function childOf(schema: JsonSchema | boolean | undefined, root: JsonSchema): JsonSchema | undefined {
  return typeof schema === "object" ? resolve(schema, root) : undefined;
}

/** Follows one reference to a definition. A definition that is itself a reference has no known type. */
function resolve(schema: JsonSchema, root: JsonSchema): JsonSchema {
  return root.$defs?.[schema.$ref?.replace("#/$defs/", "") ?? ""] ?? schema;
}

function typesOf(schema: JsonSchema, root: JsonSchema): (string | undefined)[] {
  const options = schema.anyOf ?? schema.oneOf;
  if (options) return options.flatMap((option) => typesOf(resolve(option, root), root));
  if (schema.type !== undefined) return [schema.type].flat();
  const values = "const" in schema ? [schema.const] : schema.enum;
  return values?.map((value) => (value === null ? "null" : typeof value)) ?? [undefined];
}
