import { Writable } from "node:stream";
import type { RouteHandler } from "gatewright/runtime";

/** Response that a streaming handler has sent to the runtime of Lambda. */
export interface StreamedResponse {
  readonly metadata: {
    readonly statusCode?: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly multiValueHeaders?: Readonly<Record<string, readonly string[]>>;
    readonly cookies?: readonly string[];
  };
  readonly body: string;
}

/** Name of the property with which Lambda's runtime marks a streaming handler. */
const MARK = Symbol.for("aws.lambda.runtime.handler.streaming");

/** Defines the global `awslambda` as Lambda's runtime does, and returns a function that removes it. */
export function defineLambdaStreams(): () => void {
  const target = globalThis as { awslambda?: unknown };
  target.awslambda = {
    streamifyResponse: (handler: object) => Object.assign(handler, { [MARK]: "response" }),
    HttpResponseStream: {
      from(stream: LambdaStream, metadata: object) {
        stream.metadata = JSON.stringify(metadata);
        return stream;
      },
    },
  };
  return () => {
    delete target.awslambda;
  };
}

/** Returns true if the runtime of Lambda would pass a stream to a handler. */
export function isMarked(handler: RouteHandler): boolean {
  return Object.hasOwn(handler, MARK);
}

/**
 * Stream that Lambda's runtime passes to a streaming handler. As there, the metadata is written before the first chunk,
 * `end()` accepts only a callback, and a chunk that is neither a string nor a plain `Uint8Array` is written as JSON.
 *
 * @see https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/main/src/ResponseStream.js
 */
export class LambdaStream extends Writable {
  metadata?: string;
  readonly chunks: Buffer[] = [];
  #isStarted = false;

  /** @param receive called for each chunk. The stream accepts more data after the returned promise */
  constructor(receive: (chunk: Buffer) => unknown = () => {}, highWaterMark = 16_384) {
    super({
      highWaterMark,
      write: async (chunk: Buffer, _, done) => {
        this.chunks.push(chunk);
        await receive(chunk);
        done();
      },
    });
  }

  // biome-ignore lint/suspicious/noExplicitAny: the overloads of Writable
  override write(chunk: any, ...others: any[]): boolean {
    const isPlain = typeof chunk === "string" || Buffer.isBuffer(chunk) || chunk?.constructor === Uint8Array;
    if (!this.#isStarted) {
      this.#isStarted = true;
      if (this.metadata !== undefined) super.write(Buffer.concat([Buffer.from(this.metadata), DELIMITER]));
    }
    return super.write(isPlain ? chunk : JSON.stringify(chunk), ...others);
  }

  // biome-ignore lint/suspicious/noExplicitAny: the overloads of Writable
  override end(callback?: any): this {
    return super.end(callback);
  }

  /** Returns the metadata and the body that were written until now. */
  response(): StreamedResponse {
    const bytes = Buffer.concat(this.chunks);
    const end = bytes.indexOf(DELIMITER);
    if (end === -1) throw new Error("the stream has no metadata");
    return {
      metadata: JSON.parse(bytes.subarray(0, end).toString()),
      body: bytes.subarray(end + DELIMITER.length).toString(),
    };
  }
}

const DELIMITER = Buffer.alloc(8);

/** Calls a handler as Lambda's runtime calls a streaming one. */
export async function callStreaming(handler: RouteHandler, event: object, stream = new LambdaStream()) {
  const call = handler as unknown as (
    event: object,
    stream: LambdaStream,
    context: object,
  ) => Promise<unknown>;
  return call(event, stream, { awsRequestId: "lambda-1" });
}
