import { WEBSOCKET_API_QUOTAS } from "#aws";
import type { DevBundle, DevBundles } from "#bundle";
import {
  createAuthorizer,
  createCallAuthorizer,
  createRestAuthorizer,
  createWebSocketAuthorizer,
} from "./authorizers";
import { startLocalDynamoDb } from "./dynamodb";
import {
  addConnectionEndpoints,
  CONNECTIONS_ENDPOINT,
  createHttpApi,
  createRequestTrace,
  createRestApi,
  formatRequest,
  type Gateway,
  type GatewayParts,
  HTTP_API_EVENTS,
  KeyUsage,
  type RequestTrace,
  ResponseCache,
  WebSocketGateway,
} from "./gateway";
import {
  errorResponse,
  type GatewayRequest,
  type GatewayResponse,
  headerOf,
  newTraceId,
  type SendResponse,
  type Upgrade,
} from "./http";
import {
  createSampleEvent,
  findFunction,
  readPayload,
  type SampleEventKind,
  unknownFunction,
} from "./invoke";
import type { SigningKey } from "./issuer";
import { addIssuerRedirects, createIssuer, type Issuer, wellKnownDocument } from "./issuer";
import { LocalLambda } from "./lambda";
import type { LogBuffer } from "./log-history";
import type { Failed, FunctionResult, LambdaFunction, Model } from "./model";
import { type LocalSecrets, startLocalSecrets } from "./secrets";

export interface StackServerOptions {
  /** Absolute path of the project that contains the source files of the functions. */
  readonly project: string;
  /** Key that signs the tokens that the stack's emulated user pools issue. */
  readonly key: SigningKey;
  /** Folder where tables keep their items. Default: tables are in memory. */
  readonly dataDir?: string;
  /** True disables the timeout of functions, because a debugger may pause them. Default: false. */
  readonly inspect?: boolean;
  readonly logs: LogBuffer;
  /** Receives the trace of each request, after its log entries. Default: requests are not traced. */
  readonly onTrace?: (trace: RequestTrace) => void;
  /** Returns the local URL of an API without a stage; `undefined` if the API has none. */
  readonly urlOf: (apiAddress: string) => string | undefined;
  /** Limits of WebSocket connections, in seconds. Default: those of AWS. */
  readonly idleTimeoutSeconds?: number;
  readonly connectionSeconds?: number;
  /** Bundles that run instead of zips, by the absolute path of the zip. Default: every function runs its zip. */
  readonly devBundles?: Promise<DevBundles>;
}

type LocalDynamoDb = Awaited<ReturnType<typeof startLocalDynamoDb>>;

/** Emulated services that functions call. */
interface LocalServices {
  readonly dynamoDb: LocalDynamoDb;
  readonly secrets: LocalSecrets;
}

/** Emulation of one stack: a gateway for each API, and the stack's functions, tables and token issuer. */
export class StackServer {
  readonly #options: StackServerOptions;
  readonly #dynamoDb: LocalDynamoDb;
  readonly #secrets: LocalSecrets;
  readonly #lambda: LocalLambda;
  readonly #cache = new ResponseCache();
  #model: Model;
  #issuer: Issuer;
  #gateways: ReadonlyMap<string, Gateway>;
  /** Gateways of WebSocket APIs by Terraform address. They keep their connections when the stack changes. */
  readonly #webSocketGateways = new Map<string, WebSocketGateway>();

  static async start(model: Model, options: StackServerOptions): Promise<StackServer> {
    const dynamoDb = await startLocalDynamoDb(model.tables, { dataDir: options.dataDir });
    const secrets = await startLocalSecrets(model.storedSecrets);
    try {
      return new StackServer(model, options, { dynamoDb, secrets }, await options.devBundles);
    } catch (error) {
      await Promise.all([dynamoDb.stop(), secrets.stop()]);
      throw error;
    }
  }

