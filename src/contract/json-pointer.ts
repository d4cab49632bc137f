import type { StandardSchemaV1 } from "@standard-schema/spec";

/**
 * Where in a value an issue is: `/tags/0`, and nothing for the value as a whole.
 * @see https://www.rfc-editor.org/rfc/rfc6901
 */
export function jsonPointer(path: StandardSchemaV1.Issue["path"]): string {
  const escaped = pathKeys(path).map((key) => `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`);
  return escaped.join("");
}

/** The keys of an issue's path. */
export function pathKeys(path: StandardSchemaV1.Issue["path"] = []): string[] {
  return path.map((part) => String(typeof part === "object" ? part.key : part));
}
