import { readFileSync } from "node:fs";
import path from "node:path";
import { App, AwsProvider, stubCode, TerraformStack, WebSocketApi, waive } from "gatewright";
import { type Message, message } from "gatewright/contract";
import * as classic from "zod";
import * as z from "zod/mini";
import { errorsOf, synthesized, temporaryFolder } from "../../../support";
import { fn } from "../http/api-fixture";

type AppOptions = ConstructorParameters<typeof App>[0];

/** Returns a stack with a WebSocket API that validates messages. */
function chatStack(messages: readonly Message[], props: object = {}, options: AppOptions = {}) {
  const app = new App({ outdir: temporaryFolder(), ...options });
  stubCode(app);
  const stack = new TerraformStack(app, "test");
  new AwsProvider(stack, "aws", { region: "eu-central-1" });
  const chat = new WebSocketApi(stack, "chat", { access: "public", validate: true, ...props });
  const answer = fn(stack);
  for (const contract of messages) chat.route(contract, answer);
  return { app, stack, chat, answer };
}

/** Returns the warnings of the check `unchecked-input`. */
function warningsOf({ app }: { readonly app: App }): string[] {
  app.synth();
  const file = path.join(app.outdir, "stacks/test/warnings.json");
  const warnings: { check: string; message: string }[] = JSON.parse(readFileSync(file, "utf8"));
  return warnings.filter(({ check }) => check === "unchecked-input").map((warning) => warning.message);
}

const JSON_SCHEMA = { jsonSchema: (schema: z.core.$ZodType) => z.toJSONSchema(schema, { io: "input" }) };

describe("the models of messages", () => {
  test("a route with a message has the model of the frame, in draft 4", () => {
    const body = classic.object({ text: classic.string().max(5), size: classic.int().gt(0) });
    const result = synthesized(chatStack([message("sendMessage", { body })]).stack);
    const model = result.only("aws_apigatewayv2_model", {
      name: "sendMessage",
      content_type: "application/json",
    });
    expect(JSON.parse(`${model.values.schema}`)).toEqual({
      type: "object",
      required: ["action", "body"],
      properties: {
        action: { enum: ["sendMessage"] },
        id: { type: "string", minLength: 1, maxLength: 128 },
        body: {
          type: "object",
          required: ["text", "size"],
          properties: {
            text: { type: "string", maxLength: 5 },
            size: {
              type: "number",
              multipleOf: 1,
              maximum: Number.MAX_SAFE_INTEGER,
              minimum: 0,
              exclusiveMinimum: true,
            },
          },
        },
      },
    });
    expect(model.values.lifecycle).toEqual({ create_before_destroy: true });
    const route = result.only("aws_apigatewayv2_route", {
      model_selection_expression: "$request.body.action",
    });
    expect(Object.keys(route.values.request_models as object)).toEqual(["sendMessage"]);
    result.leadsTo(route, ["request_models"], model);
  });

  test("the frame of a message without a body has no body, and one of an optional body does not require it", () => {
    const optional = message("b", { body: classic.string().optional() });
    const { models } = chatStack([message("a"), optional]).chat;
    const schemas = [...models.values()].map(({ schemaInput }) => JSON.parse(schemaInput ?? ""));
    expect(schemas).toMatchObject([
      { required: ["action"], properties: { action: { enum: ["a"] } } },
      { required: ["action"], properties: { body: { type: "string" } } },
    ]);
    expect(schemas[0].properties).not.toHaveProperty("body");
  });

  test("the definitions of a body are definitions of the frame", () => {
    const Tree = classic.object({
      get children() {
        return classic.array(Tree);
      },
    });
    const { models } = chatStack([message("grow", { body: Tree })]).chat;
    expect(JSON.parse(models.get("grow")?.schemaInput ?? "")).toMatchObject({
      properties: { body: { properties: { children: { items: { $ref: "#/definitions/Body" } } } } },
      definitions: { Body: { type: "object" } },
    });
  });

  test("another field of the route key is a field of the model, and its expression selects the model", () => {
    const routeSelectionExpression = "${request.body.type}";
    const { stack, chat } = chatStack([message("ping")], { routeSelectionExpression });
    expect(JSON.parse(chat.models.get("ping")?.schemaInput ?? "")).toMatchObject({ required: ["type"] });
    synthesized(stack).only("aws_apigatewayv2_route", {
      model_selection_expression: "$${request.body.type}",
    });
  });

  test("models have unique names with letters and digits", () => {
    const actions = ["chatsend", "ChatSend", "chat/send", "chat-send", "/", "ü", "5", "a".repeat(200)];
    const namesOf = (keys: readonly string[]) => {
      const { chat, stack } = chatStack(keys.map((key) => message(key as string)));
      expect(errorsOf(stack)).toEqual([]);
      return new Map([...chat.models].map(([key, { nameInput }]) => [key, nameInput]));
    };
    const names = namesOf(actions);
    expect([...names.values()].filter((name) => !/^[A-Za-z0-9]{1,128}$/.test(name ?? ""))).toEqual([]);
    expect(new Set(names.values()).size).toBe(actions.length);
    expect([names.get("ChatSend"), names.get("5")]).toEqual(["ChatSend", "5"]);
    // The order of the routes must not exchange the schemas of two models.
    expect(new Map([...namesOf(actions.toReversed())].toReversed())).toEqual(names);
  });

  test("only validate: true creates models, and only for messages", () => {
    const { stack, chat, answer } = chatStack([message("a")], { validate: undefined });
    chat.route("ping", answer);
    expect(synthesized(stack).stack.ofType("aws_apigatewayv2_model")).toEqual([]);
    const validated = chatStack([]);
    validated.chat.route("ping", validated.answer);
    expect(synthesized(validated.stack).stack.ofType("aws_apigatewayv2_model")).toEqual([]);
  });

  test("the option jsonSchema of the app converts the schemas", () => {
    const contract = message("a", { body: z.object({ text: z.string() }) });
    const { chat } = chatStack([contract], {}, JSON_SCHEMA as AppOptions);
    expect(JSON.parse(chat.models.get("a")?.schemaInput ?? "")).toMatchObject({
      properties: { body: { required: ["text"] } },
    });
  });
});