  private constructor(
    model: Model,
    options: StackServerOptions,
    { dynamoDb, secrets }: LocalServices,
    devBundles: DevBundles | undefined,
  ) {
    this.#options = options;
    this.#dynamoDb = dynamoDb;
    this.#secrets = secrets;
    this.#model = model;
    this.#lambda = new LocalLambda({
      functions: this.#addEndpoints(model),
      project: options.project,
      environment: createSharedEnvironment(dynamoDb.endpoint),
      defaultEnvironment: readEndpoints(secrets.endpoint),
      inspect: options.inspect,
      recordsSpans: options.onTrace !== undefined,
      devBundles,
      onLine: ({ address, text }) => options.logs.add("function", address, text),
    });
    for (const warning of dynamoDb.warnings) options.logs.add("note", "", warning);
    this.#issuer = createIssuer({ pools: model.userPools, key: options.key });
    this.#gateways = this.#serve(model);
  }

  get model(): Model {
    return this.#model;
  }

  get issuer(): Issuer {
    return this.#issuer;
  }

  get dynamoDbEndpoint(): string {
    return this.#dynamoDb.endpoint;
  }

  /**
   * Answers a request. In addition to its routes, each API serves the OpenID configuration and the
   * JWKS of the stack's user pools.
   * @param apiAddress Terraform address of the API whose port received the request
   */
  async handle(apiAddress: string, request: GatewayRequest, send: SendResponse): Promise<void> {
    const document = wellKnownDocument(this.#issuer, request.path, headerOf(request, "host") ?? "localhost");
    const gateway = this.#gateways.get(apiAddress) ?? this.#webSocketGateways.get(apiAddress);
    try {
      if (document) send(jsonResponse(document));
      else if (gateway) await gateway.handle(request, send);
      else send(errorResponse(404, "this API was removed from the stack"));
    } catch (error) {
      this.#logInternalError(apiAddress, error);
      send(errorResponse(500, "internal error of the local gateway"));
    }
  }

  /**
   * Opens or rejects a WebSocket connection. The returned promise never rejects.
   * @param apiAddress Terraform address of the API whose port received the request
   */
  async connect(apiAddress: string, upgrade: Upgrade): Promise<void> {
    const gateway = this.#webSocketGateways.get(apiAddress);
    if (gateway) await gateway.connect(upgrade);
    else upgrade.reject(errorResponse(404, "this API was removed from the stack"));
  }

  /** Closes all WebSocket connections, and waits for their `$disconnect` routes. */
  async closeConnections(): Promise<void> {
    await Promise.all([...this.#webSocketGateways.values()].map((gateway) => gateway.stop()));
  }

  /**
   * Invokes a function without a request to an API.
   * @throws LocalError if the stack has no such function
   */
  async invoke(name: string, event: unknown): Promise<FunctionResult> {
    const { address, arn } = this.#findFunction(name);
    const traceHeader = `Root=${newTraceId(Date.now())}`;
    const result = await this.#lambda.invoke(address, arn, JSON.stringify(event), traceHeader);
    if (!result.isSuccess) return result;
    const { json, requestId } = result;
    return { isSuccess: true, value: readPayload(json), requestId };
  }

  /**
   * Loads the code of a function without an invocation.
   * @returns the error that prevented the function from being loaded, or `undefined`
   * @throws LocalError if the stack has no such function
   */
  async initialize(name: string): Promise<Failed | undefined> {
    return this.#lambda.initialize(this.#findFunction(name).address);
  }

  /**
   * Creates an event for a function. See {@link createSampleEvent}.
   * @throws LocalError if the stack has no such function
   */
  sampleEvent(name: string, kind: SampleEventKind, body?: string): object {
    return createSampleEvent(kind, { model: this.#model, fn: this.#findFunction(name), body });
  }

  #findFunction(name: string): LambdaFunction {
    const { functions, functionErrors } = this.#model;
    const fn = findFunction([...functions.values()], name);
    if (fn) return fn;
    const broken = [...functionErrors.keys()].map((address) => ({ address, name: address }));
    const match = findFunction(broken, name);
    if (match) throw functionErrors.get(match.address);
    throw unknownFunction([...functions.values(), ...broken], name);
  }

  /**
   * Replaces the model. Requests in progress keep the routes and authorizers of the previous model.
   * @param devBundles bundles that run instead of zips. Default: every function runs its zip
   */
  async update(model: Model, devBundles?: DevBundles): Promise<void> {
    for (const warning of await this.#dynamoDb.update(model.tables)) {
      this.#options.logs.add("note", "", warning);
    }
    this.#secrets.update(model.storedSecrets);
    this.#lambda.replace(this.#addEndpoints(model), devBundles);
    this.#issuer = createIssuer({ pools: model.userPools, key: this.#options.key });
    this.#gateways = this.#serve(model);
    this.#cache.clear();
    const known = new Set(listMessages(this.#model));
    this.#model = model;
    for (const message of listMessages(model).filter((line) => !known.has(line))) {
      this.#options.logs.add("note", "", message);
    }
  }

  /**
   * Replaces the code of functions with a rebuilt bundle, and empties the cache of responses. Pass this bundle to
   * later calls of {@link update} too, because an update without it restores the previous code.
   * @param zipFile absolute path of the zip; every function with this zip runs the bundle
   */
  deployDevBundle(zipFile: string, bundle: DevBundle): void {
    this.#lambda.deployDevBundle(zipFile, bundle);
    this.#cache.clear();
  }

  async stop(): Promise<void> {
    await Promise.all([this.#lambda.stop(), this.#dynamoDb.stop(), this.#secrets.stop()]);
  }

  /** Serves the APIs of a model. All of them count the requests of an API key together. */
  #serve(model: Model): Map<string, Gateway> {
    const usage = new KeyUsage();
    this.#updateWebSocketGateways(model, usage);
    return this.#createGateways(model, usage);
  }

  /** URL of the DynamoDB that integrations call. */
  get #tablesEndpoint(): string {
    return process.env.AWS_ENDPOINT_URL_DYNAMODB || this.#dynamoDb.endpoint;
  }

  #createGateways({ apis, accountId, region }: Model, usage: KeyUsage): Map<string, Gateway> {
    const lambda = this.#lambda;
    const { logs, onTrace } = this.#options;
    const isTraced = onTrace !== undefined;
    const issuer = this.#issuer;
    const authorizeHttp = createAuthorizer({ issuer, lambda, events: HTTP_API_EVENTS });
    const authorizeRest = createRestAuthorizer({ issuer, lambda });
    const dynamoDbEndpoint = this.#tablesEndpoint;
    const gateways = apis.map((api) => {
      const onRequest: GatewayParts["onRequest"] = (record, accessLog) => {
        logs.add("request", api.address, formatRequest(record));
        if (accessLog !== undefined) logs.add("access", api.address, accessLog);
        if (record.span) onTrace?.(createRequestTrace(record, record.span));
      };
      const parts = { accountId, region, lambda, onRequest, isTraced };
      const gateway =
        api.kind === "REST"
          ? createRestApi({
              ...parts,
              api,
              authorize: authorizeRest,
              cache: this.#cache,
              dynamoDbEndpoint,
              usage,
            })
          : createHttpApi({ ...parts, api, authorize: authorizeHttp });
      return [api.address, gateway] as const;
    });
    return new Map(gateways);
  }

  /** Returns the functions, whose requests to WebSocket connections and to user pools then reach this process. */
  #addEndpoints(model: Model): Model["functions"] {
    const hasOther = [CONNECTIONS_ENDPOINT, "AWS_ENDPOINT_URL"].some(
      (name) => process.env[name] !== undefined,
    );
    const { urlOf } = this.#options;
    const functions = addConnectionEndpoints(model, urlOf, !hasOther);
    const urls = [...model.apis, ...model.webSocketApis].map(({ address }) => urlOf(address));
    const url = urls.find((candidate) => candidate !== undefined);
    return addIssuerRedirects(functions, model.userPools, url?.replace(/^ws/, "http"));
  }

  #updateWebSocketGateways(
    { webSocketApis, functionRoles, accountId, region }: Model,
    usage: KeyUsage,
  ): void {
    const lambda = this.#lambda;
    const { logs, idleTimeoutSeconds, connectionSeconds } = this.#options;
    const limits = toLimits(idleTimeoutSeconds, connectionSeconds);
    const authorize = createWebSocketAuthorizer({ lambda });
    for (const { address } of webSocketApis) {
      if (this.#webSocketGateways.has(address)) continue;
      const onError = (error: unknown) => this.#logInternalError(address, error);
      this.#webSocketGateways.set(address, new WebSocketGateway(limits, onError));
    }
    for (const [address, gateway] of this.#webSocketGateways) {
      const api = webSocketApis.find((candidate) => candidate.address === address);
      const onEvent = (line: string, accessLog: string | undefined) => {
        logs.add("request", address, line);
        if (accessLog !== undefined) logs.add("access", address, accessLog);
      };
      const roleOf = (functionName: string) => functionRoles.get(functionName);
      gateway.update(
        api && {
          api,
          accountId,
          region,
          lambda,
          dynamoDbEndpoint: this.#tablesEndpoint,
          usage,
          authorize,
          authorizeCall: createCallAuthorizer({ accountId, region, executionArn: api.executionArn, roleOf }),
          onEvent,
        },
      );
    }
  }

  #logInternalError(apiAddress: string, error: unknown): void {
    const text = `internal error of the local gateway: ${(error as Error).stack}`;
    this.#options.logs.add("note", apiAddress, text);
  }
}

function toLimits(
  idleTimeoutSeconds: number = WEBSOCKET_API_QUOTAS.idleSeconds,
  connectionSeconds: number = WEBSOCKET_API_QUOTAS.connectionSeconds,
) {
  return { idleMs: idleTimeoutSeconds * 1000, durationMs: connectionSeconds * 1000 };
}

function listMessages({ warnings, notes }: Model): readonly string[] {
  return [...warnings.map((warning) => `not emulated: ${warning}`), ...notes];
}

function jsonResponse(document: object): GatewayResponse {
  const body = Buffer.from(JSON.stringify(document));
  return { status: 200, headers: [["content-type", "application/json"]], body };
}

/**
 * Returns the endpoints of AWS services that this process has in its environment. Secrets Manager and SSM are emulated,
 * unless the environment has an endpoint for all services.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 */
function readEndpoints(secretsEndpoint: string): Record<string, string> {
  const names = Object.keys(process.env).filter((name) => /^AWS_ENDPOINT_URL(_|$)/.test(name));
  const emulated = {
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsEndpoint,
    AWS_ENDPOINT_URL_SSM: secretsEndpoint,
  };
  return {
    ...(process.env.AWS_ENDPOINT_URL === undefined && emulated),
    ...Object.fromEntries(names.map((name) => [name, process.env[name] ?? ""])),
  };
}

/**
 * Returns the environment variables that every function gets in addition to those of Lambda: the endpoint of
 * the local DynamoDB, unless this process has another endpoint in its environment, and the setting that disables a
 * misleading warning.
 */
function createSharedEnvironment(dynamoDbEndpoint: string): Record<string, string> {
  return {
    ...(process.env.AWS_ENDPOINT_URL_DYNAMODB === undefined && {
      AWS_ENDPOINT_URL_DYNAMODB: dynamoDbEndpoint,
    }),
    // The AWS SDK prints a warning when it runs on a Node version that it will soon stop supporting. Locally
    // the warning would be misleading, because functions run on this process's Node version, not on their
    // `runtime`.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
  };
}
