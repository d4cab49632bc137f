import type { JsonShape } from "#contract";
import { jsonText, type VariableNames, variableText } from "./template-text";

/** JSON value in a template. */
interface JsonValue {
  readonly variable: string;
  /** JSONPath of the value. Undefined inside an object without fixed property names. */
  readonly path?: string;
}

/** Attribute types of DynamoDB for the kinds of JSON values. */
export const ATTRIBUTE_TYPES = {
  string: "S",
  number: "N",
  boolean: "BOOL",
  list: "L",
  object: "M",
  map: "M",
} as const satisfies Record<JsonShape["kind"], string>;

/**
 * Returns the template of the attributes of an item: the properties of a JSON object, in DynamoDB's notation. Each attribute
 * starts with a comma. Only properties of the shape become attributes.
 *
 * @param body variable of the object, whose JSONPath is `$`
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.LowLevelAPI.html
 */
export function writeAttributes(
  shape: Extract<JsonShape, { readonly kind: "object" }>,
  body: string,
  variables: VariableNames,
): string[] {
  return writeProperties(shape, { variable: body, path: "$" }, variables, ",");
}

/** @param comma template in front of each property */
function writeProperties(
  { properties }: Extract<JsonShape, { readonly kind: "object" }>,
  { variable, path }: JsonValue,
  variables: VariableNames,
  comma: string,
): string[] {
  return [...properties].map(([name, { shape }]) => {
    const value = { variable: variables.next("value"), path: path && `${path}['${name}']` };
    const set = `#set(${value.variable} = ${variable}.get("${name}"))`;
    const attribute = writeValue(shape, value, variables, set);
    return `#if(${variable}.containsKey("${name}"))${comma}"${name}": ${attribute}#end`;
  });
}

/** @param set directive that sets the variable of the value. It has no effect for `null`, so it comes after the check. */
function writeValue(shape: JsonShape, value: JsonValue, variables: VariableNames, set: string): string {
  const written = `${set}{"${ATTRIBUTE_TYPES[shape.kind]}": ${writeContent(shape, value, variables)}}`;
  if (!shape.isNullable) return written;
  return `#if($input.json("${value.path}") == "null"){"NULL": true}#{else}${written}#end`;
}

function writeContent(shape: JsonShape, value: JsonValue, variables: VariableNames): string {
  const { variable, path } = value;
  switch (shape.kind) {
    case "string":
    case "number":
      return jsonText(variableText(variable));
    case "boolean":
      return `#if(${variable} == true)true#{else}false#end`;
    case "list": {
      const index = variables.next("index");
      const item = { variable: variables.next("item"), path: path && `${path}[${index}]` };
      const attribute = writeValue(shape.items, item, variables, "");
      return `[#foreach(${item.variable} in ${variable})#set(${index} = $foreach.index)${attribute}${COMMA}#end]`;
    }
    case "object": {
      const comma = variables.next("comma");
      const separator = `$!${comma.slice(1)}#set(${comma} = ",")`;
      return `{#set(${comma} = "")${writeProperties(shape, value, variables, separator).join("")}}`;
    }
    case "map": {
      const [key, member] = [variables.next("key"), { variable: variables.next("value") }];
      const set = `#set(${member.variable} = ${variable}.get(${key}))`;
      const attribute = writeValue(shape.values, member, variables, set);
      return `{#foreach(${key} in ${variable}.keySet())${jsonText(key)}: ${attribute}${COMMA}#end}`;
    }
  }
}

/** Directive at the end of a loop that prints a comma between its items. */
const COMMA = "#if($foreach.hasNext),#end";
