import { openBody } from "./open-body";
import { serveStreams } from "./serve-streams";

/** Reply whose body is sent in chunks, while the handler still creates it. */
export interface Stream {
  readonly media: "stream";
  readonly contentType: string;
  /** Opens the body of a reply. `handle()` calls this function. */
  readonly open: typeof openBody;
  /** Returns the Lambda handler of a function with streamed replies. `handle()` calls this function. */
  readonly serve: typeof serveStreams;
}

/**
 * Declares a reply that is sent in chunks: `replies: { 200: stream("text/event-stream") }`. A handler returns the body as an
 * async iterable of strings and `Uint8Array`s, such as an async generator.
 *
 * Only a REST API sends the chunks while the handler runs. Synthesis rejects such a reply in an HTTP API. The result
 * contains the functions that send the stream. They are therefore only in the bundles of functions that need them.
 *
 * @param contentType value of the `content-type` header. Default: `application/octet-stream`
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html
 */
export function stream(contentType = "application/octet-stream"): Stream {
  return { media: "stream", contentType, open: openBody, serve: serveStreams };
}

/** Returns true for a streamed reply. JavaScript can also declare a reply that is undefined. */
export function isStream(reply: unknown): reply is Stream {
  return (reply as Partial<Stream> | null | undefined)?.serve !== undefined;
}

/** Returns true if one of the replies of a route is a stream. */
export function isStreamed({ replies = {} }: { readonly replies?: object }): boolean {
  return Object.values(replies).some(isStream);
}
