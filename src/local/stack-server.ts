import { LOCAL_CREDENTIALS } from "#aws";
import type { DevBundle } from "#bundle";
import { createAuthorizer } from "./authorizers";
import { startLocalDynamoDb } from "./dynamodb";
import { formatRequest, Gateway, HTTP_API_EVENTS } from "./gateway";
import { errorResponse, type GatewayRequest, type GatewayResponse, headerOf } from "./http";
import type { SigningKey } from "./issuer";
import { createIssuer, type Issuer, wellKnownDocument } from "./issuer";
import { LocalLambda } from "./lambda";
import type { LogBuffer } from "./log-buffer";
import type { Model } from "./model";

export interface StackServerOptions {
  readonly key: SigningKey;
  readonly dataDir?: string;
  readonly inspect?: boolean;
  readonly logs: LogBuffer;
}

type Database = Awaited<ReturnType<typeof startLocalDynamoDb>>;

/** What a stack is served by: its gateways, functions, tables and tokens. */
export class StackServer {
  readonly #options: StackServerOptions;
  readonly #tables: Database;
  readonly #lambda: LocalLambda;
  #model: Model;
  #issuer: Issuer;
  #gateways: ReadonlyMap<string, Gateway>;

  static async start(model: Model, options: StackServerOptions): Promise<StackServer> {
    const tables = await startLocalDynamoDb(model.tables, { dataDir: options.dataDir });
    return new StackServer(model, options, tables);
  }

  private constructor(model: Model, options: StackServerOptions, tables: Database) {
    this.#options = options;
    this.#tables = tables;
    this.#model = model;
    this.#lambda = new LocalLambda({
      functions: model.functions,
      project: process.cwd(),
      environment: environmentOf(model, tables.endpoint),
      inspect: options.inspect,
      onLine: ({ address, text }) => options.logs.add("function", address, text),
    });
    for (const note of tables.warnings) options.logs.add("note", "", note);
    this.#issuer = createIssuer({ pools: model.userPools, key: options.key });
    this.#gateways = this.#gatewaysOf(model);
  }

  get model(): Model {
    return this.#model;
  }

  get issuer(): Issuer {
    return this.#issuer;
  }

  get dynamoDbEndpoint(): string {
    return this.#tables.endpoint;
  }

  /** @param apiAddress of the API that the request came to */
  async handle(apiAddress: string, request: GatewayRequest): Promise<GatewayResponse> {
    const document = wellKnownDocument(this.#issuer, request.path, headerOf(request, "host") ?? "localhost");
    if (document) return jsonAnswer(document);
    const gateway = this.#gateways.get(apiAddress);
    if (!gateway) return errorResponse(404, "the API is not there any more");
    try {
      return await gateway.handle(request);
    } catch (error) {
      this.#options.logs.add("note", apiAddress, `the gateway itself failed: ${(error as Error).stack}`);
      return errorResponse(500, "the gateway itself failed");
    }
  }

  /** Serves another state of the stack; requests that are on their way end as they began. */
  async update(model: Model): Promise<void> {
    for (const note of await this.#tables.update(model.tables)) this.#options.logs.add("note", "", note);
    this.#lambda.replace(model.functions);
    this.#issuer = createIssuer({ pools: model.userPools, key: this.#options.key });
    this.#gateways = this.#gatewaysOf(model);
    this.#model = model;
  }

  /** Runs what was built anew in the place of a zip, until it is updated. */
  deployDevBundle(zipFile: string, rebuilt: DevBundle): void {
    this.#lambda.deployDevBundle(zipFile, rebuilt);
  }

  async stop(): Promise<void> {
    await Promise.all([this.#lambda.stop(), this.#tables.stop()]);
  }

  #gatewaysOf({ apis, accountId, region }: Model): Map<string, Gateway> {
    const lambda = this.#lambda;
    const { logs } = this.#options;
    const judge = createAuthorizer({ issuer: this.#issuer, lambda, events: HTTP_API_EVENTS });
    const made = apis.map((api) => {
      const onExchange: ConstructorParameters<typeof Gateway>[0]["onRequest"] = (exchange, accessLog) => {
        logs.add("request", api.address, formatRequest(exchange));
        if (accessLog !== undefined) logs.add("access", api.address, accessLog);
      };
      return [
        api.address,
        new Gateway({ api, accountId, region, lambda, authorize: judge, onRequest: onExchange }),
      ] as const;
    });
    return new Map(made);
  }
}

function jsonAnswer(document: object): GatewayResponse {
  const body = Buffer.from(JSON.stringify(document));
  return { status: 200, headers: [["content-type", "application/json"]], body };
}

/** What every function finds in its environment: this machine's DynamoDB, and credentials that are good here alone. */
function environmentOf({ region }: Model, dynamoDbEndpoint: string): Record<string, string> {
  return {
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: LOCAL_CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: LOCAL_CREDENTIALS.secretAccessKey,
    AWS_ENDPOINT_URL_DYNAMODB: dynamoDbEndpoint,
    // The SDK says on each start what Node it will want; here that is this machine's, not the function's.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
  };
}
