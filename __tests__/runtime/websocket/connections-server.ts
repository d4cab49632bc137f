import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** Request that the server has received. */
export interface ReceivedRequest {
  readonly method: string;
  /** Path of the request, still percent-encoded. */
  readonly path: string;
  readonly body: string;
  readonly authorization: string;
}

/** Response of the server. */
export interface ServerResponse {
  readonly status: number;
  /** Value of the header `x-amzn-ErrorType`. */
  readonly error?: string;
  readonly body?: string;
}

/** Status of a request whose connection is closed without a response. */
export const NO_RESPONSE = 0;

/** HTTP server in the place of `@connections`. It records the requests, and responds with 200. */
export class ConnectionsServer {
  readonly requests: ReceivedRequest[] = [];
  /** Returns the response to a request. */
  respond: (request: ReceivedRequest) => ServerResponse | Promise<ServerResponse> = () => ({ status: 200 });
  readonly #server: Server;

  constructor() {
    this.#server = createServer(async (request, response) => {
      const { method = "", url = "", headers } = request;
      const received = {
        method,
        path: url,
        body: await text(request),
        authorization: headers.authorization ?? "",
      };
      this.requests.push(received);
      const { status, error, body = "" } = await this.respond(received);
      if (status === NO_RESPONSE) request.socket.destroy();
      else response.writeHead(status, error === undefined ? {} : { "x-amzn-ErrorType": error }).end(body);
    });
  }

  /** Starts the server. Returns the URL of the stage. */
  async start(): Promise<string> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/live`;
  }

  /** Removes the requests, and responds with 200 again. */
  reset(): void {
    this.requests.length = 0;
    this.respond = () => ({ status: 200 });
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }
}

/** Environment variables of a function that sends its requests to a server. */
export function connectionsEnvironment(url: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI: url,
    AWS_REGION: "eu-central-1",
    AWS_ACCESS_KEY_ID: "AKIAEXAMPLE",
    AWS_SECRET_ACCESS_KEY: "secret",
    // On Node 20, the AWS SDK would print a warning that it will drop support for this version.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
  };
}
