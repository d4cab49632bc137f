import { Readable } from "node:stream";

/** Worker that writes to an {@link InvocationStream}. */
export interface StreamWriter {
  /** Allows the worker to send more bytes, because these bytes were read. */
  acknowledge(bytes: number): void;
  /** Ends the stream of the handler. */
  close(): void;
}

/** Bytes that wait for the reader, in addition to those that the worker may send. */
const HIGH_WATER_MARK = 64 * 1024;

/**
 * Payload of an invocation, which the reader receives while the handler writes it. The worker may send more bytes only when
 * earlier ones were read, so a slow reader slows down the handler. Destroying the stream ends the stream of the handler.
 */
export class InvocationStream extends Readable {
  #writer?: StreamWriter;
  #unacknowledged = 0;
  #hasEnded = false;

  constructor() {
    super({ highWaterMark: HIGH_WATER_MARK });
    // The error is part of the outcome of the invocation too, so it is reported even if the stream has no reader.
    this.on("error", () => {});
  }

  /** Connects the stream to the worker that runs the invocation. */
  connect(writer: StreamWriter): void {
    this.#writer = writer;
  }

  /** Adds bytes of the handler. The stream must be connected. */
  receive(bytes: Uint8Array): void {
    // The stream may be destroyed before the worker has started the invocation, which then ignored `close()`.
    if (this.destroyed) this.#writer?.close();
    else {
      this.#unacknowledged += bytes.length;
      if (this.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length))) this.#acknowledge();
    }
  }

  /** Ends the payload, optionally with a last part. */
  finish(payload?: string): void {
    this.#hasEnded = true;
    if (payload !== undefined) this.push(payload);
    this.push(null);
  }

  /** Ends the payload with an error, unless it has already ended. */
  fail(errorType: string, errorMessage: string): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.destroy(new Error(`${errorType}: ${errorMessage}`));
  }

  override _read(): void {
    this.#acknowledge();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    if (!this.#hasEnded) this.#writer?.close();
    done(error);
  }

  #acknowledge(): void {
    if (this.#unacknowledged === 0) return;
    const bytes = this.#unacknowledged;
    this.#unacknowledged = 0;
    this.#writer?.acknowledge(bytes);
  }
}
