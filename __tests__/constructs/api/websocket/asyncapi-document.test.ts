import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import {
  App,
  AwsProvider,
  HttpApi,
  IamAuthorizer,
  type NodejsFunction,
  RequestAuthorizer,
  stubCode,
  TerraformStack,
  TerraformVariable,
  WebSocketApi,
  type WebSocketApiProps,
  WebSocketTokenAuthorizer,
} from "gatewright";
import { empty, event, message, route, type SocketEvent } from "gatewright/contract";
import * as zod from "zod";
import * as z from "zod/mini";
import { payloadValidator, validateAsyncApi } from "../../../contract/validate-asyncapi";
import { errorsOf, temporaryFolder, testStack } from "../../../support";
import { fn } from "../http/api-fixture";

type AddRoutes = (chat: WebSocketApi, answer: NodejsFunction) => void;

type Props = WebSocketApiProps | ((stack: TerraformStack) => WebSocketApiProps);

/** Synthesizes an API with routes. @returns its AsyncAPI document; undefined if synthesis writes none */
function documentOf(addRoutes: AddRoutes, props: Props = {}, outdir = temporaryFolder()) {
  const app = new App({ outdir });
  stubCode(app);
  const stack = new TerraformStack(app, "things-dev");
  new AwsProvider(stack, "aws", { region: "eu-central-1" });
  const own = typeof props === "function" ? props(stack) : props;
  const access = own.authorizer ? {} : ({ access: "public" } as const);
  addRoutes(new WebSocketApi(stack, "chat", { ...access, ...own }), fn(stack));
  app.synth();
  const file = path.join(app.outdir, "stacks/things-dev/chat.asyncapi.json");
  if (!existsSync(file)) return undefined;
  const document = JSON.parse(readFileSync(file, "utf8"));
  expect(validateAsyncApi(document)).toEqual([]);
  return document;
}

const ping = message("ping", { body: zod.string(), reply: empty });

describe("the AsyncAPI document of a WebSocketApi", () => {
  test("the document contains messages and events, even without the option asyncApi", () => {
    const posted = event("posted", { body: zod.string() });
    const document = documentOf((chat, answer) => chat.route(ping, answer), { events: [posted] });
    expect(document).toMatchObject({
      asyncapi: "3.0.0",
      info: { title: "things-dev-chat", version: "0.0.0" },
      servers: {
        server: {
          host: "{apiId}.execute-api.{region}.amazonaws.com",
          pathname: "/live",
          protocol: "wss",
        },
      },
      operations: { ping: { action: "receive" }, posted: { action: "send" }, errors: { action: "send" } },
    });
    expect(document).not.toHaveProperty("x-incomplete-schemas");
    expect(document.servers.server).not.toHaveProperty("security");
  });

  test("an API with only route keys writes no document, and an API with events writes one", () => {
    const addKey: AddRoutes = (chat, answer) => chat.route("ping", answer);
    expect(documentOf(addKey)).toBeUndefined();
    expect(documentOf(addKey, { events: [event("posted")] }).operations).toHaveProperty("posted");
  });

  test("synthesis removes the document of an API that no longer has contracts", () => {
    const outdir = temporaryFolder();
    expect(documentOf((chat, answer) => chat.route(ping, answer), {}, outdir)).toBeDefined();
    expect(documentOf((chat, answer) => chat.route("ping", answer), {}, outdir)).toBeUndefined();
  });

  test("the document has the title, the version and the servers of the option asyncApi", () => {
    const asyncApi = {
      title: "Chat",
      version: "2.0.0",
      description: "A chat",
      servers: [{ url: "wss://chat.example.com/v1", description: "Production" }],
    };
    const document = documentOf((chat, answer) => chat.route(ping, answer), { asyncApi });
    expect(document.info).toEqual({ title: "Chat", version: "2.0.0", description: "A chat" });
    expect(document.servers).toEqual({
      server: { host: "chat.example.com", pathname: "/v1", protocol: "wss", description: "Production" },
    });
  });

  test("the field of a frame is the one of the route selection expression", () => {
    const routeSelectionExpression = "${request.body.type}";
    const document = documentOf((chat, answer) => chat.route(ping, answer), { routeSelectionExpression });
    const matches = payloadValidator(document, "ping");
    expect([matches({ type: "ping", body: "a" }), matches({ action: "ping", body: "a" })]).toEqual([
      true,
      false,
    ]);
  });

  test("a message and an event can have the same name", () => {
    const document = documentOf((chat, answer) => chat.route(ping, answer), { events: [event("ping")] });
    expect(Object.keys(document.operations)).toEqual(["ping", "ping2", "errors"]);
  });

  test("an unknown name of the stage is a variable of the server", () => {
    const document = documentOf(
      (chat, answer) => chat.route(ping, answer),
      (stack) => ({ stageName: new TerraformVariable(stack, "name", { type: "string" }).stringValue }),
    );
    expect(document.servers.server).toMatchObject({
      pathname: "/{stage}",
      variables: { stage: { description: "Name of the stage" } },
    });
  });

  test("without the option asyncApi, a schema without a JSON Schema accepts every value, and examples are left out", () => {
    const contract = message("send", {
      body: z.object({ size: z.int() }),
      reply: zod.date(),
      examples: { body: { size: 1 } },
    });
    const document = documentOf((chat, answer) => chat.route(contract, answer));
    const { send, sendReply } = document.components.messages;
    for (const { payload, examples } of [send, sendReply]) {
      expect(payload.properties.body).toEqual({ $comment: "no JSON Schema" });
      expect(examples).toBeUndefined();
    }
    expect(document["x-incomplete-schemas"]).toBe(true);
  });

  test("two syntheses write the same document", () => {
    const addRoutes: AddRoutes = (chat, answer) => chat.route(ping, answer);
    expect(documentOf(addRoutes)).toEqual(documentOf(addRoutes));
  });
});

