import { parseTemplate } from "#template";
import { MappingError } from "./mapping-error";

/** Body of a message to or from a backend: text, or binary data, which a template cannot read. */
export type Payload = string | Buffer;

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/**
 * Decodes a base64 body, which can contain line breaks.
 * @throws MappingError if the body is not base64
 */
export function decodePayload(body: Buffer): Buffer {
  const text = body.toString().replaceAll(/\s/g, "");
  if (BASE64.test(text)) return Buffer.from(text, "base64");
  throw new MappingError("INVALID_SETTINGS", "the body is not base64, but the content handling decodes it");
}

/**
 * Returns a body, or the value at a path in it. A body that does not start like JSON is not JSON, and has no values.
 *
 * @param path path without `$.`: `pets[0].name`. An empty path is the whole body
 * @param reject throws the error for a body that starts like JSON and is not valid
 * @returns the value as text, which is JSON for an object or a list; `undefined` for a missing value
 */
export function readBodyValue(body: string, path: string, reject: () => never): string | undefined {
  const text = body.trim() || "{}";
  const startsLikeJson = /^[{["']/.test(text);
  if (startsLikeJson && !isJson(text)) reject();
  if (path === "") return text;
  if (!startsLikeJson) return undefined;
  const { output } = parseTemplate("$input.json($context.path)").render({
    body: text,
    context: { path: `$.${path}` },
  });
  const value: unknown = JSON.parse(output);
  return (typeof value === "string" ? value : output) || undefined;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
