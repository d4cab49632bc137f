import { HttpApi, RestApi, TerraformVariable, WebSocketApi, type WebSocketApiProps } from "gatewright";
import { empty, event, type Message, message, route } from "gatewright/contract";
import { handle } from "gatewright/runtime";
import type { Assertions } from "gatewright/testing";
import * as z from "zod";
import { errorsOf, synthesized, testStack } from "../../../support";
import { fn } from "../http/api-fixture";

const Text = z.object({ text: z.string() });
const send = message("sendMessage", { body: Text, reply: z.object({ messageId: z.string() }) });
const typing = message("typing", { body: Text });
const leave = message("leave", { reply: empty });

/** Returns a stack with a public WebSocket API `chat` and a function `answer`. */
function chatStack(props: WebSocketApiProps = {}) {
  const stack = testStack();
  return { stack, chat: new WebSocketApi(stack, "chat", { access: "public", ...props }), answer: fn(stack) };
}

/** Returns the resources of the statements for `@connections`. */
function managedConnections({ stack }: Assertions): unknown[] {
  const policies = stack.ofType("aws_iam_role_policy").map(({ values }) => JSON.parse(`${values.policy}`));
  return policies
    .flatMap(({ Statement }) => Statement)
    .filter(({ Action }) => Action.includes("execute-api:ManageConnections"))
    .map(({ Resource }) => Resource);
}

const POST = ["${aws_apigatewayv2_api.chat.execution_arn}/live/POST/@connections/*"];
const ALL = ["${aws_apigatewayv2_api.chat.execution_arn}/live/*/@connections/*"];

describe("a route of a message", () => {
  test.each<[string, Message]>([
    ["a reply", send],
    ["an empty reply", leave],
  ])("a message with %s has a two-way route, and its function has no permission", (_, contract) => {
    const { stack, chat, answer } = chatStack();
    chat.route(contract, answer);
    const result = synthesized(stack);
    const declared = result.only("aws_apigatewayv2_route", {
      route_key: contract.action,
      route_response_selection_expression: "$default",
    });
    result.leadsTo(result.only("aws_apigatewayv2_route_response"), ["route_id"], declared);
    result.leadsTo(declared, ["target", "integration_uri"], result.only("aws_lambda_function"));
    expect([...chat.routes.keys()]).toEqual([contract.action]);
    expect(managedConnections(result)).toEqual([]);
  });

  test("a message without a reply has a one-way route, and its function may only send to connections", () => {
    const { stack, chat, answer } = chatStack();
    chat.route(typing, answer, { throttle: { rate: 1, burst: 2 } });
    const result = synthesized(stack);
    const declared = result.only("aws_apigatewayv2_route", { route_key: "typing" });
    expect(declared.values).not.toHaveProperty("route_response_selection_expression");
    expect(managedConnections(result)).toEqual([POST]);
  });

  test("a function of several one-way messages has one statement", () => {
    const { stack, chat, answer } = chatStack();
    for (const action of ["a", "b"]) chat.route(message(action), answer);
    expect(managedConnections(synthesized(stack))).toEqual([POST]);
  });

  test.each(["before", "after"])(
    "a function that is granted all methods %s a one-way message has only this statement",
    (order) => {
      const { stack, chat, answer } = chatStack();
      if (order === "before") chat.grantManageConnections(answer);
      chat.route(typing, answer);
      if (order === "after") chat.grantManageConnections(answer);
      expect(managedConnections(synthesized(stack))).toEqual([ALL]);
    },
  );

  test("a function with two APIs has a statement for each", () => {
    const { stack, chat, answer } = chatStack();
    const other = new WebSocketApi(stack, "other", { access: "public" });
    for (const api of [chat, other]) api.route(typing, answer);
    expect(managedConnections(synthesized(stack))).toEqual([POST, [POST[0]?.replace("chat", "other")]]);
  });

  test.each(["$request.body.type", "${request.body.type}"])(
    "the expression %s selects the route of a message",
    (routeSelectionExpression) => {
      const { stack, chat, answer } = chatStack({ routeSelectionExpression });
      chat.route(typing, answer);
      expect(errorsOf(stack)).toEqual([]);
    },
  );
});

/** Returns the errors of an API with one route. */
function errorsWith(contract: unknown, settings?: object, props?: object): readonly string[] {
  const { stack, chat, answer } = chatStack(props);
  chat.route(contract as Message, answer, settings);
  return errorsOf(stack);
}