describe("the security schemes of the document", () => {
  /** Returns the security schemes, and the references of the server to them. */
  function securityOf(props: Props) {
    const document = documentOf((chat, answer) => {
      chat.route("$connect", answer);
      chat.route(ping, answer);
    }, props);
    return [document.components.securitySchemes, document.servers.server.security];
  }

  const clients =
    (...identitySources: readonly string[]): Props =>
    (stack) => ({
      authorizer: new RequestAuthorizer("clients", { function: fn(stack, "check"), identitySources }),
    });

  test("the identity source of an authorizer is a key in the query", () => {
    expect(securityOf(clients("route.request.querystring.token"))).toEqual([
      { "query-token": { type: "httpApiKey", name: "token", in: "query" } },
      [{ $ref: "#/components/securitySchemes/query-token" }],
    ]);
  });

  test.each([
    ["query", { "query-token": { type: "httpApiKey", name: "token", in: "query" } }],
    ["subprotocol", { "header-Sec-WebSocket-Protocol": expect.objectContaining({ in: "header" }) }],
  ] as const)("a WebSocketTokenAuthorizer with the token in the %s has a scheme", (tokenIn, schemes) => {
    const authorize: Props = (stack) => ({
      authorizer: new WebSocketTokenAuthorizer(stack, "staff", {
        issuer: "https://login.example.com/",
        audiences: ["chat"],
        tokenIn,
      }),
    });
    expect(securityOf(authorize)[0]).toEqual(schemes);
  });

  test("several identity sources are schemes that name each other", () => {
    const sources = [
      "route.request.header.Authorization",
      "route.request.querystring.channel",
      "context.stage",
    ];
    const description = "All of Authorization, channel are required.";
    expect(securityOf(clients(...sources))[0]).toEqual({
      "header-Authorization": { type: "httpApiKey", name: "Authorization", in: "header", description },
      "query-channel": { type: "httpApiKey", name: "channel", in: "query", description },
    });
  });

  test("an IamAuthorizer is the signature of a request", () => {
    expect(securityOf({ authorizer: new IamAuthorizer() })).toEqual([
      { signature: expect.objectContaining({ name: "Authorization", in: "header" }) },
      [{ $ref: "#/components/securitySchemes/signature" }],
    ]);
  });

  test("a public API, and an authorizer without a source that clients send, have no scheme", () => {
    expect(securityOf({})).toEqual([undefined, undefined]);
    expect(securityOf(clients("context.stage"))).toEqual([undefined, undefined]);
  });
});

