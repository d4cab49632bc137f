import type { BlockArguments } from "../terraform-fixture";
import { REST_API_ID, restGateway } from "./rest-fixture";

// Sources of the expected results (docs/decisions/021-facts-carry-sources.md explains the marks in titles):
// - [AWS docs]: pages of the developer guide (request validation: api-gateway-method-request-validation; models:
//   models-mappings-models; variables: api-gateway-mapping-template-reference; order: api-gateway-logs)
// - [measured]: LocalStack's tests, which ran against AWS; ministack#1746; records of API Gateway's logs
// - [JSON Schema]: https://json-schema.org/draft-04/draft-fge-json-schema-validation-00

const MODELS: Readonly<Record<string, BlockArguments | string>> = {
  Pet: schema({
    $schema: "http://json-schema.org/draft-04/schema#",
    type: "object",
    properties: {
      name: { type: "string", minLength: 1 },
      age: { type: "integer", minimum: 0, exclusiveMinimum: true },
      kind: { enum: ["cat", "dog"] },
      tag: { type: "string", pattern: "^\\w+\\s.$" },
      zip: { type: "string", pattern: "^\\d{2}$" },
      code: { type: "string", pattern: "^(?=a)" },
    },
    required: ["name", "kind"],
  }),
  Closed: schema({ type: "object", properties: { a: {} }, additionalProperties: false }),
  Optional: schema({ type: "object", properties: { a: { type: "string" } } }),
  List: schema({ type: "array", items: { $ref: modelUrl("Pet") } }),
  Parent: schema({ allOf: [{ $ref: `${modelUrl("Family")}#/definitions/parent` }] }),
  Family: schema({
    definitions: {
      parent: {
        type: "object",
        properties: { child: { $ref: "#/definitions/parent" }, n: { type: "number" } },
      },
    },
  }),
  Later: schema({
    $schema: "https://json-schema.org/draft/2020-12/schema",
    type: "number",
    exclusiveMinimum: 3,
  }),
  Lost: schema({ $ref: modelUrl("Missing") }),
  Broken: { schema: "{" },
};

function schema(value: object): BlockArguments {
  return { schema: JSON.stringify(value) };
}

function modelUrl(name: string): string {
  return `https://apigateway.amazonaws.com/restapis/${REST_API_ID}/models/${name}`;
}

const method = (name: string, more: BlockArguments = {}) => ({
  to: "echo",
  request_models: { "application/json": name },
  request_validator_id: "${aws_api_gateway_request_validator.all.id}",
  ...more,
});

const api = restGateway({
  methods: {
    "POST /pets": method("${aws_api_gateway_model.Pet.name}"),
    "POST /closed": method("Closed"),
    "POST /optional": method("Optional"),
    "POST /list": method("List"),
    "POST /parent": method("Parent"),
    "POST /empty": method("Empty"),
    "POST /error": method("Error"),
    "POST /later": method("Later"),
    "POST /lost": method("Lost"),
    "POST /broken": method("Broken"),
    "POST /unknown": method("Unknown"),
    "POST /both": method("Pet", { request_parameters: { "method.request.querystring.q": true } }),
    "POST /vendor": method("Pet", { request_models: { "application/vnd.pet+json": "Pet" } }),
    "POST /parameters-only": method("Pet", {
      request_validator_id: "${aws_api_gateway_request_validator.parameters.id}",
    }),
    "POST /no-validator": { to: "echo", request_models: { "application/json": "Pet" } },
    "POST /no-models": method("Pet", { request_models: {} }),
    "POST /signed": method("Pet", { authorization: "AWS_IAM" }),
    "POST /mock": {
      ...method("Pet"),
      to: undefined,
      integration: { type: "MOCK", request_templates: { "application/json": '{"statusCode": 200}' } },
    },
  },
  more: {
    resource: {
      aws_api_gateway_request_validator: {
        all: {
          rest_api_id: REST_API_ID,
          name: "all",
          validate_request_body: true,
          validate_request_parameters: true,
        },
        parameters: { rest_api_id: REST_API_ID, name: "parameters", validate_request_parameters: true },
      },
      aws_api_gateway_model: Object.fromEntries(
        Object.entries(MODELS).map(([name, value]) => [
          name,
          { rest_api_id: REST_API_ID, name, content_type: "application/json", ...Object(value) },
        ]),
      ),
    },
  },
});

