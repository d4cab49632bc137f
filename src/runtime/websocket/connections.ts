import type { SentBodyOf, SocketEvent } from "#contract";
import { endpointOf, requireEndpoint } from "./endpoint";
import { checkSentBody, writeFrame } from "./frame";
import { isOutsideLambda, type SocketLambdaEvent } from "./lambda-event";
import type { ConnectionState, ManagementClient } from "./management-client";

/** Arguments after an event: its body, and others. An event without a body needs no argument for it. */
type BodyArguments<Event extends SocketEvent, Others extends readonly unknown[] = []> =
  undefined extends SentBodyOf<Event>
    ? [body?: SentBodyOf<Event>, ...Others]
    : [body: SentBodyOf<Event>, ...Others];

/** Options of {@link SocketConnections.broadcast}. */
export interface BroadcastOptions {
  /** Maximum number of requests at the same time: 1 to 50, because the AWS SDK opens at most 50 sockets. Default: 20. */
  readonly concurrency?: number;
}

/** Result of {@link SocketConnections.broadcast}. */
export interface BroadcastResult {
  /** Number of connections that received the event. */
  readonly sent: number;
  /** IDs of the connections that no longer exist. Remove them from your table. */
  readonly gone: readonly string[];
  /** Connections to which the event could not be sent, such as after several 429 responses, each with its error. */
  readonly failed: readonly { readonly connectionId: string; readonly error: Error }[];
}

/** Open connections of a WebSocket API, to which a function sends events. */
export interface SocketConnections {
  /**
   * Sends an event to a connection.
   *
   * @returns true, or false if the connection no longer exists
   * @throws Error if the ID is not a string, if the frame has more than 128 KB, if the function may not send it, or if API
   * Gateway rejects it after three attempts
   */
  send<const Event extends SocketEvent>(
    connectionId: string,
    event: Event,
    ...body: BodyArguments<Event>
  ): Promise<boolean>;
  /**
   * Sends an event to several connections. An ID that occurs twice receives the event once. An error of one connection does
   * not affect the others.
   *
   * @throws Error if an ID is not a string, or if the frame has more than 128 KB
   */
  broadcast<const Event extends SocketEvent>(
    connectionIds: readonly string[] | ReadonlySet<string>,
    event: Event,
    ...bodyAndOptions: BodyArguments<Event, [options?: BroadcastOptions]>
  ): Promise<BroadcastResult>;
  /** Returns the state of a connection, or `undefined` if the connection no longer exists. */
  get(connectionId: string): Promise<ConnectionState | undefined>;
  /** Closes a connection. Returns false if it is already closed. */
  close(connectionId: string): Promise<boolean>;
}

const DEFAULT_CONCURRENCY = 20;

/** Clients by their endpoint. They keep their sockets open for the next event. */
const clients = new Map<string, ManagementClient>();

/** Returns the client of an endpoint. The AWS SDK is loaded here, because most invocations send no event. */
function clientOf(endpoint: string): ManagementClient {
  const existing = clients.get(endpoint);
  if (existing) return existing;
  const { ManagementClient } = loadClientModule();
  const client = new ManagementClient(endpoint);
  clients.set(endpoint, client);
  return client;
}

function loadClientModule(): typeof import("./management-client") {
  return require("./management-client");
}

/** Connections of the API at one endpoint. */
class EndpointConnections implements SocketConnections {
  readonly #endpoint: () => string;
  readonly #isValidated: boolean;

  /**
   * @param endpoint returns the endpoint when it is needed. Its errors do not affect handlers that send nothing
   * @param isValidated true to validate the bodies of events
   */
  constructor(endpoint: () => string, isValidated: boolean) {
    this.#endpoint = endpoint;
    this.#isValidated = isValidated;
  }