/** Returns the errors of an API with a message and the given props. */
function errorsWith(props: object, contract = ping): readonly string[] {
  const stack = testStack();
  const chat = new WebSocketApi(stack, "chat", { access: "public", ...props });
  chat.route(contract as typeof ping, fn(stack));
  return errorsOf(stack);
}

describe("a WebSocketApi with an invalid document", () => {
  test.each<[string, unknown, readonly string[]]>([
    [
      "a message",
      [ping],
      [
        'events[0] is message("ping"); expected the result of event(). Pass a message to route() of a WebSocketApi.',
      ],
    ],
    [
      "a route",
      [route("GET /a")],
      [
        'events[0] is route("GET /a"); expected the result of event(). Pass a route to route() of an HttpApi or a RestApi.',
      ],
    ],
    ["an import that is undefined", [undefined], [expect.stringContaining("events[0] is undefined. ")]],
    ["a text", ["posted"], ['events[0] is "posted"; expected an event. Write `event("name", { … })`.']],
    [
      "an event without a list",
      event("posted"),
      [expect.stringContaining('events is {"event":"posted"}; expected a list of events. ')],
    ],
    [
      "a misspelled property",
      [{ event: "posted", bdy: zod.string() }],
      ['events[0] has the unknown property "bdy". Did you mean "body"?'],
    ],
    ["a duplicate", [event("posted"), event("posted")], ['duplicate event "posted". Remove one.']],
    [
      "an empty name",
      [event("" as string)],
      ['event "": the name of the event is ""; expected a string without "$" at its start. Rename it.'],
    ],
    [
      "an example that its schema rejects",
      [event("posted", { body: zod.string(), examples: { body: 5 } } as never)],
      [expect.stringContaining('event "posted": has a body example that its schema rejects (')],
    ],
  ])("the error of events with %s names the fix", (_, events, errors) => {
    const prefixed = errors.map((error) => (typeof error === "string" ? `test/chat: ${error}` : error));
    expect(errorsWith({ events })).toEqual(prefixed);
  });

  test("the option asyncApi makes a schema without a JSON Schema an error", () => {
    const asyncApi = { title: "Chat", version: "1.0.0" };
    const events: SocketEvent[] = [event("posted", { body: z.string() })];
    expect(errorsWith({ asyncApi, events })).toEqual([
      'test/chat: event "posted": body has no JSON Schema (the schema of zod does not implement Standard JSON Schema), but the AsyncAPI document needs it. Use a type of JSON, such as an ISO date, or convert the schema with the option `jsonSchema`.',
    ]);
  });

  test("a conversion that returns no object is one error", () => {
    const asyncApi = { title: "Chat", version: "1.0.0", jsonSchema: () => "schema" };
    expect(errorsWith({ asyncApi })).toEqual([
      'test/chat: the function `jsonSchema` returned a string for the body of route "ping"; expected an object. Return the JSON Schema itself.',
    ]);
  });

  test.each([
    [
      "https://chat.example.com",
      'is "https://chat.example.com"; expected a URL of a WebSocket API. Write "wss://…".',
    ],
    [5, 'is 5; expected a string. Write `url: "5"`.'],
  ])("the URL %j of a server is an error", (url, error) => {
    const asyncApi = { title: "Chat", version: "1.0.0", servers: [{ url }] };
    expect(errorsWith({ asyncApi })).toEqual([`test/chat: asyncApi.servers[0].url ${error}`]);
  });

  test("an HTTP API and a WebSocket API write different files", () => {
    const stack = testStack();
    const answer = fn(stack);
    new WebSocketApi(stack, "chat", { access: "public" }).route(ping, answer);
    new HttpApi(stack, "api").route(route("GET /a", { access: "public" }), answer);
    expect(errorsOf(stack)).toEqual([]);
  });
});