describe("an invalid message", () => {
  test.each<[string, unknown, object | undefined, string]>([
    [
      "twoWay in the settings",
      send,
      { twoWay: true },
      'route "sendMessage": twoWay is set next to a message, whose route is two-way if it declares a reply. Remove twoWay.',
    ],
    [
      "an unknown setting",
      send,
      { throtle: {} },
      'route "sendMessage": has the unknown property "throtle". Did you mean "throttle"?',
    ],
    [
      "a predefined key",
      message("$default" as string),
      undefined,
      'route "$default": the route key is "$default"; expected a string without "$" at its start. Rename it.',
    ],
    [
      "an empty key",
      message("" as string),
      undefined,
      'route "": the route key is ""; expected a string without "$" at its start. Rename it.',
    ],
    [
      "a misspelled property",
      message("send", { replies: Text } as never),
      undefined,
      'route "send": has the unknown property "replies". Did you mean "reply"?',
    ],
    [
      "a reply by status",
      message("send", { reply: { 204: empty } } as never),
      undefined,
      'route "send": reply is {"204":{"media":"empty"}}; expected a schema or `empty`. A message has one reply, without statuses.',
    ],
    [
      "a body that is no schema",
      message("send", { body: { text: "string" } } as never),
      undefined,
      'route "send": body is {"text":"string"}; expected a schema. Use a library that implements Standard Schema.',
    ],
    [
      "an example of a body that its schema rejects",
      message("send", { body: Text, examples: { body: { text: 5 } } } as never),
      undefined,
      'route "send": has a body example that its schema rejects (/text: Invalid input: expected string, received number). Correct the example or the schema.',
    ],
    [
      "an example of a reply that its schema rejects",
      message("send", { reply: Text, examples: { reply: {} } } as never),
      undefined,
      'route "send": has a reply example that its schema rejects (/text: Invalid input: expected string, received undefined). Correct the example or the schema.',
    ],
    [
      "a route of an HTTP API",
      route("GET /messages"),
      undefined,
      'a route: the contract is route("GET /messages"); expected the result of message(). Pass a route to route() of an HttpApi or a RestApi.',
    ],
    [
      "an event",
      event("messagePosted"),
      undefined,
      'a route: the contract is event("messagePosted"); expected the result of message(). List an event in the prop events of a WebSocketApi.',
    ],
    [
      "no contract",
      { name: "send" },
      undefined,
      'a route: the route key is {"name":"send"}; expected $connect, $disconnect, $default, a string without "$" at its start, or a message',
    ],
    [
      "an object of messages",
      { send: message("send") },
      undefined,
      'a route: the route key is {"send":{"action":"send"}}; expected $connect, $disconnect, $default, a string without "$" at its start, or a message. Call route() once for each contract.',
    ],
    [
      "a list of messages",
      [message("send")],
      undefined,
      'a route: the route key is [{"action":"send"}]; expected $connect, $disconnect, $default, a string without "$" at its start, or a message. Call route() once for each contract.',
    ],
    [
      "an import that is undefined",
      undefined,
      undefined,
      "a route: the message is undefined. Check that the imported file exports it.",
    ],
  ])("%s is one error", (_, contract, settings, error) => {
    expect(errorsWith(contract, settings)).toEqual([`test/chat: ${error}`]);
  });

  test.each<[string, string]>([
    [
      "${request.body.service}/${request.body.action}",
      'the message "sendMessage" has its route key in one field at the top level',
    ],
    [
      "$request.body.data.action",
      'the message "sendMessage" has its route key in one field at the top level',
    ],
    ["$request.body.body", 'the message "sendMessage" has another value in the field "body"'],
    ["${request.body.id}", 'the message "sendMessage" has another value in the field "id"'],
  ])("the expression %s with a message is an error", (routeSelectionExpression, reason) => {
    expect(errorsWith(send, undefined, { routeSelectionExpression })).toEqual([
      `test/chat: routeSelectionExpression is "${routeSelectionExpression}", but ${reason}. Write "$request.body.action", or declare the route by its key.`,
    ]);
  });

  test("an expression of Terraform with a message is an error", () => {
    const { stack, answer } = chatStack();
    const { stringValue } = new TerraformVariable(stack, "field", { type: "string" });
    const api = new WebSocketApi(stack, "api", {
      access: "public",
      routeSelectionExpression: `$request.body.${stringValue}`,
    });
    api.route(send, answer);
    expect(errorsOf(stack)).toContain(
      "test/api: routeSelectionExpression is known only to Terraform; expected a value that is known at synthesis. Write it as a literal, because the API has messages.",
    );
  });

  test("a message and a route key with the same text are a duplicate route", () => {
    const { stack, chat, answer } = chatStack();
    chat.route("sendMessage", answer);
    chat.route(send, answer);
    expect(errorsOf(stack)).toEqual(['test/chat: duplicate route "sendMessage". Remove one.']);
  });
});

describe("a contract of a WebSocket API outside of it", () => {
  test.each([
    ["HttpApi", HttpApi],
    ["RestApi", RestApi],
  ] as const)("a route of a %s is an error", (_, Api) => {
    const stack = testStack();
    const api = new Api(stack, "api") as HttpApi;
    const answer = fn(stack);
    api.route(send as never, answer);
    api.route(event("messagePosted") as never, answer);
    expect(errorsOf(stack).slice(0, 2)).toEqual([
      'test/api: a route: the contract is message("sendMessage"); expected the result of route(). Pass a message to route() of a WebSocketApi.',
      'test/api: a route: the contract is event("messagePosted"); expected the result of route(). List an event in the prop events of a WebSocketApi.',
    ]);
  });

  test("handle() throws an error", () => {
    expect(() => handle(send as never, () => ({ status: 200 }) as never)).toThrow(
      "the contract is not a route. Use handleMessage() for a message.",
    );
  });
});
