import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { json } from "node:stream/consumers";

/**
 * Error that DynamoDB returned. Its `name` is the error code of DynamoDB, such as
 * `ResourceNotFoundException`.
 */
export class DynamoDbError extends Error {
  constructor({ __type = "", message = "" }: ErrorBody) {
    super(message);
    this.name = __type.replace(/^.*#/, "");
  }
}

interface ErrorBody {
  readonly __type?: string;
  readonly message?: string;
}

/**
 * Client of the local DynamoDB. It uses DynamoDB's low-level HTTP API, because the first response then
 * arrives three times as fast as with `fetch`, and five times as fast as with the AWS SDK, which takes time
 * to load.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.LowLevelAPI.html
 */
export class LocalDynamoDbClient {
  readonly #endpoint: string;
  readonly #authorization: string;

  constructor(endpoint: string, authorization: string) {
    this.#endpoint = endpoint;
    this.#authorization = authorization;
  }

  /**
   * Calls an operation, such as `ListTables`.
   *
   * @throws DynamoDbError if DynamoDB rejects the request
   */
  async call<Output>(operation: string, input: object): Promise<Output> {
    const response = await this.#post(`DynamoDB_20120810.${operation}`, JSON.stringify(input));
    const output = await json(response);
    if (response.statusCode === 200) return output as Output;
    throw new DynamoDbError(output as ErrorBody);
  }

  async #post(target: string, body: string): Promise<IncomingMessage> {
    const headers = {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": target,
      "x-amz-date": new Date().toISOString(),
      authorization: this.#authorization,
    };
    // Without an agent, no idle connection stays open after the response.
    const sentRequest = request(this.#endpoint, { method: "POST", headers, agent: false }).end(body);
    const [response] = await once(sentRequest, "response");
    return response;
  }
}
