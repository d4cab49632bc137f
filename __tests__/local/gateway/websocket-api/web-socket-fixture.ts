import { once } from "node:events";
import { writeFileSync } from "node:fs";
import path from "node:path";
import type { StartLocalOptions } from "gatewright/local";
import { type ClientOptions, WebSocket } from "ws";
import { temporaryFolder } from "../../../support";
import {
  API_ID,
  type BlockArguments,
  describeFunctions,
  type FunctionDescription,
  invokeArn,
  mapEntries,
  mergeBlocks,
  toLabel,
  writeFunctionZip,
} from "../terraform-fixture";
import { TestGateway } from "../test-gateway";

/** Description of a stack with one WebSocket API, as people write it by hand. All properties are optional. */
export interface WebSocketDescription {
  /** Arguments of `aws_apigatewayv2_api.api`. */
  readonly api?: BlockArguments;
  /** Stages by name. Default: `dev`. */
  readonly stages?: Readonly<Record<string, BlockArguments>>;
  /** Routes by key. */
  readonly routes?: Readonly<Record<string, WebSocketRoute>>;
  /** Functions by name, in addition to those of {@link WEBSOCKET_FUNCTIONS}. */
  readonly functions?: Readonly<Record<string, FunctionDescription>>;
  /** Arguments of `aws_apigatewayv2_authorizer` by name. */
  readonly authorizers?: Readonly<Record<string, BlockArguments>>;
  /** Further top-level blocks: `resource`, `variable`, `locals`, … */
  readonly more?: Readonly<Record<string, BlockArguments>>;
}

/** Function of a route, and further arguments of `aws_apigatewayv2_route`. */
export interface WebSocketRoute extends BlockArguments {
  /** Name of the function. Default: none; `integration` describes another integration. */
  readonly to?: string;
  /** True adds what lets the client receive the response. */
  readonly twoWay?: boolean;
  /** Further arguments of `aws_apigatewayv2_integration`. */
  readonly integration?: BlockArguments;
}

/** Code of the functions that most tests use, by name. */
export const WEBSOCKET_FUNCTIONS = {
  /** Logs its event, and returns it as the body. */
  echo: `exports.handler = async (event) => {
    console.log(JSON.stringify({ event }));
    return { statusCode: 200, body: JSON.stringify(event) };
  };`,
  /** Returns the JSON value in the field `result` of the message. */
  returnResult: "exports.handler = async ({ body }) => JSON.parse(body).result;",
  /** Returns the JSON value in the query parameter `result` of the handshake. */
  returnQuery: "exports.handler = async ({ queryStringParameters: q }) => JSON.parse(q.result);",
  fail: 'exports.handler = async () => { throw new TypeError("no"); };',
  hang: "exports.handler = () => new Promise(() => setInterval(() => {}, 1000));",
} as const;

function listFunctions({ routes = {}, functions = {}, authorizers = {} }: WebSocketDescription) {
  const all: Record<string, FunctionDescription> = {
    ...mapEntries(WEBSOCKET_FUNCTIONS, (name, code) => [name, { code }]),
    ...functions,
  };
  const text = JSON.stringify([routes, authorizers]);
  const isUsed = (name: string) =>
    name in functions || text.includes(`"to":"${name}"`) || text.includes(`aws_lambda_function.${name}.`);
  return Object.fromEntries(Object.entries(all).filter(([name]) => isUsed(name)));
}

/** Returns the Terraform name of a route. */
function labelOf(key: string): string {
  return toLabel(key).replaceAll(/^-|-$/g, "");
}

