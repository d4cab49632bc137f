import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { ApiGatewayIntegration } from "@cdktf/provider-aws/lib/api-gateway-integration";
import { ApiGatewayMethod } from "@cdktf/provider-aws/lib/api-gateway-method";
import {
  App,
  AwsProvider,
  http,
  httpProxy,
  lambdaTemplate,
  type NodejsFunction,
  RestApi,
  type RestApiProps,
  SqsQueue,
  sqsSendMessage,
  stubCode,
  TerraformStack,
  waive,
} from "gatewright";
import { byHeader, byMediaType, route } from "gatewright/contract";
import * as zod from "zod";
import * as z from "zod/mini";
import { errorsOf, synthesized, temporaryFolder } from "../../../support";
import { fn } from "../http/api-fixture";
import { restStack } from "./rest-fixture";

const pet = zod.object({ name: zod.string() });
const createPet = route("POST /pets", { access: "public", body: pet });
const listPets = route("GET /pets", {
  access: "public",
  query: zod.object({ max: zod.number(), tag: zod.string() }),
});

/** Returns a REST API in an app that converts the schemas of zod/mini. */
function convertingStack(
  props?: RestApiProps,
  jsonSchema: NonNullable<ConstructorParameters<typeof App>[0]>["jsonSchema"] = (schema: z.core.$ZodType) =>
    z.toJSONSchema(schema, { io: "input" }),
) {
  const app = new App({ outdir: temporaryFolder(), jsonSchema });
  const stack = new TerraformStack(app, "test");
  stubCode(stack);
  new AwsProvider(stack, "aws", { region: "eu-central-1" });
  return { app, stack, api: new RestApi(stack, "api", props), answer: fn(stack) };
}

/** Returns the warnings that synthesis writes for the stack `test`. */
function warningsOf(stack: TerraformStack): readonly string[] {
  const app = stack.node.root as App;
  app.synth();
  const file = path.join(app.outdir, "stacks", "test", "warnings.json");
  const warnings = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : [];
  return warnings
    .filter(({ check }: { check: string }) => check === "unchecked-input")
    .map(({ message }: { message: string }) => message);
}

