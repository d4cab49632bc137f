import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { Stream } from "./stream-reply";

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

/** Reply with problem details (RFC 9457). A handler returns one of the codes, and a detail. */
export interface ProblemReply<Code extends string = string> {
  readonly media: "problem";
  readonly codes: readonly Code[];
}

/**
 * Kind of a reply's body: a schema for a JSON body, the result of `text()`, `binary()`, `stream()` or `problem()`,
 * `empty`, or `redirect`.
 */
export type ReplyMedia = StandardSchemaV1 | Empty | Redirect | Text | Binary | Stream | ProblemReply;

type Digit = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;

/** Text of a status from 400 to 599. Only a reply with such a status can be a problem. */
export type ErrorStatusText = `${4 | 5}${Digit}${Digit}`;

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

/**
 * Declares a reply with problem details: `replies: { 404: problem("product-not-found") }`. A handler returns
 * `{ status: 404, code: "product-not-found", detail: "…" }`.
 *
 * The status must be 400 to 599. The compiler and the synthesis reject any other status.
 * @param code error code for programs, in kebab-case, which must not change
 * @param codes other codes with the same status. Default: none
 * @see https://www.rfc-editor.org/rfc/rfc9457
 */
export function problem<const Code extends string>(
  code: Code,
  ...codes: readonly Code[]
): ProblemReply<Code> {
  return { media: "problem", codes: [code, ...codes] };
}

/**
 * Returns an error for each problem among the replies of a route whose status is not 400 to 599. Callers, alarms and
 * the typed client would treat it as a success.
 *
 * @returns error messages, to print after the key of the route: `replies.200 is a problem …`
 */
export function validateProblems(replies: { readonly [status: number]: ReplyMedia } = {}): string[] {
  return Object.entries(replies)
    .filter(([status, reply]) => "codes" in reply && !/^[45]\d\d$/.test(status))
    .map(
      ([status]) => `replies.${status} is a problem; expected a status from 400 to 599. Change the status.`,
    );
}
