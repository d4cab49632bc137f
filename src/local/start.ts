import type { DevBundle } from "#bundle";
import { errorMessage } from "#error";
import { type SynthesizableStack, stackDir } from "#synth";
import { readSynthesizedStack, type SynthesizedStack } from "#terraform";
import { type Listener, openListeners } from "./http";
import { createToken, type SigningKey, sharedKey, type TokenOptions } from "./issuer";
import { LogBuffer, type LogEntry } from "./log-buffer";
import { LocalError, listApis, readModel } from "./model";
import { StackServer } from "./stack-server";

export interface StartLocalOptions {
  /** A stack, which is synthesized with its application first. Either this or `dir`. */
  readonly stack?: SynthesizableStack;
  /** A folder of Terraform JSON with its zips: `cdktf.out/stacks/products-dev`. */
  readonly dir?: string;
  /** Of the first API; each further one has the next. Default: 0, any that is free. */
  readonly port?: number;
  /** What it listens on. Default: `127.0.0.1`, for this machine alone. */
  readonly host?: string;
  /** Where tables keep their data. Default: in memory. */
  readonly dataDir?: string;
  /** Whether functions may run as long as they like, for a debugger. Default: false. */
  readonly inspect?: boolean;
  /** What tokens are signed with. Default: a key of this process. */
  readonly key?: SigningKey;
  /** Told of every line: requests, functions' logs, what is wrong. Default: they are kept for `logs()` alone. */
  readonly onLog?: (line: LogEntry) => void;
}

/** A stack's HTTP APIs, served on this machine. */
export interface LocalServer {
  /** Of the first API, without a `/` at its end: `http://127.0.0.1:3000`. */
  readonly url: string;
  /** By the API's address: `aws_apigatewayv2_api.api`. */
  readonly urls: ReadonlyMap<string, string>;
  /** Where the tables are, for a client of DynamoDB. */
  readonly dynamoDbEndpoint: string;
  /** What is in the stack and not served, a line each. */
  readonly warnings: readonly string[];
  /** An access token of a user pool of the stack. @throws LocalError for what the pool does not have */
  token(options?: TokenOptions): Promise<string>;
  /** The last lines, 10,000 at most. */
  logs(): readonly LogEntry[];
  /**
   * Serves what the folder says now; tables keep their data.
   * @throws LocalError where that cannot be served, and serves on what it did
   */
  reload(): Promise<void>;
  /**
   * Runs what was built anew in the place of a function's zip, until the next `reload`.
   * @param zipFile absolute
   */
  deployDevBundle(zipFile: string, rebuilt: DevBundle): void;
  /** Ends all that was started, and leaves nothing behind. */
  stop(): Promise<void>;
}

/**
 * Serves a stack's HTTP APIs as AWS would, by its synthesized Terraform: routes, authorizers, CORS, throttles, functions
 * from their zips, DynamoDB tables, tokens.
 *
 * @throws LocalError with all that is on the path of requests and not served here; then nothing is left running
 */
export async function startLocal(options: StartLocalOptions): Promise<LocalServer> {
  const folder = servedFolder(options);
  const from = readSynthesizedStack(folder);
  const { host = "127.0.0.1", port = 0 } = options;
  const addresses = listApis(from).map(({ address }) => address);
  const listeners = await opened(addresses, host, port);
  try {
    const machine = await started(from, listeners, options);
    return local(folder, machine, listeners);
  } catch (error) {
    await Promise.all(listeners.map((one) => one.close()));
    throw error;
  }
}

async function opened(...where: Parameters<typeof openListeners>): Promise<readonly Listener[]> {
  try {
    return await openListeners(...where);
  } catch (error) {
    throw new LocalError([errorMessage(error)]);
  }
}

interface Running {
  readonly machine: StackServer;
  readonly lines: LogBuffer;
}

async function started(
  from: SynthesizedStack,
  listeners: readonly Listener[],
  { onLog, dataDir, inspect, key }: StartLocalOptions,
): Promise<Running> {
  const lines = new LogBuffer(onLog);
  const model = readModel(from, (address) => urlOf(listeners, address));
  const machine = await StackServer.start(model, {
    logs: lines,
    dataDir,
    inspect,
    key: key ?? (await sharedKey()),
  });
  for (const listener of listeners) {
    listener.setResponder((request) => machine.handle(listener.address, request));
  }
  return { machine, lines };
}

function local(folder: string, { machine, lines }: Running, listeners: readonly Listener[]): LocalServer {
  let isStopped = false;
  return {
    url: listeners[0]?.url ?? "",
    urls: new Map(listeners.map(({ address, url }) => [address, url])),
    dynamoDbEndpoint: machine.dynamoDbEndpoint,
    warnings: machine.model.warnings,
    token: (wish) => createToken(machine.issuer, machine.model, wish),
    logs: () => lines.last(),
    reload: async () => {
      if (isStopped) throw new LocalError(["the gateway has been stopped; start another"]);
      const from = readSynthesizedStack(folder);
      const endpointOf = (address: string) => urlOf(listeners, address);
      for (const { address } of listApis(from)) endpointOf(address);
      await machine.update(readModel(from, endpointOf));
    },
    deployDevBundle: (zipFile, rebuilt) => machine.deployDevBundle(zipFile, rebuilt),
    stop: async () => {
      isStopped = true;
      await Promise.all(listeners.map((one) => one.close()));
      await machine.stop();
    },
  };
}

function urlOf(listeners: readonly Listener[], address: string): string {
  const found = listeners.find((one) => one.address === address);
  if (found) return found.url;
  throw new LocalError([`${address} is new, and has no port yet; start again`]);
}

/** @throws LocalError for neither or both; StackError for a stack that is not in an App */
function servedFolder({ stack, dir }: StartLocalOptions): string {
  if ((stack === undefined) === (dir === undefined)) {
    throw new LocalError(["startLocal serves either a stack or a dir; give one of the two"]);
  }
  return stackDir(stack ?? dir ?? "");
}