const INVALID = '{"message": "Invalid request body"}';

async function post(path: string, body: unknown, contentType = "application/json") {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const headers: Record<string, string> = contentType === "" ? {} : { "content-type": contentType };
  return api.call(`POST /dev/${path}`, { body: text, headers });
}

const PET = { name: "Rex", kind: "dog" };

test("a body that does not match its model gets the status 400 with a message [measured: LocalStack]", async () => {
  const { status, body, headers } = await post("pets", { name: "Rex" });
  expect([status, body]).toEqual([400, INVALID]);
  expect(headers["x-amzn-errortype"]).toBe("BadRequestException");
});

test.each<[string, string, unknown, number]>([
  ["a matching body is served [measured: LocalStack]", "pets", PET, 200],
  ["a property of another type is invalid [JSON Schema]", "pets", { ...PET, name: 1 }, 400],
  ["an exclusive minimum is a boolean of draft 4 [JSON Schema]", "pets", { ...PET, age: 0 }, 400],
  ["a number above an exclusive minimum is valid [JSON Schema]", "pets", { ...PET, age: 1 }, 200],
  ["a value that is not in an enum is invalid [JSON Schema]", "pets", { ...PET, kind: "cow" }, 400],
  ["a text that matches a pattern is valid [JSON Schema]", "pets", { ...PET, tag: "a\u00a0b" }, 200],
  ["each pattern of a model is evaluated [JSON Schema]", "pets", { ...PET, tag: "a b", zip: "12" }, 200],
  ["the dot of a pattern matches no end of a line [JSON Schema]", "pets", { ...PET, tag: "a \u2028" }, 400],
  ["a lookahead in a pattern is evaluated [JSON Schema]", "pets", { ...PET, code: "b" }, 400],
  ["a property that the model does not name is valid [JSON Schema]", "pets", { ...PET, more: 1 }, 200],
  ["a property that the model excludes is invalid [JSON Schema]", "closed", { b: 1 }, 400],
  ["a list is not an object [JSON Schema]", "optional", [], 400],
  ["a body that is not JSON is invalid [measured: logs of the test console]", "pets", "{", 400],
  ["an empty body is the object {}, which lacks a property [measured: LocalStack]", "pets", "", 400],
  ["an empty body matches a model without required properties [measured: LocalStack]", "optional", "", 200],
  ["a model can refer to another model by its URL [measured: LocalStack]", "list", [PET], 200],
  ["a body is compared with the other model [measured: LocalStack]", "list", [{ name: "Rex" }], 400],
  [
    "a model can refer to a part of another model that refers to itself [AWS docs]",
    "parent",
    { child: { n: "x" } },
    400,
  ],
  ["the model Empty exists in each API [measured: LocalStack]", "empty", {}, 200],
  ["the model Error exists in each API [measured: LocalStack]", "error", { message: 1 }, 400],
])("%s", async (_, path, body, status) => {
  expect((await post(path, body)).status).toBe(status);
});

test.each<[string, string, string, number]>([
  ["a content type without a model passes [AWS docs]", "pets", "text/plain", 200],
  ["parameters of the content type are ignored [AWS docs]", "pets", "application/json; charset=utf-8", 400],
  ["a request without a content type has the type application/json [AWS docs]", "pets", "", 400],
  ["another JSON type has no model [AWS docs]", "pets", "application/vnd.pet+json", 200],
  [
    "the model belongs to the content type of the method [AWS docs]",
    "vendor",
    "application/vnd.pet+json",
    400,
  ],
  ["the content type of the model itself does not count [AWS docs]", "vendor", "application/json", 200],
])("%s", async (_, path, contentType, status) => {
  expect((await post(path, {}, contentType)).status).toBe(status);
});