  async send(connectionId: string, event: SocketEvent, body?: unknown): Promise<boolean> {
    checkIds([connectionId]);
    const frame = await this.#write(event, body);
    return clientOf(this.#endpoint()).post(connectionId, frame);
  }

  async broadcast(
    connectionIds: readonly string[] | ReadonlySet<string>,
    event: SocketEvent,
    body?: unknown,
    { concurrency = DEFAULT_CONCURRENCY }: BroadcastOptions = {},
  ): Promise<BroadcastResult> {
    if (!(Number.isInteger(concurrency) && concurrency >= 1 && concurrency <= 50))
      throw new Error(`broadcast: concurrency is ${concurrency}; expected an integer from 1 to 50`);
    const ids = checkIds(connectionIds);
    const frame = await this.#write(event, body);
    const outcomes = await mapConcurrently(ids, concurrency, (id) =>
      clientOf(this.#endpoint())
        .post(id, frame)
        .catch((error: Error) => error),
    );
    return {
      sent: outcomes.filter((outcome) => outcome === true).length,
      gone: ids.filter((_, index) => outcomes[index] === false),
      failed: outcomes.flatMap((error, index) =>
        typeof error === "object" ? [{ connectionId: ids[index] as string, error }] : [],
      ),
    };
  }

  async get(connectionId: string): Promise<ConnectionState | undefined> {
    return clientOf(this.#endpoint()).get(connectionId);
  }

  async close(connectionId: string): Promise<boolean> {
    return clientOf(this.#endpoint()).delete(connectionId);
  }

  async #write({ event, body: schema }: SocketEvent, body: unknown): Promise<string> {
    if (!event) throw new Error("the contract is not an event; expected a value from event()");
    const contract = `event "${event}"`;
    if (schema && this.#isValidated) await checkSentBody(contract, schema, body);
    return writeFrame(contract, { event, body: schema && body });
  }
}

/**
 * Returns the IDs of connections, each of them once. The compiler does not check an ID that is read from a table.
 * @throws Error if an ID is not a string, or is empty
 */
function checkIds(connectionIds: readonly string[] | ReadonlySet<string>): string[] {
  // A string is iterable, too: its letters would be the IDs.
  if (typeof connectionIds === "string") throw new Error("connectionIds is a string; expected a list of IDs");
  const ids = [...connectionIds];
  const index = ids.findIndex((id) => typeof id !== "string" || id === "");
  if (index === -1) return [...new Set(ids)];
  throw new Error(
    `connection ID ${index + 1} of ${ids.length} is ${JSON.stringify(ids[index])}; expected a string. Check the name of the attribute that contains it.`,
  );
}

/**
 * Returns the connections of a WebSocket API for a function outside of this API, such as that of an HTTP route or of a
 * queue. The handlers of messages and of `$disconnect` receive their connections as an argument.
 *
 * The function needs the permission `execute-api:ManageConnections`: call `grantManageConnections(fn)` of the
 * `WebSocketApi`.
 *
 * @param url `managementUrl` of the `WebSocketApi`. Default: the environment variable
 * `AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI`, which the AWS SDK reads, too. The local gateway sets it if the stack has one
 * WebSocket API
 * @throws Error if there is no URL, or if it is no URL of `@connections`
 * @example
 * const channelClosed = event("channelClosed");
 * const clients = connections("https://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com/live");
 * async function closeChannel(connectionIds: string[]): Promise<void> {
 *   const { gone } = await clients.broadcast(connectionIds, channelClosed);
 * }
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html
 */
export function connections(url?: string): SocketConnections {
  requireEndpoint(url);
  // Read the variable again for each request, because a test can change it after the start of the function.
  return new EndpointConnections(() => requireEndpoint(url), isOutsideLambda());
}

/**
 * Returns the connections of the API that has sent an event.
 * @param isValidated true to validate the bodies of events
 */
export function connectionsOf(event: SocketLambdaEvent, isValidated: boolean): SocketConnections {
  return new EndpointConnections(() => endpointOf(event), isValidated);
}

/** Sends a frame to the connection of an event. Returns false if the connection no longer exists. */
export async function postFrame(event: SocketLambdaEvent, frame: string): Promise<boolean> {
  return clientOf(endpointOf(event)).post(event.requestContext.connectionId, frame);
}

/** Calls a function for each item, for at most `concurrency` items at the same time. Returns the results in order. */
async function mapConcurrently<Item, Result>(
  items: readonly Item[],
  concurrency: number,
  map: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results = new Array<Result>(items.length);
  const queue = items.entries();
  const work = async () => {
    for (const [index, item] of queue) results[index] = await map(item);
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, items.length) }, work));
  return results;
}