/** Returns the content of the Terraform JSON file for a stack. */
export function describeWebSocketTerraform(stack: WebSocketDescription): string {
  const { api = {}, stages = { dev: {} }, routes = {}, authorizers = {}, more = {} } = stack;
  const functions = listFunctions(stack);
  const { resource, ...others } = more;
  const twoWay = Object.fromEntries(Object.entries(routes).filter(([, route]) => route.twoWay));
  const base = {
    aws_apigatewayv2_api: {
      api: {
        name: "chat",
        protocol_type: "WEBSOCKET",
        route_selection_expression: "$request.body.action",
        ...api,
      },
    },
    aws_apigatewayv2_stage: mapEntries(stages, (name, body) => [
      labelOf(name),
      { api_id: API_ID, name, auto_deploy: true, ...body },
    ]),
    aws_apigatewayv2_route: mapEntries(routes, (key, { to, integration, twoWay: isTwoWay, ...body }) => [
      labelOf(key),
      {
        api_id: API_ID,
        route_key: key,
        target: `integrations/\${aws_apigatewayv2_integration.${labelOf(key)}.id}`,
        ...(isTwoWay && { route_response_selection_expression: "$default" }),
        ...body,
      },
    ]),
    aws_apigatewayv2_route_response: mapEntries(twoWay, (key) => [
      labelOf(key),
      {
        api_id: API_ID,
        route_id: `\${aws_apigatewayv2_route.${labelOf(key)}.id}`,
        route_response_key: "$default",
      },
    ]),
    aws_apigatewayv2_integration: mapEntries(routes, (key, { to, integration }) => [
      labelOf(key),
      { api_id: API_ID, ...(to === undefined ? {} : lambdaProxy(to)), ...integration },
    ]),
    aws_apigatewayv2_authorizer: mapEntries(authorizers, (name, body) => [
      name,
      { api_id: API_ID, name, authorizer_type: "REQUEST", ...body },
    ]),
    aws_lambda_function: describeFunctions(functions),
    aws_lambda_permission: mapEntries(functions, (name) => [name, webSocketPermission(name)]),
  };
  return JSON.stringify({
    provider: { aws: { region: "eu-central-1" } },
    ...others,
    resource: mergeBlocks(base, (resource ?? {}) as Record<string, BlockArguments>),
  });
}

function lambdaProxy(to: string): BlockArguments {
  return { integration_type: "AWS_PROXY", integration_method: "POST", integration_uri: invokeArn(to) };
}

/** Returns the permission that allows API Gateway to invoke a function. */
export function webSocketPermission(functionName: string, more: BlockArguments = {}): BlockArguments {
  return {
    action: "lambda:InvokeFunction",
    function_name: `\${aws_lambda_function.${functionName}.function_name}`,
    principal: "apigateway.amazonaws.com",
    source_arn: "${aws_apigatewayv2_api.api.execution_arn}/*",
    ...more,
  };
}

/** Returns the arguments of a response of the integration of a route. */
export function integrationResponse(
  routeKey: string,
  key: string,
  templates: Readonly<Record<string, string>>,
  more: BlockArguments = {},
): BlockArguments {
  return {
    api_id: API_ID,
    integration_id: `\${aws_apigatewayv2_integration.${labelOf(routeKey)}.id}`,
    integration_response_key: key,
    response_templates: templates,
    ...more,
  };
}

/** Writes a stack with its function zips to a folder. Default: a new temporary folder. */
export function writeWebSocketFolder(stack: WebSocketDescription, folder = temporaryFolder()): string {
  writeFileSync(path.join(folder, "main.tf.json"), describeWebSocketTerraform(stack));
  for (const [name, { code }] of Object.entries(listFunctions(stack))) writeFunctionZip(folder, name, code);
  return folder;
}

/** Close frame that a client received. */
export interface ReceivedClose {
  readonly code: number;
  readonly reason: string;
}

/** Client of a WebSocket API, which keeps the messages that it has received. */
export class TestClient {
  readonly socket: WebSocket;
  readonly #messages: string[] = [];
  readonly #waiting: ((message: string) => void)[] = [];
  readonly closed: Promise<ReceivedClose>;

  constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on("message", (data: Buffer) => {
      const next = this.#waiting.shift();
      if (next) next(data.toString());
      else this.#messages.push(data.toString());
    });
    socket.on("error", () => {});
    this.closed = new Promise((resolve) => {
      socket.once("close", (code, reason) => resolve({ code, reason: reason.toString() }));
    });
  }

  /** Returns the next message. @throws Error if the connection is closed first */
  next(): Promise<string> {
    const message = this.#messages.shift();
    if (message !== undefined) return Promise.resolve(message);
    const arrived = new Promise<string>((resolve) => this.#waiting.push(resolve));
    const closed = this.closed.then(({ code }): never => {
      throw new Error(`the connection was closed with ${code}`);
    });
    return Promise.race([arrived, closed]);
  }

  /** Sends a message, and returns the next message that arrives. A value other than a string is sent as JSON. */
  async ask(message: unknown): Promise<string> {
    this.socket.send(typeof message === "string" ? message : JSON.stringify(message));
    return this.next();
  }

  /** Closes the connection, and waits until it is closed. */
  async close(code?: number, reason?: string): Promise<void> {
    this.socket.close(code, reason);
    await this.closed;
  }
}

