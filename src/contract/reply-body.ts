import type { StandardSchemaV1 } from "@standard-schema/spec";

/** Reply without a body. */
export interface Empty {
  readonly media: "empty";
}

/** Reply with a `location` header and no body. */
export interface Redirect {
  readonly media: "redirect";
}

/** Reply with a text body. A handler returns the body as a string. */
export interface Text {
  readonly media: "text";
  readonly contentType: string;
}

/** Reply with a binary body. A handler returns the body as a `Uint8Array`. */
export interface Binary {
  readonly media: "binary";
  readonly contentType: string;
}

/**
 * Kind of a reply's body: a schema for a JSON body, the result of `text()` or `binary()`, `empty`, or
 * `redirect`.
 */
export type ReplyMedia = StandardSchemaV1 | Empty | Redirect | Text | Binary;

/** Reply without a body: `replies: { 204: empty }`. */
export const empty: Empty = { media: "empty" };

/** Reply with a `location` header and no body: `replies: { 303: redirect }`. */
export const redirect: Redirect = { media: "redirect" };

/**
 * Declares a reply with a text body: `replies: { 200: text("text/csv; charset=utf-8") }`.
 * @param contentType value of the `content-type` header. Default: `text/plain; charset=utf-8`
 */
export function text(contentType = "text/plain; charset=utf-8"): Text {
  return { media: "text", contentType };
}

/**
 * Declares a reply with a binary body: `replies: { 200: binary("image/png") }`.
 * @param contentType value of the `content-type` header. Default: `application/octet-stream`
 */
export function binary(contentType = "application/octet-stream"): Binary {
  return { media: "binary", contentType };
}
