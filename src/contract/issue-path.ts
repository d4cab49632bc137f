import type { StandardSchemaV1 } from "@standard-schema/spec";

/**
 * Returns the path of a validation issue as a JSON Pointer: `/tags/0`, or an empty string for the whole
 * value.
 * @see https://www.rfc-editor.org/rfc/rfc6901
 */
export function jsonPointer(path: StandardSchemaV1.Issue["path"]): string {
  const escaped = pathKeys(path).map((key) => `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`);
  return escaped.join("");
}

/** Returns the property names and array indexes in the path of a validation issue, as strings. */
export function pathKeys(path: StandardSchemaV1.Issue["path"] = []): string[] {
  return path.map((part) => String(typeof part === "object" ? part.key : part));
}
