/** Chunk of a streamed body. A string is sent as UTF-8. */
export type BodyChunk = string | Uint8Array;

/** Streamed body: an async generator, or a `ReadableStream` or `Readable` of Node. */
export type StreamBody = AsyncIterable<BodyChunk>;

/** Log of a request. */
interface ErrorLog {
  error(message: string, fields: { readonly error: unknown }): void;
}

/** Body whose first chunk was read. */
export interface OpenBody {
  readonly iterator: AsyncIterator<unknown>;
  readonly first: IteratorResult<unknown>;
  readonly log: ErrorLog;
}

/** Receiver of the chunks of a body. */
export interface ChunkSink {
  /** Writes a chunk, and waits until the receiver can take more. */
  write(chunk: BodyChunk): Promise<unknown> | undefined;
  /** Waits for a value. Returns `undefined` if the receiver is closed before. */
  wait<Value>(value: Promise<Value>): Promise<Value | undefined>;
  isClosed(): boolean;
}

/**
 * Reads the first chunk of a body. Lambda sends the status and the headers together with this chunk. An error before it
 * can therefore still become a response with problem details.
 *
 * @throws Error if the body is not an async iterable. An error of the body itself is thrown unchanged
 */
export async function openBody(body: unknown, log: ErrorLog): Promise<OpenBody> {
  const create = (body as Partial<StreamBody> | null | undefined)?.[Symbol.asyncIterator];
  if (typeof create !== "function") {
    throw new Error(
      `the body of a streamed reply is of the type ${body === null ? "null" : typeof body}; expected an async iterable, such as an async generator`,
    );
  }
  const iterator = create.call(body as StreamBody);
  return { iterator, first: await iterator.next(), log };
}

/**
 * Writes the chunks of a body. If the receiver is closed, `return()` of the iterator is called, so that a generator runs
 * its `finally` blocks. The status was already sent, so an error only ends the response. It is logged once.
 *
 * @throws Error without the details of the error, because Lambda logs the thrown error unredacted
 */
export async function writeChunks({ iterator, first, log }: OpenBody, sink: ChunkSink): Promise<void> {
  let next: IteratorResult<unknown> | undefined = first;
  try {
    while (next && !next.done && !sink.isClosed()) {
      await sink.write(toChunk(next.value));
      if (!sink.isClosed()) next = await sink.wait(iterator.next());
    }
    // A generator that is waiting for a value returns only after this value, which may never arrive.
    if (!next) void cancel(iterator);
    else if (!next.done) await iterator.return?.();
  } catch (error) {
    // An error after the client has closed the connection is usually the aborted signal.
    if (sink.isClosed()) return;
    log.error("unhandled error in stream", { error });
    await cancel(iterator);
    throw new Error("the streamed response is incomplete; the log entry before this one contains the error");
  }
}

/** Calls `return()` of an iterator whose result and errors have no receiver. */
export async function cancel(iterator: AsyncIterator<unknown>): Promise<void> {
  try {
    await iterator.return?.();
  } catch {
    // The response has already ended.
  }
}

/** @throws Error if a chunk is neither a string nor bytes */
function toChunk(value: unknown): BodyChunk {
  if (typeof value === "string") return value;
  // The runtime of Lambda writes JSON for a subclass of Uint8Array, and for one of another realm.
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  throw new Error(`a chunk of the stream is of the type ${typeof value}; expected a string or a Uint8Array`);
}