describe("bodies of contracts", () => {
  test("a body becomes a model, which a validator compares with requests", () => {
    const { stack, api, answer } = restStack();
    api.route(createPet, answer);
    const { only } = synthesized(stack);
    const model = only("aws_api_gateway_model", { name: "PostPetsBody", content_type: "application/json" });
    expect(JSON.parse(String(model.values.schema))).toEqual({
      type: "object",
      properties: { name: { type: "string" } },
      required: ["name"],
    });
    only("aws_api_gateway_request_validator", {
      name: "body",
      validate_request_body: true,
      validate_request_parameters: false,
    });
    only("aws_api_gateway_method", {
      request_models: { "application/json": "${aws_api_gateway_model.api_model-PostPetsBody_34B57FA0.name}" },
    });
  });

  test("Terraform does not change a model with the characters of its templates", () => {
    const { stack, api, answer } = restStack();
    const body = zod.object({ name: zod.literal("${x}") });
    api.route(route("POST /pets", { access: "public", body }), answer);
    expect(synthesized(stack).only("aws_api_gateway_model").values.schema).toContain("$${x}");
  });

  test.each([
    ["lambdaTemplate", (answer: NodejsFunction) => lambdaTemplate(answer)],
    ["http", () => http("https://erp.example.com/pets")],
  ])(
    "a caller of %s cannot skip the model with another content type (integration-passthrough-behaviors)",
    (_, target) => {
      const { stack, api, answer } = restStack();
      api.route(createPet, target(answer));
      synthesized(stack).only("aws_api_gateway_integration", {
        request_templates: { "application/json": "$input.body" },
        passthrough_behavior: "NEVER",
      });
    },
  );

  test("a caller can send the media type of each version, and no other content type", () => {
    const { stack, api, answer } = restStack();
    const target = lambdaTemplate(answer);
    const { v1 } = byMediaType("application/vnd.pet.v1+json", { v1: createPet });
    const { v2 } = byMediaType("application/vnd.pet.v2+json", { v2: createPet });
    for (const version of [v1, v2]) api.route(version, target);
    const { request_templates } = synthesized(stack).only("aws_api_gateway_integration").values;
    expect(Object.keys(request_templates as object)).toEqual([
      "application/json",
      "application/vnd.pet.v1+json",
      "application/vnd.pet.v2+json",
    ]);
  });

  test.each<[string, RestApiProps]>([
    ["validation is off", { validate: false }],
    ["JSON is binary, so that API Gateway applies no template", { binaryTypes: ["*/*"] }],
  ])("every body is passed on if %s", (_, props) => {
    const { stack, api, answer } = restStack(props);
    api.route(createPet, lambdaTemplate(answer));
    const { values } = synthesized(stack).only("aws_api_gateway_integration");
    expect(values).not.toHaveProperty("request_templates");
    expect(values).not.toHaveProperty("passthrough_behavior");
  });

  test("routes with equal bodies share a model", () => {
    const { stack, api, answer } = restStack();
    api.route(createPet, answer);
    api.route(route("PUT /pets", { access: "public", body: zod.object({ name: zod.string() }) }), answer);
    const { only, all } = synthesized(stack);
    only("aws_api_gateway_model");
    only("aws_api_gateway_request_validator");
    all("aws_api_gateway_method", { request_validator_id: /^\$\{aws_api_gateway_request_validator\./ });
  });

  test("the name of a model has only letters and digits, and is unique", () => {
    const { stack, api, answer } = restStack();
    for (const [index, key] of (["POST /pet-toys/{toyId}", "POST /pet/toys/{toy_id}"] as const).entries())
      api.route(route(key, { access: "public", body: zod.object({ n: zod.literal(index) }) }), answer);
    const names = synthesized(stack)
      .all("aws_api_gateway_model")
      .map(({ values }) => values.name);
    expect(names.sort()).toEqual(["PostPetToysByToyIdBody", "PostPetToysByToyIdBody2"]);
  });

  test("a body without a JSON Schema has no model", () => {
    const { stack, api, answer } = restStack();
    api.route(route("POST /pets", { access: "public", body: z.object({ name: z.string() }) }), answer);
    synthesized(stack).none("aws_api_gateway_model");
    expect(errorsOf(stack)).toEqual([]);
  });

  test("the option of the app converts the schemas", () => {
    const { stack, api, answer } = convertingStack();
    api.route(route("POST /pets", { access: "public", body: z.object({ name: z.string() }) }), answer);
    synthesized(stack).only("aws_api_gateway_model", { schema: /"required":\["name"\]/ });
  });

  test("the option of the OpenAPI document replaces the option of the app", () => {
    const openApi = { title: "Pets", version: "1", jsonSchema: () => ({ type: "null" }) };
    const { stack, api, answer } = convertingStack({ openApi });
    api.route(route("POST /pets", { access: "public", body: z.object({ name: z.string() }) }), answer);
    synthesized(stack).only("aws_api_gateway_model", { schema: '{"type":"null"}' });
  });
});

describe("versions of a route", () => {
  const two = zod.object({ title: zod.string() });

  test("the model of the route accepts all versions", () => {
    const { stack, api, answer } = restStack();
    const { v2 } = byHeader("x-version", "2", { v2: route("POST /pets", { access: "public", body: two }) });
    api.route(createPet, answer);
    api.route(v2, answer);
    synthesized(stack).only("aws_api_gateway_model", { schema: /^\{"anyOf":/ });
  });

  test("the media type of a version has the model, too", () => {
    const { stack, api, answer } = restStack();
    const { v2 } = byMediaType("application/vnd.Pets.v2+json", {
      v2: route("POST /pets", { access: "public", body: two }),
    });
    api.route(createPet, answer);
    api.route(v2, answer);
    const { values } = synthesized(stack).only("aws_api_gateway_method");
    expect(Object.keys(values.request_models as object)).toEqual([
      "application/json",
      "application/vnd.pets.v2+json",
    ]);
  });

  test("a version without a body removes the model and the validator, and a warning lists it", () => {
    const { stack, api, answer } = restStack();
    const { v2 } = byHeader("x-version", "2", { v2: route("POST /pets", { access: "public" }) });
    api.route(createPet, answer);
    api.route(v2, answer);
    const { none, only } = synthesized(stack);
    none("aws_api_gateway_model");
    none("aws_api_gateway_request_validator");
    only("aws_api_gateway_method", { request_models: undefined, request_validator_id: undefined });
    expect(warningsOf(stack)).toHaveLength(1);
  });
});

describe("parameters of contracts", () => {
  test("a parameter is required if the handler rejects a blank one", () => {
    const { stack, api, answer } = restStack();
    api.route(listPets, answer);
    const { only } = synthesized(stack);
    only("aws_api_gateway_method", {
      request_parameters: { "method.request.querystring.max": true, "method.request.querystring.tag": false },
    });
    only("aws_api_gateway_request_validator", { name: "parameters", validate_request_body: false });
  });

  test("a header is optional, because API Gateway may distinguish upper and lower case", () => {
    const { stack, api, answer } = restStack();
    const headers = zod.object({ "x-id": zod.uuid() });
    api.route(route("GET /pets", { access: "public", headers }), answer);
    const { only, none } = synthesized(stack);
    only("aws_api_gateway_method", { request_parameters: { "method.request.header.x-id": false } });
    none("aws_api_gateway_request_validator");
  });

  test("a method does not declare a name that API Gateway rejects (api-platform#2150)", () => {
    const { stack, api, answer } = restStack();
    const query = zod.object({ "page[size]": zod.int(), max: zod.int() });
    api.route(route("GET /pets", { access: "public", query }), answer);
    const { request_parameters } = synthesized(stack).only("aws_api_gateway_method").values;
    expect(request_parameters).toEqual({ "method.request.querystring.max": true });
  });

  test("required parameters are added to those that an integration maps", () => {
    const { stack, api } = restStack();
    const contract = route("GET /pets/{id}", { access: "public", query: zod.object({ max: zod.number() }) });
    api.route(contract, httpProxy("https://pets.example.com/{id}"));
    synthesized(stack).only("aws_api_gateway_method", {
      request_parameters: { "method.request.path.id": false, "method.request.querystring.max": true },
    });
  });

  test("a route with parameters and a body has one validator for both", () => {
    const { stack, api, answer } = restStack();
    const query = zod.object({ max: zod.number() });
    api.route(route("POST /pets", { access: "public", body: pet, query }), answer);
    synthesized(stack).only("aws_api_gateway_request_validator", {
      name: "body-and-parameters",
      validate_request_body: true,
      validate_request_parameters: true,
    });
  });
});

describe("the option validate", () => {
  test("an API without validation can have a route with it", () => {
    const { stack, api, answer } = restStack({ validate: false });
    api.route(createPet, answer);
    api.route(listPets, answer, { validate: true });
    const { none, only } = synthesized(stack);
    none("aws_api_gateway_model");
    only("aws_api_gateway_request_validator", { name: "parameters" });
  });

  test("a route can turn off its validation", () => {
    const { stack, api, answer } = restStack();
    api.route(createPet, answer, { validate: false });
    synthesized(stack).none("aws_api_gateway_request_validator");
  });

  test("a schema without a JSON Schema is an error if validate is true", () => {
    const { stack, api, answer } = restStack({ validate: true });
    api.route(route("POST /pets", { access: "public", body: z.object({ name: z.string() }) }), answer);
    expect(errorsOf(stack)).toEqual([
      'test/api: route "POST /pets": body has no JSON Schema (the schema of zod does not implement Standard JSON Schema), but `validate` is true. Use a schema of JSON values, pass `jsonSchema` to `App.run`, or remove `validate`.',
    ]);
  });
});

describe("an option jsonSchema", () => {
  const post = (jsonSchema: unknown, props?: RestApiProps) => {
    const { stack, api, answer } = convertingStack(props, jsonSchema as never);
    api.route(route("POST /pets", { access: "public", body: pet }), answer);
    api.route(route("PUT /pets", { access: "public", body: pet }), answer);
    return stack;
  };

  describe.each<[string, RestApiProps | undefined]>([
    ["no option", undefined],
    ["validate", { validate: true }],
    ["openApi", { openApi: { title: "Pets", version: "1" } }],
  ])("an option jsonSchema of an API with %s", (_, props) => {
    test.each<[string, () => unknown]>([
      ["an object of the class Promise", async () => ({})],
      ["an object of the class Promise", () => Promise.reject(new Error("no"))],
      ["a string", () => "{}"],
      ["a list", () => []],
      ["a function", () => () => ({})],
      ["false", () => false],
      ["null", () => null],
      ["undefined", () => undefined],
    ])("the function must not return %s", (result, jsonSchema) => {
      expect(errorsOf(post(jsonSchema, props))).toEqual([
        `test/api: the function \`jsonSchema\` returned ${result} for the body of route "POST /pets"; expected an object. Return the JSON Schema itself.`,
      ]);
    });
  });

  const cycle: { self?: unknown } = {};
  cycle.self = cycle;
  const fail = () => {
    throw new Error("no such type\nmore");
  };

  test.each<[string, () => unknown, string]>([
    ["throws", fail, "no such type"],
    ["returns a cycle", () => cycle, "Converting circular structure to JSON"],
    ["returns a bigint", () => ({ const: 1n }), "Do not know how to serialize a BigInt"],
  ])(
    "a function that %s causes an error if validate is true, and otherwise a warning",
    (_, jsonSchema, reason) => {
      const failure = `the function \`jsonSchema\` failed: ${reason}`;
      expect(errorsOf(post(jsonSchema, { validate: true }))[0]).toBe(
        `test/api: route "POST /pets": body has no JSON Schema (${failure}), but \`validate\` is true. Use a schema of JSON values, correct \`jsonSchema\`, or remove \`validate\`.`,
      );
      expect(warningsOf(post(jsonSchema))[0]).toContain(
        `the whole schema (it has no JSON Schema: ${failure}) of the body`,
      );
    },
  );

  test("a function that returns a reference without a target has failed", () => {
    const failure = 'the function `jsonSchema` failed: the reference "#/$defs/A" has no target in the schema';
    expect(errorsOf(post(() => ({ $ref: "#/$defs/A" }), { validate: true }))[0]).toContain(failure);
    expect(errorsOf(post(() => ({ $ref: "#/$defs/A" }), { openApi: { title: "P", version: "1" } }))[0]).toBe(
      `test/api: route "POST /pets": body has no JSON Schema (${failure}), but the OpenAPI document needs it. Use a type of JSON, such as an ISO date, or correct the function \`jsonSchema\`.`,
    );
  });
});

test.each<[string, RestApiProps, { validate?: boolean }]>([
  ["the API", { validate: true }, {}],
  ["the route", {}, { validate: true }],
])("a body that cannot be validated is an error if validate is true for %s", (_, props, settings) => {
  const { stack, api, answer } = restStack(props);
  const body = zod.object({ d: zod.coerce.number() });
  api.route(route("POST /pets", { access: "public", body }), answer, settings);
  expect(errorsOf(stack)).toEqual([
    'test/api: route "POST /pets": API Gateway cannot validate the body (it converts or replaces values of other types, which JSON Schema cannot express), but `validate` is true. Change this, or remove `validate`.',
  ]);
});

describe("the check unchecked-input", () => {
  test.each([
    ["Date", zod.object({ a: zod.date() })],
    ["BigInt", zod.object({ a: zod.bigint() })],
    ["Custom types", zod.object({ a: zod.custom<string>() })],
  ])("a warning lists a body with %s, which JSON Schema cannot express", (type, schema) => {
    const { stack, api, answer } = restStack();
    api.route(route("POST /pets", { access: "public", body: schema as never }), answer);
    expect(warningsOf(stack)).toEqual([
      `test/api/POST --pets: route "POST /pets": the model does not check the whole schema (it has no JSON Schema: ${type} cannot be represented in JSON Schema) of the body. The function checks it. Simplify the schema, or waive the check (check unchecked-input).`,
    ]);
  });

  test("an API whose schemas need a conversion has one warning, unless it does not validate", () => {
    const declare = (props?: RestApiProps) => {
      const { stack, api, answer } = restStack(props);
      const mini = z.object({ name: z.string() });
      for (const key of ["POST /pets", "PUT /pets", "PATCH /pets"] as const)
        api.route(route(key, { access: "public", body: mini }), answer);
      return stack;
    };
    expect(warningsOf(declare())).toEqual([
      'test/api: API Gateway does not validate the body of route "POST /pets" and 2 more, because the schema has no JSON Schema. The function checks it. Pass `jsonSchema` to `App.run`, set `validate: false`, or waive the check (check unchecked-input).',
    ]);
    expect(warningsOf(declare({ validate: false }))).toEqual([]);
  });

  const body = zod.object({ site: zod.url() });
  const contract = route("POST /pets", { access: "public", body });

  test("a warning of a route without a function does not name a function", () => {
    const { stack, api } = restStack();
    const queue = sqsSendMessage(new SqsQueue(stack, "pets", { name: "pets" }));
    api.route(contract, queue);
    expect(warningsOf(stack)).toEqual([
      expect.stringContaining("of the body. Nothing else checks it. Simplify"),
    ]);
    const { stack: other, api: otherApi } = restStack();
    const mini = route("POST /pets", { access: "public", body: z.object({ name: z.string() }) });
    otherApi.route(mini, sqsSendMessage(new SqsQueue(other, "pets", { name: "pets" })));
    expect(warningsOf(other)).toEqual([
      expect.stringContaining("no JSON Schema. Only functions check it. Pass"),
    ]);
  });

  test("a warning lists the keywords that the model does not contain", () => {
    const { stack, api, answer } = restStack();
    api.route(contract, answer);
    expect(warningsOf(stack)).toEqual([
      'test/api/POST --pets: route "POST /pets": the model does not check /properties/site/format (validators differ in this format) of the body. The function checks it. Simplify the schema, or waive the check (check unchecked-input).',
    ]);
  });

  test("a warning lists a model that is larger than API Gateway accepts (api-gateway-execution-service-limits-table)", () => {
    const { stack, api, answer } = restStack();
    const large = zod.object({ name: zod.literal("x".repeat(410_000)) });
    api.route(route("POST /pets", { access: "public", body: large }), answer);
    synthesized(stack).none("aws_api_gateway_model");
    expect(warningsOf(stack)[0]).toContain("the whole schema (the model has 410");
  });

  test.each(["*/*", "application/json"])("a warning lists a body that is binary because of %s", (type) => {
    const { stack, api, answer } = restStack({ binaryTypes: [type] });
    api.route(createPet, answer);
    synthesized(stack).none("aws_api_gateway_model");
    expect(warningsOf(stack)[0]).toContain(
      `the whole schema (bodies are binary because of the type ${type})`,
    );
  });

  test("the warning can be waived", () => {
    const { stack, api, answer } = restStack();
    api.route(contract, answer);
    waive(api, "unchecked-input", "The function checks the URL.");
    expect(warningsOf(stack)).toEqual([]);
  });
});

describe("the check unused-validator", () => {
  const declare = (more: object) => {
    const { stack, api, answer } = restStack();
    api.route("GET /", answer, { access: "public" });
    const place = { restApiId: api.api.id, resourceId: api.api.rootResourceId, authorization: "NONE" };
    const method = new ApiGatewayMethod(stack, "post", { ...place, httpMethod: "POST", ...more });
    const { restApiId, resourceId, httpMethod } = method;
    new ApiGatewayIntegration(stack, "mock", { restApiId, resourceId, httpMethod, type: "MOCK" });
    return errorsOf(stack);
  };

  test.each([
    ["no parameters and no models", {}],
    ["optional parameters only", { requestParameters: { "method.request.querystring.q": false } }],
    ["an empty map of models", { requestModels: {} }],
  ])("a validator of a method with %s is an error", (_, more) => {
    expect(declare({ requestValidatorId: "abc123", ...more })).toEqual([
      "test/post: has a request validator, which checks nothing without a required parameter or a model. Set requestParameters or requestModels, or remove requestValidatorId (check unused-validator).",
    ]);
  });

  test.each([
    [
      "a required parameter",
      { requestValidatorId: "abc123", requestParameters: { "method.request.querystring.q": true } },
    ],
    ["a model", { requestValidatorId: "abc123", requestModels: { "application/json": "Empty" } }],
    ["no validator", {}],
  ])("a method with %s causes no error", (_, more) => {
    expect(declare(more)).toEqual([]);
  });
});

test("an option jsonSchema that is no function is reported", () => {
  const app = new App({ outdir: temporaryFolder(), jsonSchema: "zod" as never });
  new AwsProvider(new TerraformStack(app, "test"), "aws", { region: "eu-central-1" });
  expect(() => app.synth()).toThrow('jsonSchema is "zod"; expected a function');
});
