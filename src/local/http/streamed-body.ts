import type { ServerResponse } from "node:http";
import type { Readable } from "node:stream";

/** Body of a response that is sent while its source creates it. A client that is slow slows down the source. */
export class StreamedBody {
  /** Bytes that were passed to the connection. */
  bytes = 0;
  /** Time of the first byte, by `performance.now()`. Undefined if the body is empty. */
  firstByteAtMs?: number;
  /** Reason why the body is incomplete. Undefined if the client received the whole body. */
  reason?: string;
  /** Resolves when the whole body was sent, or when sending it has failed. */
  readonly ended: Promise<void>;
  readonly #source: Readable;
  readonly #onChunk: () => void;
  #resolveEnded!: () => void;

  /**
   * @param source stream that fails if the body cannot be completed. It is destroyed when the client closes the connection
   * @param onChunk called for each chunk of the source
   */
  constructor(source: Readable, onChunk: () => void) {
    this.#source = source;
    this.#onChunk = onChunk;
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
  }

  /**
   * Sends the body after the head of a response. If the source fails, the connection is closed, so that the client detects
   * that the body is incomplete.
   *
   * @param declaredBytes value of the header `Content-Length`. Default: the response has no such header
   */
  send(response: ServerResponse, declaredBytes?: number): void {
    const source = this.#source;
    const onEnd = () => {
      if (this.bytes === (declaredBytes ?? this.bytes)) response.end();
      else this.#endEarly(response, `the body has ${this.bytes} bytes; content-length is ${declaredBytes}`);
    };
    response.on("drain", () => source.resume());
    response.on("close", () => {
      if (!response.writableFinished) this.#endEarly(response, CLIENT_CLOSED);
      this.#resolveEnded();
    });
    if (response.destroyed) {
      this.#endEarly(response, CLIENT_CLOSED);
      this.#resolveEnded();
    } else if (source.readableEnded) onEnd();
    else if (source.destroyed) this.#endEarly(response, source.errored?.message ?? "the integration failed");
    source.on("error", (error) => this.#endEarly(response, error.message));
    source.on("end", onEnd);
    source.on("data", (chunk: Buffer) => {
      this.firstByteAtMs ??= performance.now();
      this.bytes += chunk.length;
      this.#onChunk();
      if (this.bytes > (declaredBytes ?? this.bytes))
        this.#endEarly(response, `the body has more bytes than content-length, which is ${declaredBytes}`);
      else if (!response.write(chunk)) source.pause();
    });
  }

  /** Ends the source of a body that is not sent. */
  discard(): void {
    this.#source.destroy();
    this.#resolveEnded();
  }

  #endEarly(response: ServerResponse, reason: string): void {
    this.reason ??= reason;
    this.#source.destroy();
    response.destroy();
  }
}

const CLIENT_CLOSED = "the client closed the connection";
