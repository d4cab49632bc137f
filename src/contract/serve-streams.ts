import { type BodyChunk, type ChunkSink, cancel, type OpenBody, writeChunks } from "./open-body";

/** Result of a Lambda function. Its body can be a stream. */
export interface StreamResult {
  readonly statusCode?: number;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly multiValueHeaders?: Readonly<Record<string, readonly unknown[]>>;
  readonly cookies?: readonly string[];
  readonly body?: string | OpenBody;
  readonly isBase64Encoded?: boolean;
}

/** Function that returns the result for an event. The signal is aborted if the client closes the connection. */
type StreamResponder<Event, Result> = (event: Event, signal: AbortSignal) => Promise<Result>;

/** Lambda handler of a function with streamed replies. */
export interface StreamHandler<Event, Result> {
  (event: Event): Promise<Result>;
  /** Returns a result whose body was not sent. `handleAll()` calls this function for one of its handlers. */
  readonly respond: StreamResponder<Event, Result>;
}

/** Node stream that Lambda's runtime passes to the handler. Only the used members are listed. */
interface ResponseStream {
  write(chunk: BodyChunk): boolean;
  end(callback: () => void): void;
  on(event: "close" | "error", listener: () => void): void;
  once(event: "drain", listener: () => void): void;
}

/** Members of the global `awslambda` of Lambda's runtime for Node. */
interface LambdaStreams {
  streamifyResponse<Handler>(handler: Handler): Handler;
  readonly HttpResponseStream: { from(stream: ResponseStream, metadata: object): ResponseStream };
}

/** Returns the global of Lambda's runtime. Outside Lambda, AWS Lambda Powertools defines a global without these members. */
function lambdaStreams(): Partial<LambdaStreams> {
  return (globalThis as { readonly awslambda?: Partial<LambdaStreams> }).awslambda ?? {};
}

/**
 * Returns the Lambda handler of a function with streamed replies. In Lambda, the handler sends all its results as streams,
 * because API Gateway expects the same form of each response of the function. Outside Lambda, such as in a unit test, it
 * waits for the end of a stream and returns a result with the whole body.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/config-rs-write-functions.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode-lambda.html
 */
export function serveStreams<Event, Result extends StreamResult>(
  respond: StreamResponder<Event, Result>,
): StreamHandler<Event, Result> {
  const handler = async (event: Event, stream?: Partial<ResponseStream>) => {
    if (stream?.write) return sendResult(respond, event, stream as ResponseStream);
    return collectBody(await respond(event, new AbortController().signal));
  };
  // Lambda's runtime ignores the value that a streaming handler returns.
  const served = (lambdaStreams().streamifyResponse?.(handler) ?? handler) as (
    event: Event,
  ) => Promise<Result>;
  return Object.assign(served, { respond });
}

/** Sends the result for an event. Returns early if the client closes the connection. */
async function sendResult<Event>(
  respond: StreamResponder<Event, StreamResult>,
  event: Event,
  stream: ResponseStream,
): Promise<undefined> {
  const receiver = new Receiver(stream);
  const pending = respond(event, receiver.signal);
  const result = await receiver.wait(pending);
  if (result) await receiver.send(result);
  else pending.then(discard, () => {});
}

/** Ends the body of a result that has no receiver. */
function discard({ body }: StreamResult): void {
  if (typeof body === "object") void cancel(body.iterator);
}

/** Client that receives a response. */
class Receiver implements ChunkSink {
  readonly #controller = new AbortController();
  #stream: ResponseStream;
  #isEnded = false;
  #wake = () => {};

  constructor(stream: ResponseStream) {
    this.#stream = stream;
    const close = () => {
      // A stream is also closed after its end.
      if (!this.#isEnded) this.#controller.abort();
      this.#wake();
    };
    stream.on("close", close);
    stream.on("error", close);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  isClosed(): boolean {
    return this.signal.aborted;
  }

  wait<Value>(value: Promise<Value>): Promise<Value | undefined> {
    // Promise.race() with one promise for the whole stream would keep each chunk in memory.
    return new Promise((resolve, reject) => {
      this.#wake = () => resolve(undefined);
      if (this.isClosed()) this.#wake();
      value.then(resolve, reject);
    });
  }

  write(chunk: BodyChunk): Promise<unknown> | undefined {
    if (this.#stream.write(chunk)) return undefined;
    return this.wait(new Promise<void>((resolve) => this.#stream.once("drain", resolve)));
  }

  /** Sends the metadata and the body of a result, and ends the response. */
  async send({ body = "", isBase64Encoded, headers = {}, ...others }: StreamResult): Promise<void> {
    // API Gateway documents only strings as values of headers.
    const texts = Object.entries(headers).map(([name, value]) => [name, String(value)]);
    const metadata = { ...others, headers: Object.fromEntries(texts) };
    this.#stream = (lambdaStreams() as LambdaStreams).HttpResponseStream.from(this.#stream, metadata);
    // Lambda sends the metadata with the first chunk, also with an empty one.
    if (typeof body === "string") this.write(isBase64Encoded ? Buffer.from(body, "base64") : body);
    else {
      if (body.first.done) this.write("");
      await writeChunks(body, this);
    }
    if (this.isClosed()) return;
    this.#isEnded = true;
    await this.wait(new Promise<void>((resolve) => this.#stream.end(resolve)));
  }
}

/** Returns a result whose body is a string: base64, if a chunk consists of bytes. */
async function collectBody({ body, ...result }: StreamResult): Promise<StreamResult> {
  if (typeof body !== "object") return body === undefined ? result : { ...result, body };
  const chunks: BodyChunk[] = [];
  await writeChunks(body, {
    write: (chunk) => {
      chunks.push(chunk);
      return undefined;
    },
    wait: (value) => value,
    isClosed: () => false,
  });
  if (chunks.every((chunk) => typeof chunk === "string")) return { ...result, body: chunks.join("") };
  const bytes = Buffer.concat(chunks.map((chunk) => Buffer.from(chunk)));
  return { ...result, body: bytes.toString("base64"), isBase64Encoded: true };
}
