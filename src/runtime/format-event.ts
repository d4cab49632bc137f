/** Event of a stream with the media type `text/event-stream`. */
export interface ServerSentEvent {
  /** Type of the event. Default: none, so that clients use `message`. */
  readonly event?: string;
  /** Data of the event. It can have several lines. */
  readonly data: string;
  /** ID of the event. A client that connects again sends it in the header `last-event-id`. Default: none. */
  readonly id?: string;
  /** Milliseconds that a client waits before it connects again. Default: none, so that the client decides. */
  readonly retry?: number;
}

/**
 * Returns the text of an event for a stream with the media type `text/event-stream`. A handler yields it as a chunk.
 *
 * @throws Error if `event` or `id` contains a line break or a NUL, because clients would read another event. Also if
 * `retry` is not a whole number of milliseconds
 * @example
 * formatEvent({ event: "price", data: "42" }); // "event: price\ndata: 42\n\n"
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export function formatEvent({ event, data, id, retry }: ServerSentEvent): string {
  for (const [name, text] of Object.entries({ event, id })) {
    if (text !== undefined && /[\r\n\0]/.test(text))
      throw new Error(`${name} of an event is ${JSON.stringify(text)}; expected no line break and no NUL`);
  }
  if (retry !== undefined && !(Number.isSafeInteger(retry) && retry >= 0))
    throw new Error(`retry of an event is ${retry}; expected a whole number of milliseconds`);
  const lines = [
    ...(event === undefined ? [] : [`event: ${event}`]),
    ...data.split(/\r\n|\r|\n/).map((line) => `data: ${line}`),
    ...(id === undefined ? [] : [`id: ${id}`]),
    ...(retry === undefined ? [] : [`retry: ${retry}`]),
  ];
  return `${lines.join("\n")}\n\n`;
}