describe("a message that API Gateway cannot validate", () => {
  test.each<[string, Message, AppOptions, string]>([
    [
      "a schema without a JSON Schema",
      message("a", { body: z.string() }),
      {},
      "body has no JSON Schema (the schema of zod does not implement Standard JSON Schema), but `validate` is true. Use a schema of JSON values, pass `jsonSchema` to `App.run`, or remove `validate`.",
    ],
    [
      "a schema with a date",
      message("a", { body: z.date() }),
      JSON_SCHEMA as AppOptions,
      "body has no JSON Schema (the function `jsonSchema` failed: Date cannot be represented in JSON Schema), but `validate` is true. Use a schema of JSON values, correct `jsonSchema`, or remove `validate`.",
    ],
    [
      "a schema that converts values",
      message("a", { body: classic.coerce.number() }),
      {},
      "API Gateway cannot validate the body (it converts or replaces values of other types, which JSON Schema cannot express), but `validate` is true. Change this, or remove `validate`.",
    ],
    [
      "a schema that is larger than a model",
      message("a", { body: classic.enum(Array.from({ length: 4000 }, (_, index) => `value-${index}`)) }),
      {},
      "API Gateway cannot validate the body (the model has 51062 bytes; the maximum is 32768), but `validate` is true. Change this, or remove `validate`.",
    ],
  ])("%s is an error", (_, contract, options, error) => {
    expect(errorsOf(chatStack([contract], {}, options).stack)).toEqual([`test/chat: route "a": ${error}`]);
  });

  test("a keyword that draft 4 does not have is a warning, which can be waived", () => {
    const contract = message("a", { body: classic.object({ site: classic.url() }) });
    expect(warningsOf(chatStack([contract]))).toEqual([
      'test/chat/route-a: route "a": the model does not check /properties/site/format (validators differ in this format) of the body. The function checks it. Simplify the schema, or waive the check (check unchecked-input).',
    ]);
    const waived = chatStack([contract, message("b", { body: classic.object({ b: classic.url() }) })]);
    waive(waived.chat.routes.get("a") as never, "unchecked-input", "The function checks the URL.");
    expect(warningsOf(waived)).toEqual([expect.stringContaining('route "b"')]);
  });
});
