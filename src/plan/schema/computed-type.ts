import { SchemaError } from "./binding-declarations";
import type { ObjectType, Type } from "./schema-types";

/**
 * Terraform's primitive types, by their names in CDKTF. CDKTF writes `any` for a type that it does not know.
 */
export const PRIMITIVES: ReadonlyMap<string, Type> = new Map([
  ["string", "string"],
  ["number", "number"],
  ["boolean", "bool"],
  ["any", "dynamic"],
]);

/**
 * Returns the type of a read-only attribute. A binding declares no type for such an attribute, so the type is
 * inferred from the code that reads the value.
 *
 * @param code code of the member or getter that reads the attribute
 * @param objectType function that returns the type of a nested struct
 * @throws SchemaError if the code has an unknown form
 */
export function computedType(code: string, objectType: (struct: string) => ObjectType): Type {
  const [, library, name = "", isSet] = /= new (cdktf\.)?(\w+)\(this, "\w+"(?:, (\w+))?\)/.exec(code) ?? [];
  const list = isSet === "true" ? "set" : "list";
  if (library) return collectionType(name, list);
  if (name.endsWith("OutputReference")) return objectType(name.slice(0, -"OutputReference".length));
  if (name.endsWith("List")) return [list, objectType(name.slice(0, -"List".length))];
  if (name.endsWith("Map")) return ["map", objectType(name.slice(0, -"Map".length))];
  return getterType(code);
}

/**
 * Parses a CDKTF type name. The outermost collection comes last: `StringMapList` is a list of maps of
 * strings.
 */
function collectionType(name: string, outermost: "list" | "set"): Type {
  const [, primitive = "", outer = ""] = /^(.+?)(List|Map)?$/.exec(name) ?? [];
  if (outer === "Map") return ["map", collectionType(primitive, "list")];
  if (outer === "List") return [outermost, collectionType(primitive, "list")];
  return primitiveType(primitive);
}

/**
 * Reads the type from the method that a getter calls: `getNumberAttribute` returns a number. A method without
 * an element type, such as `getListAttribute`, returns strings.
 */
function getterType(code: string): Type {
  const [, primitive = "String", collection] =
    /\.get(String|Number|Boolean)?(List|Map)?Attribute\(/.exec(code) ?? [];
  if (code.includes(".interpolationForAttribute(")) return "dynamic";
  if (!/\.get\w*Attribute\(/.test(code)) throw new SchemaError(`no type can be read from ${code.trim()}`);
  const element = primitiveType(primitive);
  if (collection === "Map") return ["map", element];
  if (collection === "List") return [code.includes("Fn.tolist(") ? "set" : "list", element];
  return element;
}

function primitiveType(name: string): Type {
  const type = PRIMITIVES.get(name.toLowerCase());
  if (type) return type;
  throw new SchemaError(`unknown type ${name}`);
}
