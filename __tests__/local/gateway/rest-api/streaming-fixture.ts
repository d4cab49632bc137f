import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import type { BlockArguments } from "../terraform-fixture";
import type { MethodDescription } from "./rest-fixture";

/** Returns a method whose responses a function streams. @param integration further arguments of the integration */
export function streamedBy(functionName: string, integration: BlockArguments = {}): MethodDescription {
  return {
    integration: {
      type: "AWS_PROXY",
      integration_http_method: "POST",
      uri: `\${aws_lambda_function.${functionName}.response_streaming_invoke_arn}`,
      response_transfer_mode: "STREAM",
      ...integration,
    },
  };
}

/** Returns the code of a streaming handler. The statements can use `event`, `stream` and `metadata`. */
export function streamingCode(
  statements: string,
  metadata = '{ statusCode: 200, headers: { "content-type": "text/plain" } }',
) {
  return `const { Readable } = require("node:stream");
const { pipeline } = require("node:stream/promises");
const { once } = require("node:events");
exports.handler = awslambda.streamifyResponse(async (event, raw) => {
  const stream = awslambda.HttpResponseStream.from(raw, ${metadata});
  const query = event.queryStringParameters ?? {};
  ${statements}
});`;
}

/** Response whose body is read in steps. */
export interface OpenResponse {
  readonly incoming: IncomingMessage;
  /** Waits for the next chunk. Returns `undefined` at the end of the body. */
  next(): Promise<string | undefined>;
  /** Reads the rest of the body. Rejects if the connection is closed before its end. */
  rest(): Promise<string>;
  /** Closes the connection. */
  close(): void;
}

/** Sends a request, and waits for the head of the response. */
export async function openResponse(url: string, line: string): Promise<OpenResponse> {
  const [method = "", target = ""] = line.split(" ");
  const { hostname, port } = new URL(url);
  const outgoing = request({ method, hostname, port, path: target, agent: false });
  outgoing.on("error", () => {});
  outgoing.end();
  const [incoming] = (await once(outgoing, "response")) as [IncomingMessage];
  const chunks = incoming[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const next = async () => {
    const { value, done } = await chunks.next();
    return done ? undefined : value.toString();
  };
  return {
    incoming,
    next,
    rest: async () => {
      let text = "";
      for (let chunk = await next(); chunk !== undefined; chunk = await next()) text += chunk;
      return text;
    },
    close: () => outgoing.destroy(),
  };
}

/** Calls that a handler sends to a test: to report something, or to wait until the test opens a gate. */
export class Gates {
  readonly #calls = new Map<
    string,
    { readonly arrived: Deferred<string>; readonly opened: Deferred<void> }
  >();

  /** Answers a call to `/name?detail`. The response is sent when the test opens the gate. */
  readonly listener = async (incoming: IncomingMessage, response: { end(): void }): Promise<void> => {
    const [name = "", detail = ""] = (incoming.url ?? "").slice(1).split("?");
    const { arrived, opened } = this.#find(name);
    arrived.resolve(decodeURIComponent(detail));
    await opened.promise;
    response.end();
  };

  /** Waits until a handler has called a gate. Returns the detail of the call. */
  arrived(name: string): Promise<string> {
    return this.#find(name).arrived.promise;
  }

  /** Lets the handler continue that has called a gate, or that will call it. */
  open(name: string): void {
    this.#find(name).opened.resolve();
  }

  #find(name: string) {
    const call = this.#calls.get(name) ?? { arrived: new Deferred<string>(), opened: new Deferred<void>() };
    this.#calls.set(name, call);
    return call;
  }
}

class Deferred<Value> {
  resolve!: (value: Value) => void;
  readonly promise = new Promise<Value>((resolve) => {
    this.resolve = resolve;
  });
}
