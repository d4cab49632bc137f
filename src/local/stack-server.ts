import { LOCAL_CREDENTIALS } from "#aws";
import type { Rebuilt } from "#bundle";
import { createJudge } from "./authorizers/authorizer";
import { startTables } from "./dynamodb/local-dynamodb";
import { requestLine } from "./gateway/core/request-record";
import { Gateway, HTTP_API_EVENTS } from "./gateway/http-api/gateway";
import { type GatewayRequest, headerOf } from "./http/request";
import { type Answer, ownAnswer } from "./http/response";
import { createIssuer, type Issuer } from "./issuer/issuer";
import type { SigningKey } from "./issuer/signing-key";
import { poolDocument } from "./issuer/well-known";
import { LocalLambda } from "./lambda/local-lambda";
import type { Lines } from "./log-buffer";
import type { Model } from "./model/model";

export interface MachineOptions {
  readonly key: SigningKey;
  readonly dataFolder?: string;
  readonly inspect?: boolean;
  readonly lines: Lines;
}

type Tables = Awaited<ReturnType<typeof startTables>>;

/** What a stack is served by: its gateways, functions, tables and tokens. */
export class Machine {
  readonly #options: MachineOptions;
  readonly #tables: Tables;
  readonly #lambda: LocalLambda;
  #model: Model;
  #issuer: Issuer;
  #gateways: ReadonlyMap<string, Gateway>;

  static async start(model: Model, options: MachineOptions): Promise<Machine> {
    const tables = await startTables(model.tables, { dataFolder: options.dataFolder });
    return new Machine(model, options, tables);
  }

  private constructor(model: Model, options: MachineOptions, tables: Tables) {
    this.#options = options;
    this.#tables = tables;
    this.#model = model;
    this.#lambda = new LocalLambda({
      functions: model.functions,
      project: process.cwd(),
      environment: environmentOf(model, tables.endpoint),
      inspect: options.inspect,
      onLine: ({ address, text }) => options.lines.add("function", address, text),
    });
    for (const note of tables.notes) options.lines.add("note", "", note);
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
  async answer(apiAddress: string, request: GatewayRequest): Promise<Answer> {
    const document = poolDocument(this.#issuer, request.path, headerOf(request, "host") ?? "localhost");
    if (document) return jsonAnswer(document);
    const gateway = this.#gateways.get(apiAddress);
    if (!gateway) return ownAnswer(404, "the API is not there any more");
    try {
      return await gateway.answer(request);
    } catch (error) {
      this.#options.lines.add("note", apiAddress, `the gateway itself failed: ${(error as Error).stack}`);
      return ownAnswer(500, "the gateway itself failed");
    }
  }

  /** Serves another state of the stack; requests that are on their way end as they began. */
  async update(model: Model): Promise<void> {
    for (const note of await this.#tables.update(model.tables)) this.#options.lines.add("note", "", note);
    this.#lambda.replace(model.functions);
    this.#issuer = createIssuer({ pools: model.userPools, key: this.#options.key });
    this.#gateways = this.#gatewaysOf(model);
    this.#model = model;
  }

  /** Runs what was built anew in the place of a zip, until it is updated. */
  runRebuilt(zipFile: string, rebuilt: Rebuilt): void {
    this.#lambda.runRebuilt(zipFile, rebuilt);
  }

  async stop(): Promise<void> {
    await Promise.all([this.#lambda.stop(), this.#tables.stop()]);
  }

  #gatewaysOf({ apis, accountId, region }: Model): Map<string, Gateway> {
    const lambda = this.#lambda;
    const { lines } = this.#options;
    const judge = createJudge({ issuer: this.#issuer, lambda, events: HTTP_API_EVENTS });
    const made = apis.map((api) => {
      const onExchange: ConstructorParameters<typeof Gateway>[0]["onExchange"] = (exchange, accessLog) => {
        lines.add("request", api.address, requestLine(exchange));
        if (accessLog !== undefined) lines.add("access", api.address, accessLog);
      };
      return [api.address, new Gateway({ api, accountId, region, lambda, judge, onExchange })] as const;
    });
    return new Map(made);
  }
}

function jsonAnswer(document: object): Answer {
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
