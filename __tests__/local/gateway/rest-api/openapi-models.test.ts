import { invokeArn } from "../terraform-fixture";
import { restGateway } from "./rest-fixture";

// Source of the expected results (docs/decisions/021-facts-carry-sources.md explains the marks in titles):
// - [AWS docs]: the pages api-gateway-swagger-extensions-request-validators and
//   api-gateway-request-validation-sample-api-swagger of the developer guide

const EXTENSIONS = {
  "x-amazon-apigateway-request-validators": {
    all: { validateRequestBody: true, validateRequestParameters: true },
    parameters: { validateRequestBody: false, validateRequestParameters: true },
  },
  "x-amazon-apigateway-request-validator": "all",
};

const PET = { type: "object", properties: { owner: { $ref: "" } }, required: ["name"] };

const operation = (more: object) => ({
  responses: {},
  "x-amazon-apigateway-integration": { type: "aws_proxy", httpMethod: "POST", uri: invokeArn("echo") },
  ...more,
});

function schemas(prefix: string) {
  return {
    Pet: { ...PET, properties: { owner: { $ref: `${prefix}/Owner` } } },
    Owner: { type: "object", required: ["id"] },
  };
}

const content = (schema: object, type = "application/json") => ({
  requestBody: { content: { [type]: { schema } } },
});

const DOCUMENTS = {
  "OpenAPI 3": {
    openapi: "3.0.1",
    info: { title: "pets", version: "1" },
    paths: {
      "/named": { post: operation(content({ $ref: "#/components/schemas/Pet" })) },
      "/inline": {
        post: operation(content({ type: "array", items: { $ref: "#/components/schemas/Pet" } })),
      },
      "/vendor": {
        post: operation(content({ $ref: "#/components/schemas/Pet" }, "application/vnd.pet+json")),
      },
      "/off": {
        post: operation({
          ...content({ $ref: "#/components/schemas/Pet" }),
          "x-amazon-apigateway-request-validator": "parameters",
        }),
      },
    },
    components: { schemas: schemas("#/components/schemas") },
    ...EXTENSIONS,
  },
  "Swagger 2": {
    swagger: "2.0",
    info: { title: "pets", version: "1" },
    consumes: ["application/json"],
    paths: {
      "/named": { post: operation(bodyParameter({ $ref: "#/definitions/Pet" })) },
      "/inline": {
        post: operation(bodyParameter({ type: "array", items: { $ref: "#/definitions/Pet" } })),
      },
      "/vendor": {
        post: operation({
          ...bodyParameter({ $ref: "#/definitions/Pet" }),
          consumes: ["application/vnd.pet+json"],
        }),
      },
      "/off": {
        post: operation({
          ...bodyParameter({ $ref: "#/definitions/Pet" }),
          "x-amazon-apigateway-request-validator": "parameters",
        }),
      },
    },
    definitions: schemas("#/definitions"),
    ...EXTENSIONS,
  },
};

function bodyParameter(schema: object) {
  return { parameters: [{ name: "body", in: "body", required: true, schema }] };
}

describe.each(Object.entries(DOCUMENTS))("the schemas of a definition in %s", (_, document) => {
  const api = restGateway({
    api: { body: JSON.stringify(document) },
    functions: { echo: { code: 'exports.handler = async () => ({ body: "{}" });' } },
  });
  const post = async (path: string, body: unknown, contentType = "application/json") =>
    (
      await api.call(`POST /dev/${path}`, {
        body: JSON.stringify(body),
        headers: { "content-type": contentType },
      })
    ).status;

  test("a validator of the definition compares bodies with the schemas [AWS docs]", async () => {
    expect(await post("named", { name: "Rex" })).toBe(200);
    expect(await post("named", {})).toBe(400);
  });

  test("a schema can refer to another schema [AWS docs]", async () => {
    expect(await post("named", { name: "Rex", owner: { id: 1 } })).toBe(200);
    expect(await post("named", { name: "Rex", owner: {} })).toBe(400);
  });

  test("a schema can be a part of an operation [AWS docs]", async () => {
    expect(await post("inline", [{ name: "Rex" }])).toBe(200);
    expect(await post("inline", [{}])).toBe(400);
  });

  test("a schema belongs to the content types of the operation [AWS docs]", async () => {
    expect(await post("vendor", {}, "application/vnd.pet+json")).toBe(400);
    expect(await post("vendor", {})).toBe(200);
  });

  test("a validator of parameters compares no bodies [AWS docs]", async () => {
    expect(await post("off", {})).toBe(200);
  });
});
