import { Writable } from "node:stream";
import { InvalidStreamingOperation } from "./runtime-error";

/** Size of the buffer of a stream, in bytes: that of the HTTP connection of Lambda's runtime. */
const DEFAULT_HIGH_WATER_MARK = 16 * 1024;
/** Bytes that the main thread has not acknowledged; further bytes wait. The limit keeps the memory of both threads flat. */
const WINDOW_BYTES = 64 * 1024;
/** Size of a chunk that is sent to the main thread. A handler may write a larger one. */
const CHUNK_BYTES = 32 * 1024;

/** Part of the worker to which a {@link ResponseStream} writes. */
export interface StreamTarget {
  /** Sends bytes to the main thread. The buffer is transferred, so it must not be used afterwards. */
  send(bytes: Uint8Array<ArrayBuffer>): void;
  /** Reports that the handler has ended the stream. */
  end(): void;
  /** Keeps the event loop alive while the stream is open, as the HTTP connection of Lambda's runtime does. */
  keepAlive(isOpen: boolean): void;
}

type WriteCallback = (error?: Error | null) => void;

/**
 * Stream to which a streaming handler writes its response.
 *
 * `write()` returns false while the client is slow, and the stream emits `drain` when the handler can continue. If the
 * client closes the connection, the stream emits an error and closes.
 *
 * @see https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/main/src/ResponseStream.js
 */
export class ResponseStream extends Writable {
  /** Writes the metadata of an HTTP response. `awslambda.HttpResponseStream.from()` sets this property. */
  _onBeforeFirstWrite?: (write: (chunk: string | Uint8Array) => void) => void;
  readonly #target: StreamTarget;
  #hasWritten = false;
  #isEndPending = false;
  #unacknowledged = 0;
  /** Continues the write that waits for an acknowledgement, or ends it with an error. */
  #resume?: (error?: Error) => void;

  constructor(target: StreamTarget, highWaterMark = DEFAULT_HIGH_WATER_MARK) {
    super({ highWaterMark });
    this.#target = target;
    // Lambda's runtime has a listener too, so an error without a listener of the handler does not end the process.
    this.on("error", () => {});
  }

  /** Sets the content type of the stream, which has no effect on the response of an API. */
  setContentType(_contentType: string): void {
    if (this.#hasWritten) throw new InvalidStreamingOperation("Cannot set content-type, too late.");
  }

  /** Writes a chunk. As in Lambda's runtime, any value other than a string or bytes is written as JSON. */
  override write(chunk: unknown, ...more: unknown[]): boolean {
    if (!this.#hasWritten) this._onBeforeFirstWrite?.((part) => super.write(part));
    this.#hasWritten = true;
    const isBytes = typeof chunk === "string" || chunk instanceof Uint8Array;
    const data = isBytes || chunk === null || chunk === undefined ? chunk : JSON.stringify(chunk);
    return super.write(data, ...(more as [BufferEncoding, WriteCallback]));
  }

  /**
   * Ends the stream. As in Lambda's runtime, a last chunk does not make the stream write its metadata, and further
   * arguments have no effect.
   */
  override end(chunkOrCallback?: unknown): this {
    return super.end(chunkOrCallback);
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: WriteCallback): void {
    this.#target.keepAlive(true);
    this.#sendFrom(chunk, 0, done);
  }

  override _final(done: WriteCallback): void {
    this.#isEndPending = true;
    // Most handlers return immediately after the end. The main thread then receives the end of the stream and that of the
    // handler together. The trace of the request therefore contains the whole run of the handler.
    setImmediate(() => this.sendEnd());
    done();
  }

  /** Reports the end of the stream, unless it is not ended or was reported before. */
  sendEnd(): void {
    if (this.#isEndPending) this.#target.end();
    this.#isEndPending = false;
  }

  override _destroy(error: Error | null, done: WriteCallback): void {
    this.#target.keepAlive(false);
    this.#continue(error ?? new Error("the stream was destroyed"));
    done(error);
  }

  /** Allows the stream to send more bytes, because the main thread has passed on these. */
  acknowledge(bytes: number): void {
    this.#unacknowledged -= bytes;
    this.#continue();
  }

  #continue(error?: Error): void {
    const resume = this.#resume;
    this.#resume = undefined;
    resume?.(error);
  }

  /** Sends a chunk in parts. Waits for an acknowledgement whenever the window is full. */
  #sendFrom(chunk: Buffer, start: number, done: WriteCallback): void {
    let offset = start;
    while (offset < chunk.length && this.#unacknowledged < WINDOW_BYTES) {
      // A copy, because the handler may reuse its buffer, and the memory of a small buffer belongs to a pool.
      const bytes = new Uint8Array(chunk.subarray(offset, offset + CHUNK_BYTES));
      offset += bytes.length;
      this.#unacknowledged += bytes.length;
      this.#target.send(bytes);
    }
    if (this.#unacknowledged < WINDOW_BYTES) done();
    else this.#resume = (error) => (error ? done(error) : this.#sendFrom(chunk, offset, done));
  }
}
