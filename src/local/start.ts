import path from "node:path";
import type { DevBundle, DevBundles } from "#bundle";
import { errorMessage } from "#error";
import { findProjectRoot } from "#project-root";
import { type SynthesizableStack, stackDir } from "#synth";
import { readSynthesizedStack, type SynthesizedStack } from "#terraform";
import type { RequestTrace } from "./gateway";
import { checkPort, type Listener, openListeners } from "./http";
import type { SampleEventKind } from "./invoke";
import { createToken, type SigningKey, sharedKey, type TokenOptions } from "./issuer";
import { LogBuffer, type LogEntry } from "./log-history";
import {
  type ApiKeyModel,
  ENV_FILE,
  type Failed,
  type FunctionResult,
  LocalError,
  listServedApis,
  type Model,
  readEnvFile,
  readModel,
  type ServedApi,
  selectApiKey,
} from "./model";
import { StackServer } from "./stack-server";

export interface StartLocalOptions {
  /** Stack to serve. Its app is synthesized first. Set either `stack` or `dir`. */
  readonly stack?: SynthesizableStack;
  /**
   * Folder of a synthesized stack, with Terraform JSON and zips: `cdktf.out/stacks/products-dev`. Set either
   * `stack` or `dir`.
   */
  readonly dir?: string;
  /** Port of the first API; further APIs use the following ports. Default: 0, any free port. */
  readonly port?: number;
  /** Address to bind. Default: `127.0.0.1`, which only this computer can reach. */
  readonly host?: string;
  /** Folder where tables keep their items. Default: tables are in memory. */
  readonly dataDir?: string;
  /** True disables the timeout of functions, because a debugger may pause them. Default: false. */
  readonly inspect?: boolean;
  /**
   * True rejects a stack with a part that is not emulated, or with an unknown value in its settings. Default: false;
   * `warnings` and `notes` list them, and requests that need a part that is not emulated get status 501.
   */
  readonly strict?: boolean;
  /**
   * File with values for environment variables of functions, in lines `NAME=value` or `FUNCTION.NAME=value`, and of
   * secrets and parameters, in lines `secret:NAME=value` or `parameter:NAME=value`. It is read again by `reload()`. A file
   * that does not exist has no values. Default: none.
   */
  readonly envFile?: string;
  /**
   * Key that signs the tokens of the stack's user pools. Default: a key that is generated once and shared by
   * all local gateways of this process.
   */
  readonly key?: SigningKey;
  /**
   * Receives every log entry: requests, function output, notes. `logs()` returns the last entries even if
   * `onLog` is not set.
   */
  readonly onLog?: (entry: LogEntry) => void;
  /**
   * Receives the durations of the parts of each request, after the log entries of the request. Default: requests are not
   * traced. Tracing makes requests slightly slower.
   */
  readonly onTrace?: (trace: RequestTrace) => void;
  /**
   * Time without a message after which a WebSocket connection is closed, in seconds. Default: 600, as on AWS. A test can
   * shorten it.
   */
  readonly idleTimeoutSeconds?: number;
  /** Longest time that a WebSocket connection is open, in seconds. Default: 7200, as on AWS. A test can shorten it. */
  readonly connectionSeconds?: number;
  /**
   * Bundles that run instead of the zips, by the absolute path of the zip. Requests wait until the bundles are built.
   * Default: every function runs its zip.
   */
  readonly devBundles?: Promise<DevBundles>;
}