/** Response to a rejected handshake. */
export interface Rejection {
  readonly status: number;
  readonly body: string;
}

/** Time after which a test gives up waiting for a log entry. A test that passes waits only a few milliseconds. */
const POLL_TIMEOUT_MS = 20_000;

/** Calls a function until it returns a value. */
async function poll<Value>(read: () => Value | undefined): Promise<Value> {
  const end = performance.now() + POLL_TIMEOUT_MS;
  while (performance.now() < end) {
    const value = read();
    if (value !== undefined) return value;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error("no log entry matches");
}

/** Gateways that a test has started. They are stopped even if the test fails. */
const started = new Set<WebSocketTestGateway>();
afterAll(() => Promise.all([...started].map((gateway) => gateway.stop())));

/** Local gateway with a WebSocket API. */
export class WebSocketTestGateway extends TestGateway {
  readonly #clients: TestClient[] = [];

  /** Opens a connection. @param place path and query that replace the stage of the URL. Default: the first stage */
  async connect(place?: string, options: ClientOptions & { protocols?: string[] } = {}): Promise<TestClient> {
    const client = this.#create(place, options);
    const [result] = await Promise.race([
      once(client.socket, "open").then(() => ["open"]),
      once(client.socket, "unexpected-response").then(([, response]) => [`status ${response.statusCode}`]),
    ]);
    if (result !== "open") throw new Error(`the handshake failed with ${result}`);
    return client;
  }

  /** Sends a handshake that the gateway rejects. */
  async rejection(
    place?: string,
    options: ClientOptions & { protocols?: string[] } = {},
  ): Promise<Rejection> {
    const { socket } = this.#create(place, options);
    const [, response] = await Promise.race([
      once(socket, "unexpected-response"),
      once(socket, "open").then(() => {
        throw new Error("the connection was opened");
      }),
    ]);
    const chunks: Buffer[] = await response.toArray();
    return { status: response.statusCode, body: Buffer.concat(chunks).toString() };
  }

  #create(place: string | undefined, { protocols, ...options }: ClientOptions & { protocols?: string[] }) {
    const url = place === undefined ? this.local.url : new URL(place, this.local.url).href;
    const client = new TestClient(
      new WebSocket(url, protocols ?? [], { perMessageDeflate: false, ...options }),
    );
    this.#clients.push(client);
    return client;
  }

  /** Waits until the functions have logged an event of a kind, and returns it. */
  // biome-ignore lint/suspicious/noExplicitAny: tests read single fields of an event
  logged(matches: (event: any) => boolean): Promise<any> {
    return poll(() => {
      const events = this.local
        .logs()
        .filter(({ kind }) => kind === "function")
        // biome-ignore lint/suspicious/noExplicitAny: tests read single fields of an event
        .flatMap(({ fields }) => JSON.parse((fields as any)?.message ?? "{}").event ?? []);
      return events.find(matches);
    });
  }

  /** Waits until a line of a kind was logged that matches a pattern, and returns it. */
  line(kind: string, pattern: RegExp): Promise<string> {
    return poll(
      () => this.local.logs().find((entry) => entry.kind === kind && pattern.test(entry.text))?.text,
    );
  }

  override start(options: StartLocalOptions): Promise<void> {
    started.add(this);
    return super.start(options);
  }

  override async stop(): Promise<void> {
    if (!started.delete(this)) return;
    for (const { socket } of this.#clients) socket.terminate();
    await super.stop();
  }
}

/**
 * Starts a local gateway for the tests of a file.
 *
 * @param stack description of the stack, or a function that returns it. The function is called in `beforeAll`, so that it
 *   can use the URLs of servers that an earlier `beforeAll` has started
 */
export function webSocketGateway(
  stack: WebSocketDescription | (() => WebSocketDescription),
  options: StartLocalOptions = {},
): WebSocketTestGateway {
  const gateway = new WebSocketTestGateway();
  beforeAll(() => {
    const description = typeof stack === "function" ? stack() : stack;
    return gateway.start({ ...options, dir: writeWebSocketFolder(description) });
  });
  afterAll(() => gateway.stop());
  return gateway;
}
