import { SchemaError } from "./declarations";
import type { ObjectType, Type } from "./schema-types";

/** CDKTF's words for the types that hold no other; `any` it says of what it has no type for. */
export const PRIMITIVES: ReadonlyMap<string, Type> = new Map([
  ["string", "string"],
  ["number", "number"],
  ["boolean", "bool"],
  ["any", "dynamic"],
]);

/**
 * The type of an attribute that nobody can configure: only the code that reads it tells.
 *
 * @param code the member that keeps it, or its getter
 * @throws SchemaError where that cannot be read
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

/** `StringMapList`: the outermost stands last. */
function collectionType(name: string, outermost: "list" | "set"): Type {
  const [, primitive = "", outer = ""] = /^(.+?)(List|Map)?$/.exec(name) ?? [];
  if (outer === "Map") return ["map", collectionType(primitive, "list")];
  if (outer === "List") return [outermost, collectionType(primitive, "list")];
  return primitiveType(primitive);
}

/** `getListAttribute` reads text. */
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
  const found = PRIMITIVES.get(name.toLowerCase());
  if (found) return found;
  throw new SchemaError(`there is no type ${name}`);
}