/** Running local gateway that serves the HTTP APIs, REST APIs and WebSocket APIs of one stack. */
export interface LocalServer {
  /** URL of the first API, without a trailing slash: `http://127.0.0.1:3000`. See {@link LocalServer.urls}. */
  readonly url: string;
  /**
   * URL of each API, by its Terraform address: `aws_apigatewayv2_api.api`. The URL of a REST API contains its first
   * stage: `http://127.0.0.1:3000/dev`. That of a WebSocket API does too: `ws://127.0.0.1:3001/dev`.
   */
  readonly urls: ReadonlyMap<string, string>;
  /** Endpoint of the local DynamoDB, for a client in a test: `http://127.0.0.1:51234`. */
  readonly dynamoDbEndpoint: string;
  /**
   * Routes and resources that are not emulated, each with the reason: `GET /queue (aws_apigatewayv2_integration.queue:
   * integration_subtype is …)`, `schedule daily (schedules do not …)`.
   */
  readonly warnings: readonly string[];
  /**
   * Messages about values that differ from those on AWS, such as an environment variable with a placeholder. Each names
   * the resource, the value and the fix.
   */
  readonly notes: readonly string[];
  /**
   * Issues an access token or an ID token of one of the stack's user pools.
   * @throws InvalidTokenRequest if the stack does not have a requested pool, scope, group or client
   */
  token(options?: TokenOptions): Promise<string>;
  /**
   * Returns the value of an API key for the header `x-api-key`.
   *
   * @param name name of the key on AWS (`products-dev-gold-acme`), the end of this name (`acme`), or its Terraform address
   * @throws LocalError if no key of the stack has the name, or if several keys have it
   */
  apiKey(name: string): string;
  /**
   * Invokes a function once, without a request to an API, for example the worker of a queue.
   *
   * @param name name in Terraform (`create-product`), Terraform address, or name on AWS
   * @param event event for the handler, a JSON value. Default: `{}`
   * @returns the value that the handler returned, or the error that it threw
   * @throws LocalError if the stack has no such function
   */
  invoke(name: string, event?: unknown): Promise<FunctionResult>;
  /**
   * Loads the code of a function in a new environment, without an invocation.
   * @param name name of the function, as in `invoke`
   * @returns the error that prevented the code from being loaded, or `undefined`
   * @throws LocalError if the stack has no such function
   */
  initialize(name: string): Promise<Failed | undefined>;
  /**
   * Creates an event in the form in which the service sends it to a function.
   *
   * - `http`: request to the first route of the function. The value of each path parameter is the name of the parameter
   * - `connect`: handshake of a connection to a WebSocket API, without a query
   * - `message`: message to a WebSocket API, for the first route of the function or for the one that the body selects
   * - `disconnect`: connection that the client has closed
   * - `sqs`: batch with one message of a queue
   * - `schedule`: event of a schedule of EventBridge Scheduler that has no `input`
   *
   * @param name name of the function, as in `invoke`
   * @param body body of the request or of the message. Default: none for a request, `{}` for a message of a queue, and the
   * key of the route for a message of a WebSocket API, such as `{"action":"sendMessage"}`
   * @throws LocalError if the stack has no such function, or if no route of this kind invokes it
   */
  sampleEvent(name: string, kind: SampleEventKind, body?: string): object;
  /** Returns the last log entries: 10,000, or fewer if they are long. */
  logs(): readonly LogEntry[];
  /**
   * Reads the folder of the stack again and serves the changed stack. Tables keep their items.
   * @param devBundles bundles that run instead of the zips. Default: every function runs its zip
   * @throws LocalError if the changed stack cannot be emulated; the gateway then still serves the previous
   * stack
   */
  reload(devBundles?: DevBundles): Promise<void>;
  /**
   * Replaces the code of functions with a rebuilt bundle. Pass this bundle to later calls of `reload` too, because a
   * reload without it restores the previous code.
   * @param zipFile absolute path of the zip; every function with this zip runs the bundle
   */
  deployDevBundle(zipFile: string, bundle: DevBundle): void;
  /**
   * Closes WebSocket connections with the code 1001 and runs their `$disconnect` routes. Then closes the ports, stops the
   * worker threads and the local DynamoDB, and removes temporary files.
   */
  stop(): Promise<void>;
}

/**
 * Serves a stack's HTTP APIs, REST APIs and WebSocket APIs locally, from its synthesized Terraform JSON: routes, authorizers,
 * CORS, throttles, functions, DynamoDB tables and tokens.
 *
 * A route that is not emulated responds with status 501. `warnings` of the result lists these routes.
 *
 * @throws LocalError if a port is not available, AWS would reject the stack, or no API of the stack is emulated. With
 * `strict`, also if another part of the stack is not emulated. The error lists all reasons. Nothing keeps running after
 * an error.
 */
export async function startLocal(options: StartLocalOptions): Promise<LocalServer> {
  rejectEmpty(options);
  const dir = resolveDir(options);
  const synthesized = readSynthesizedStack(dir);
  const { host = "127.0.0.1", port = 0 } = options;
  const listeners = await toLocalError(openListeners(listServedApis(synthesized), host, port));
  try {
    const running = await startServer(synthesized, listeners, options);
    return createLocalServer(dir, running, listeners, options);
  } catch (error) {
    await Promise.all(listeners.map((listener) => listener.close()));
    throw error;
  }
}

/**
 * Checks that the port of the first API is available, so that a command can report a port in use before it synthesizes.
 * @throws LocalError if the port or the host is not available
 */
export function requireFreePort(host: string, port: number): Promise<void> {
  return toLocalError(checkPort(host, port));
}

/** Waits for a result. @throws LocalError with the message of the error, if there is one */
async function toLocalError<Result>(result: Promise<Result>): Promise<Result> {
  try {
    return await result;
  } catch (error) {
    throw new LocalError([errorMessage(error)]);
  }
}

interface Running {
  readonly server: StackServer;
  readonly logs: LogBuffer;
}

async function startServer(
  synthesized: SynthesizedStack,
  listeners: readonly Listener[],
  options: StartLocalOptions,
): Promise<Running> {
  const { onLog, onTrace, dataDir, inspect, key, devBundles, idleTimeoutSeconds, connectionSeconds } =
    options;
  const logs = new LogBuffer(onLog);
  const model = readServedModel(synthesized, listeners, options);
  const server = await StackServer.start(model, {
    project: findProjectRoot(synthesized.dir) ?? process.cwd(),
    logs,
    dataDir,
    inspect,
    onTrace,
    urlOf: (address) => findUrl(listeners, address),
    idleTimeoutSeconds,
    connectionSeconds,
    key: key ?? (await sharedKey()),
    devBundles,
  });
  for (const listener of listeners) {
    listener.setHandlers({
      respond: (request, send) => server.handle(listener.address, request, send),
      upgrade: (upgrade) => void server.connect(listener.address, upgrade),
    });
  }
  return { server, logs };
}

