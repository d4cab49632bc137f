/** Event that a client has read from a stream with the media type `text/event-stream`. */
export interface ReceivedEvent {
  /** Type of the event, which is `message` if the server sends none. */
  readonly event: string;
  /** Data of the event. Its lines are separated by `\n`. */
  readonly data: string;
  /** ID of this event, or else of the last event with an ID. Empty if the server has sent none. */
  readonly id: string;
  /** Milliseconds to wait before the next connection, if the server has sent them with this event. */
  readonly retry?: number;
}

/**
 * Reads the events of a body with the media type `text/event-stream`, as an `EventSource` of a browser does. If the loop
 * over the events ends early, the request is cancelled.
 *
 * @param body body of a streamed reply, from a typed client or from `fetch()`
 * @throws the error of the body, such as the reason of an aborted signal
 * @example
 * async function printEvents(body: ReadableStream<Uint8Array>): Promise<void> {
 *   for await (const { event, data } of readEvents(body)) console.log(event, data);
 * }
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ReceivedEvent, void> {
  const parser = new EventParser();
  for await (const line of readLines(body)) {
    const event = parser.addLine(line);
    if (event) yield event;
  }
}

/** Reads the lines of a body. A last line without a line break is left out, as the specification requires. */
async function* readLines(body: ReadableStream<Uint8Array>): AsyncGenerator<string, void> {
  const reader = body.getReader();
  // The decoder removes a byte order mark. It keeps the bytes of an incomplete character for the next chunk.
  const decoder = new TextDecoder();
  let unfinished = "";
  let endsWithCr = false;
  let isDone = false;
  try {
    while (true) {
      const { done, value } = await reader.read();
      isDone = done;
      if (done) return;
      const decoded = decoder.decode(value, { stream: true });
      if (decoded === "") continue;
      // CR is the end of a line even if LF follows in the next chunk, so that an event is not delayed.
      const text = endsWithCr && decoded.startsWith("\n") ? decoded.slice(1) : decoded;
      endsWithCr = decoded.endsWith("\r");
      const [first = "", ...others] = text.split(/\r\n|\r|\n/);
      unfinished += first;
      for (const line of others) {
        yield unfinished;
        unfinished = line;
      }
    }
  } finally {
    if (!isDone) await reader.cancel().catch(() => {});
  }
}

/** Collects the fields of an event until an empty line. */
class EventParser {
  #event = "";
  #data: string[] = [];
  #id = "";
  #retry?: number;

  /** Returns an event if the line ends one that has data. */
  addLine(line: string): ReceivedEvent | undefined {
    if (line === "") return this.#endEvent();
    const colon = line.indexOf(":");
    const name = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? "" : line.slice(colon + 1).replace(/^ /, "");
    // A line that starts with a colon is a comment, so its name is empty.
    if (name === "event") this.#event = value;
    else if (name === "data") this.#data.push(value);
    else if (name === "id" && !value.includes("\0")) this.#id = value;
    else if (name === "retry" && /^\d+$/.test(value)) this.#retry = Number(value);
    return undefined;
  }

  #endEvent(): ReceivedEvent | undefined {
    const { data, event, retry } = { data: this.#data, event: this.#event, retry: this.#retry };
    this.#data = [];
    this.#event = "";
    this.#retry = undefined;
    if (data.length === 0) return undefined;
    const received = { event: event || "message", data: data.join("\n"), id: this.#id };
    return retry === undefined ? received : { ...received, retry };
  }
}
