import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { type HeaderPairs, toPairs } from "./raw-http";

/** HTTP endpoint that a gateway forwards requests to. */
export interface Backend {
  readonly url: string;
  /**
   * Sets the request listener. `undefined` restores the default listener, which returns the request as JSON.
   */
  respondWith(listener: RequestListener | undefined): void;
}

/** Request that a {@link Backend} received. */
export interface ReceivedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: HeaderPairs;
  /** Body in base64. */
  readonly body: string;
}

/** Starts an HTTP server for the tests of a file. */
export function testBackend(): Backend {
  let listener: RequestListener = echoRequest;
  const server: Server = createServer((incoming, response) => listener(incoming, response));
  beforeAll(async () => {
    await once(server.listen(0, "127.0.0.1"), "listening");
  });
  afterEach(() => {
    listener = echoRequest;
  });
  afterAll(async () => {
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    await closed;
  });
  return {
    get url() {
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    },
    respondWith: (next = echoRequest) => {
      listener = next;
    },
  };
}

const echoRequest: RequestListener = async (incoming, response) => {
  const { method = "", url = "", rawHeaders } = incoming;
  const body = (await buffer(incoming)).toString("base64");
  const received: ReceivedRequest = { method, url, headers: toPairs(rawHeaders), body };
  response.end(JSON.stringify(received));
};
