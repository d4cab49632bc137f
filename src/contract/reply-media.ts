import type { StandardSchemaV1 } from "@standard-schema/spec";

/** A reply without a body. */
export interface Empty {
  readonly media: "empty";
}

/** A reply that sends its caller elsewhere. */
export interface Redirect {
  readonly media: "redirect";
}

/** A reply whose body is text of this content type. */
export interface Text {
  readonly media: "text";
  readonly contentType: string;
}

/** A reply whose body is bytes of this content type. */
export interface Binary {
  readonly media: "binary";
  readonly contentType: string;
}

/** What a status promises of its body: a schema for JSON, or another medium. */
export type ReplyMedia = StandardSchemaV1 | Empty | Redirect | Text | Binary;

/** No body: `replies: { 204: empty }`. */
export const empty: Empty = { media: "empty" };

/** A `location` and no body: `replies: { 303: redirect }`. */
export const redirect: Redirect = { media: "redirect" };

/** Text: `replies: { 200: text("text/csv; charset=utf-8") }`. */
export function text(contentType = "text/plain; charset=utf-8"): Text {
  return { media: "text", contentType };
}

/** Bytes: `replies: { 200: binary("image/png") }`. */
export function binary(contentType = "application/octet-stream"): Binary {
  return { media: "binary", contentType };
}