test.each([
  ["a validator of parameters does not compare bodies [AWS docs]", "parameters-only"],
  ["a method without a validator does not compare bodies [AWS docs]", "no-validator"],
  ["a validator of a method without models does not compare bodies [AWS docs]", "no-models"],
])("%s", async (_, path) => {
  expect((await post(path, {})).status).toBe(200);
});

test("parameters are checked before the body [measured: ministack#1746]", async () => {
  expect((await post("both", {})).body).toBe('{"message": "Missing required request parameters: [q]"}');
  expect((await post("both?q=1", {})).body).toBe(INVALID);
});

test("a request is authorized before its body is compared [measured: Zappa#390]", async () => {
  expect((await post("signed", {})).status).toBe(403);
});

test("a body is compared before a mock responds [measured: execution logs]", async () => {
  expect((await post("mock", {})).body).toBe(INVALID);
});

describe("models that are not emulated", () => {
  test.each([
    [
      "is not a JSON Schema of draft 4",
      "later",
      "aws_api_gateway_model.Later: schema is not a JSON Schema of draft 4: schema must have property minimum when property exclusiveMinimum is present. Correct it.",
    ],
    ["is not JSON", "broken", "aws_api_gateway_model.Broken: schema is not JSON: "],
    [
      "refers to a model that does not exist",
      "lost",
      "aws_api_gateway_model.Lost: schema is not a JSON Schema of draft 4: can't resolve reference",
    ],
    [
      "is not in the stack",
      "unknown",
      'aws_api_gateway_method.POST-unknown: request_models refers to the model "Unknown", which is not an aws_api_gateway_model of this API. Add it to the stack.',
    ],
  ])("a model that %s causes a 501 of the routes that use it [our choice]", async (_, path, reason) => {
    const { status, body } = await post(path, 5);
    expect(status).toBe(501);
    expect(JSON.parse(body).message).toContain(reason);
    expect((await post("pets", PET)).status).toBe(200);
  });
});

describe("the variable $context.error.validationErrorString", () => {
  const template =
    '{"type": "$context.error.responseType", "detail": "$context.error.validationErrorString"}';
  const custom = restGateway({
    methods: { "POST /pets": method("Pet") },
    more: {
      resource: {
        aws_api_gateway_request_validator: {
          all: {
            rest_api_id: REST_API_ID,
            name: "all",
            validate_request_body: true,
            validate_request_parameters: true,
          },
        },
        aws_api_gateway_model: {
          Pet: {
            rest_api_id: REST_API_ID,
            name: "Pet",
            content_type: "application/json",
            ...Object(MODELS.Pet),
          },
        },
        aws_api_gateway_gateway_response: {
          body: {
            rest_api_id: REST_API_ID,
            response_type: "BAD_REQUEST_BODY",
            status_code: "422",
            response_templates: { "application/json": template },
          },
        },
      },
    },
  });

  test.each<[string, string, string]>([
    [
      "missing properties [measured: log in RafPe/serverless-reqvalidator-plugin#1]",
      "{}",
      '[object has missing required properties (["kind","name"])]',
    ],
    [
      "a body that is not JSON [measured: log of the test console]",
      "{",
      "[Unknown error parsing request body]",
    ],
    [
      "a value of another type [our choice: text of json-schema-validator]",
      '{"name":1,"kind":"cat"}',
      '[instance type (integer) does not match any allowed primitive type (allowed: ["string"])]',
    ],
    [
      "a value that is not in an enum [our choice: text of json-schema-validator]",
      '{"name":"a","kind":"cow"}',
      '[instance value ("cow") not found in enum (possible values: ["cat","dog"])]',
    ],
  ])("describes %s, and can be written in quotes", async (_, text, detail) => {
    const { status, body } = await custom.call("POST /dev/pets", { body: text });
    expect([status, JSON.parse(body)]).toEqual([422, { type: "BAD_REQUEST_BODY", detail }]);
  });
});
