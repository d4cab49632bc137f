import type { JsonShape } from "#contract";
import { jsonText, type VariableNames, variableText } from "./template-text";
import { ATTRIBUTE_TYPES } from "./write-attributes";

/**
 * Returns the template of a JSON value that a table contains in DynamoDB's notation. The template omits an attribute that
 * the shape does not contain, or whose type differs.
 *
 * @param variable variable of an attribute map, such as an item
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.LowLevelAPI.html
 */
export function readItem(
  { properties }: Extract<JsonShape, { readonly kind: "object" }>,
  variable: string,
  variables: VariableNames,
): string {
  const comma = variables.next("comma");
  const members = [...properties].map(([name, { shape }]) => {
    const attribute = variables.next("attribute");
    const member = `$!${comma.slice(1)}"${name}": ${readValue(shape, attribute, variables)}#set(${comma} = ",")`;
    const set = `#set(${attribute} = ${variable}.get("${name}"))`;
    return `#if(${variable}.containsKey("${name}"))${set}#if(${hasType(shape, attribute)})${member}#end#end`;
  });
  return `{#set(${comma} = "")${members.join("")}}`;
}

/** Returns the condition that an attribute has the type of a shape. */
function hasType({ kind, isNullable }: JsonShape, attribute: string): string {
  const condition = `${attribute}.containsKey("${ATTRIBUTE_TYPES[kind]}")`;
  return isNullable ? `${condition} || ${attribute}.containsKey("NULL")` : condition;
}

/** Returns the template of the value of an attribute that has the type of a shape. */
function readValue(shape: JsonShape, attribute: string, variables: VariableNames): string {
  const value = `${attribute}.get("${ATTRIBUTE_TYPES[shape.kind]}")`;
  const content = readContent(shape, value, variables);
  return shape.isNullable ? `#if(${attribute}.containsKey("NULL"))null#{else}${content}#end` : content;
}

function readContent(shape: JsonShape, value: string, variables: VariableNames): string {
  switch (shape.kind) {
    case "string":
      return jsonText(value);
    case "number":
    case "boolean":
      return value;
    case "list":
      return `[${readItems(shape.items, value, variables)}]`;
    case "object": {
      const object = variables.next("object");
      return `#set(${object} = ${value})${readItem(shape, object, variables)}`;
    }
    case "map":
      return `{${readMembers(shape.values, value, variables)}}`;
  }
}

function readItems(items: JsonShape, list: string, variables: VariableNames): string {
  const [item, comma] = [variables.next("item"), variables.next("comma")];
  const written = `$!${comma.slice(1)}${readValue(items, item, variables)}#set(${comma} = ",")`;
  return `#set(${comma} = "")#foreach(${item} in ${list})#if(${hasType(items, item)})${written}#end#end`;
}

function readMembers(values: JsonShape, map: string, variables: VariableNames): string {
  const [key, member] = [variables.next("key"), variables.next("attribute")];
  const [members, comma] = [variables.next("members"), variables.next("comma")];
  const name = jsonText(variableText(key));
  const written = `$!${comma.slice(1)}${name}: ${readValue(values, member, variables)}#set(${comma} = ",")`;
  const set = `#set(${member} = ${members}.get(${key}))`;
  return `#set(${members} = ${map})#set(${comma} = "")#foreach(${key} in ${members}.keySet())${set}#if(${hasType(values, member)})${written}#end#end`;
}