function createLocalServer(
  dir: string,
  { server, logs }: Running,
  listeners: readonly Listener[],
  options: StartLocalOptions,
): LocalServer {
  let isStopped = false;
  // A closed listener has no URL.
  const apis = listeners.map(({ address, url }) => ({ address, url }));
  const listUrls = () => apis.map((api) => [api.address, urlOf(api, server.model)] as const);
  return {
    get url() {
      return listUrls()[0]?.[1] ?? "";
    },
    get urls() {
      return new Map(listUrls());
    },
    dynamoDbEndpoint: server.dynamoDbEndpoint,
    get warnings() {
      return server.model.warnings;
    },
    get notes() {
      return server.model.notes;
    },
    token: (request) => createToken(server.issuer, server.model, request),
    apiKey: (name) => selectApiKey(listApiKeys(server.model), name, `stack "${server.model.name}"`).value,
    invoke: (name, event = {}) => server.invoke(name, event),
    initialize: (name) => server.initialize(name),
    sampleEvent: (name, kind, body) => server.sampleEvent(name, kind, body),
    logs: () => logs.last(),
    reload: async (devBundles) => {
      if (isStopped) throw new LocalError(["The local gateway is stopped. Start a new one."]);
      const synthesized = readSynthesizedStack(dir);
      requireListeners(listeners, listServedApis(synthesized));
      await server.update(readServedModel(synthesized, listeners, options), devBundles);
    },
    deployDevBundle: (zipFile, bundle) => server.deployDevBundle(zipFile, bundle),
    stop: async () => {
      isStopped = true;
      await server.closeConnections();
      await Promise.all(listeners.map((listener) => listener.close()));
      await server.stop();
    },
  };
}

function readServedModel(
  synthesized: SynthesizedStack,
  listeners: readonly Listener[],
  { strict, envFile }: StartLocalOptions,
): Model {
  return readModel(synthesized, (address) => findUrl(listeners, address), {
    isStrict: strict,
    envFile: readEnvFile(envFile, path.basename(envFile ?? ENV_FILE)),
  });
}

/** Returns the API keys of a stack. Each REST API has all of them. */
function listApiKeys({ apis }: Model): readonly ApiKeyModel[] {
  const api = apis.find(({ kind }) => kind === "REST");
  return api?.kind === "REST" ? api.apiKeys : [];
}

/** Returns the URL of an API. The URL of a REST API or of a WebSocket API contains its first stage. */
function urlOf({ address, url }: Pick<Listener, "address" | "url">, { apis, webSocketApis }: Model): string {
  const api = [...apis.filter(({ kind }) => kind === "REST"), ...webSocketApis].find(
    (candidate) => candidate.address === address,
  );
  const [stage] = api?.stages ?? [];
  return stage ? `${url}/${stage.name}` : url;
}

/** Returns the local URL of an API without a stage; `undefined` if the API is not emulated. */
function findUrl(listeners: readonly Listener[], address: string): string | undefined {
  return listeners.find((listener) => listener.address === address)?.url;
}

/** @throws LocalError if one of the APIs has no port, because it was added after the start */
function requireListeners(listeners: readonly Listener[], apis: readonly ServedApi[]): void {
  const added = apis.filter(({ address }) => findUrl(listeners, address) === undefined);
  if (added.length === 0) return;
  throw new LocalError(
    added.map(({ address }) => `${address}: the API is new and has no port. Restart the local gateway.`),
  );
}

/**
 * Rejects empty options. Without this check, an empty `host` would mean every network interface, an empty
 * `dir` the current folder, and an empty `dataDir` tables in memory.
 */
function rejectEmpty({ host, dir, dataDir, envFile }: StartLocalOptions): void {
  const empty = Object.entries({ host, dir, dataDir, envFile }).filter(([, value]) => value === "");
  if (empty.length > 0)
    throw new LocalError(empty.map(([name]) => `${name} is empty; expected ${EXPECTED[name]}`));
}

const EXPECTED: Readonly<Record<string, string>> = {
  host: "an address, such as 127.0.0.1",
  dir: "a folder of Terraform JSON",
  dataDir: "a folder. Omit dataDir to keep tables in memory",
  envFile: "the path of a file",
};

/**
 * Returns the folder of the stack to serve. If the options contain a `stack`, its app is synthesized first.
 * @throws LocalError if the options contain both `stack` and `dir`, or neither
 * @throws StackError if the stack is not in an App
 */
function resolveDir({ stack, dir }: StartLocalOptions): string {
  if ((stack === undefined) === (dir === undefined)) {
    throw new LocalError(["startLocal() expects either `stack` or `dir`. Pass exactly one."]);
  }
  return stackDir(stack ?? dir ?? "");
}
