import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { type Pairs, pairsOf } from "./raw-http";

/** An address behind a gateway. */
export interface Backend {
  readonly url: string;
  /** Answers from now on; `undefined` for the answer that tells the request, in JSON. */
  answers(listener: RequestListener | undefined): void;
}

/** What a {@link Backend} tells of a request. */
export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: Pairs;
  /** In base64. */
  readonly body: string;
}

/** An HTTP server while a file's tests run. */
export function backend(): Backend {
  let listener: RequestListener = tellRequest;
  const server: Server = createServer((incoming, response) => listener(incoming, response));
  beforeAll(async () => {
    await once(server.listen(0, "127.0.0.1"), "listening");
  });
  afterEach(() => {
    listener = tellRequest;
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
    answers: (given = tellRequest) => {
      listener = given;
    },
  };
}

const tellRequest: RequestListener = async (incoming, response) => {
  const { method = "", url = "", rawHeaders } = incoming;
  const body = (await buffer(incoming)).toString("base64");
  const seen: Seen = { method, url, headers: pairsOf(rawHeaders), body };
  response.end(JSON.stringify(seen));
};
