import {
  ApiGatewayManagementApiClient,
  type ApiGatewayManagementApiServiceException,
  DeleteConnectionCommand,
  GetConnectionCommand,
  PostToConnectionCommand,
} from "@aws-sdk/client-apigatewaymanagementapi";

/** State of an open connection. */
export interface ConnectionState {
  readonly connectedAt: Date;
  /** Time of the last message in either direction. */
  readonly lastActiveAt: Date;
  readonly identity: { readonly sourceIp: string; readonly userAgent: string | undefined };
}

/** Time that a request may take before it is sent again, in milliseconds. The integration timeout is 29 s. */
const REQUEST_TIMEOUT_MS = 5000;
const CONNECT_TIMEOUT_MS = 2000;

/**
 * Client of `@connections`. The AWS SDK signs the requests, and sends a request up to three times if it fails with 429, 5xx
 * or without a response. This file is loaded only when a function sends its first message.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html
 */
export class ManagementClient {
  readonly #client: ApiGatewayManagementApiClient;
  readonly #endpoint: string;

  /** @param endpoint URL with the stage, without `/@connections` */
  constructor(endpoint: string) {
    this.#endpoint = endpoint;
    const region = regionOf(endpoint);
    this.#client = new ApiGatewayManagementApiClient({
      endpoint,
      ...(region && { region }),
      requestHandler: {
        connectionTimeout: CONNECT_TIMEOUT_MS,
        requestTimeout: REQUEST_TIMEOUT_MS,
        throwOnRequestTimeout: true,
      },
    });
  }

  /** Sends a frame. Returns false if the connection no longer exists. */
  async post(ConnectionId: string, Data: string): Promise<boolean> {
    const command = new PostToConnectionCommand({ ConnectionId, Data });
    return (await this.#unlessGone(ConnectionId, () => this.#client.send(command))) !== undefined;
  }

  /** Closes a connection. Returns false if it is already closed. */
  async delete(ConnectionId: string): Promise<boolean> {
    const command = new DeleteConnectionCommand({ ConnectionId });
    return (await this.#unlessGone(ConnectionId, () => this.#client.send(command))) !== undefined;
  }

  /** Returns the state of a connection, or `undefined` if it no longer exists. */
  async get(ConnectionId: string): Promise<ConnectionState | undefined> {
    const command = new GetConnectionCommand({ ConnectionId });
    const state = await this.#unlessGone(ConnectionId, () => this.#client.send(command));
    if (!state) return undefined;
    const { ConnectedAt, LastActiveAt, Identity } = state;
    return {
      connectedAt: ConnectedAt as Date,
      lastActiveAt: LastActiveAt as Date,
      identity: { sourceIp: `${Identity?.SourceIp}`, userAgent: Identity?.UserAgent },
    };
  }

  /** @throws Error that names the connection, the error of AWS and the fix */
  async #unlessGone<Output>(id: string, send: () => Promise<Output>): Promise<Output | undefined> {
    try {
      return await send();
    } catch (error) {
      const cause = error as Partial<ApiGatewayManagementApiServiceException> & Error;
      if (cause.$metadata?.httpStatusCode === 410) return undefined;
      const fix = fixOf(cause, this.#endpoint);
      throw new Error(`connection "${id}": ${cause.name}: ${cause.message}${fix && `. ${fix}`}`, { cause });
    }
  }
}

/**
 * Returns the Region of an endpoint, for which requests are signed. A function can send messages to an API in another
 * Region. The host of a custom domain contains no Region. Undefined if the AWS SDK must find the Region elsewhere.
 */
function regionOf(endpoint: string): string | undefined {
  const [, region = process.env.AWS_REGION] =
    /^https:\/\/[^/]+\.execute-api\.([a-z0-9-]+)\.[^/]/.exec(endpoint) ?? [];
  return region;
}

/** Returns the instruction for an error of AWS. */
function fixOf({ name }: Error, endpoint: string): string {
  if (name === "AccessDeniedException")
    return "Call grantManageConnections(fn) of the WebSocketApi with this function.";
  if (name === "ForbiddenException" || name === "NotFoundException")
    return `Check that ${endpoint} is the managementUrl of the WebSocketApi.`;
  return "";
}
