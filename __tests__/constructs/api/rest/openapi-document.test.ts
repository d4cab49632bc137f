import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import {
  type App,
  HttpApi,
  http,
  IamAuthorizer,
  mock,
  RestApi,
  type RestApiProps,
  type TerraformStack,
  TokenAuthorizer,
  UsagePlan,
  UserPool,
} from "gatewright";
import { route } from "gatewright/contract";
import * as z from "zod";
import { validateDocument } from "../../../contract/validate-document";
import { errorsOf, testStack } from "../../../support";
import { fn } from "../http/api-fixture";

/** Synthesizes an API with a route. @returns its OpenAPI document; undefined if synthesis writes none */
function documentOf(addRoute: (api: RestApi, stack: TerraformStack) => void, props?: RestApiProps) {
  const stack = testStack();
  addRoute(new RestApi(stack, "api", props), stack);
  expect(errorsOf(stack)).toEqual([]);
  const file = path.join((stack.node.root as App).outdir, "stacks/test/api.openapi.json");
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
}

const LIST = route("GET /things", { access: "public", query: z.object({ q: z.string() }) });

test("a REST API with contracts writes its document", () => {
  const document = documentOf((api, stack) => api.route(LIST, fn(stack)));
  expect(document).toMatchObject({
    info: { title: "test-api", version: "0.0.0" },
    paths: { "/things": { get: { parameters: [{ name: "q", required: true }] } } },
  });
  expect(validateDocument(document)).toEqual({ valid: true });
});

test("the document of a REST API has the title and the version of the option openApi", () => {
  const info = { title: "Things", version: "1.0.0" };
  expect(documentOf((api, stack) => api.route(LIST, fn(stack)), { openApi: info })).toMatchObject({ info });
});

test("a REST API whose routes are declared by their keys writes no document", () => {
  const document = documentOf((api, stack) => api.route("GET /", fn(stack), { access: "public" }));
  expect(document).toBeUndefined();
});

/** Problem codes and media types of the responses of an operation, by status. */
function errorsOfOperation(document: ReturnType<typeof documentOf>, path: string, method: string) {
  const { responses } = document.paths[path][method];
  const entries = Object.entries<{ readonly $ref?: string }>(responses).map(([status, { $ref }]) => {
    const content = document.components.responses[$ref?.split("/").at(-1) ?? ""]?.content ?? {};
    const codes = content["application/problem+json"]?.schema.properties.code.enum ?? [];
    const others = Object.keys(content).filter((type) => type !== "application/problem+json");
    return [status, [...codes, ...others]];
  });
  return Object.fromEntries(entries);
}

const SHARED = {
  200: [],
  429: ["throttled"],
  500: ["internal-error"],
  502: ["integration-failure"],
  504: ["integration-timeout"],
};

test("the document of a REST API contains the errors that each route can have", () => {
  const document = documentOf((api, stack) => {
    const users = new UserPool(stack, "users", { groups: ["staff"] });
    users.addSrpClient("app");
    const answer = fn(stack);
    const token = new TokenAuthorizer("token", { function: fn(stack, "check") });
    api.route(LIST, answer);
    api.route(route("GET /users", { groups: ["staff"] }), answer, { authorizer: users.authorizer() });
    api.route(route("GET /token"), answer, { authorizer: token });
    api.route(route("GET /signed"), answer, { authorizer: new IamAuthorizer() });
    api.route(route("POST /things", { access: "public", body: z.object({}) }), answer);
  });
  expect(validateDocument(document)).toEqual({ valid: true });
  const input = ["invalid-input", "invalid-json"];
  expect(errorsOfOperation(document, "/things", "get")).toEqual({ ...SHARED, 400: input });
  expect(errorsOfOperation(document, "/users", "get")).toEqual({
    ...SHARED,
    401: ["expired-token", "unauthorized"],
    403: ["missing-group"],
  });
  expect(errorsOfOperation(document, "/token", "get")).toEqual({
    ...SHARED,
    401: ["unauthorized"],
    403: ["access-denied"],
  });
  expect(errorsOfOperation(document, "/signed", "get")).toEqual({
    ...SHARED,
    401: ["expired-token"],
    403: ["access-denied", "invalid-signature", "missing-authentication-token"],
  });
  expect(errorsOfOperation(document, "/things", "post")).toEqual({
    ...SHARED,
    400: input,
    413: ["request-too-large", "application/json"],
    415: ["unsupported-media-type"],
  });
});

test("a route without a function has the same document, and an error for other content types", () => {
  const contract = route("GET /things", {
    access: "public",
    replies: { 200: z.object({ id: z.string() }) },
    examples: { replies: { 200: { id: "a" } } },
  });
  const documents = [mock(), http("https://a.example"), undefined].map((target) =>
    documentOf((api, stack) => api.route(contract, target ?? fn(stack))),
  );
  for (const document of documents) expect(validateDocument(document)).toEqual({ valid: true });
  const [mocked, mapped, invoked] = documents.map((document) =>
    errorsOfOperation(document, "/things", "get"),
  );
  expect(mocked).toEqual({ ...invoked, 415: ["unsupported-media-type"] });
  expect(mapped).toEqual(mocked);
});

test("the errors of a route depend on its method in the Terraform", () => {
  const document = documentOf(
    (api, stack) => {
      new UsagePlan(stack, "gold", { apis: [api] }).addKey("acme");
      api.route(LIST, fn(stack));
      const method = api.methods.get("GET /things");
      if (!method) throw new Error("expected the method");
      method.apiKeyRequired = true;
      method.requestValidatorId = "validator";
      method.requestModels = { "application/json": "Thing" };
      const integration = api.integrations.get("GET /things");
      if (integration) integration.type = "AWS";
    },
    { policy: [{}] },
  );
  expect(errorsOfOperation(document, "/things", "get")).toEqual({
    ...SHARED,
    400: ["invalid-input", "invalid-json"],
    403: ["access-denied", "invalid-api-key"],
    415: ["unsupported-media-type"],
    429: ["throttled", "quota-exceeded"],
  });
});

test("the document contains changed gateway responses", () => {
  const gatewayResponses = {
    THROTTLED: { status: 503 },
    INTEGRATION_TIMEOUT: { body: "later", headers: { "Content-Type": "text/plain" } },
  };
  const document = documentOf((api, stack) => api.route(LIST, fn(stack)), { gatewayResponses });
  const { 429: _, ...others } = SHARED as Readonly<Record<number, readonly string[]>>;
  expect(errorsOfOperation(document, "/things", "get")).toEqual({
    ...others,
    400: ["invalid-input", "invalid-json"],
    503: ["throttled"],
    504: ["text/plain"],
  });
});

test('the document of an API with the gateway responses "default" contains the bodies of API Gateway', () => {
  const document = documentOf((api, stack) => api.route(LIST, fn(stack)), { gatewayResponses: "default" });
  expect(errorsOfOperation(document, "/things", "get")).toMatchObject({
    429: ["application/json"],
    500: ["internal-error", "application/json"],
  });
});

test("an HTTP API and a REST API whose documents would have the same file name are an error", () => {
  const stack = testStack();
  const health = route("GET /health", { access: "public" });
  const answer = fn(stack);
  new HttpApi(stack, "api").route(health, answer);
  new RestApi(stack, "a.pi", { name: "rest" }).route(health, answer);
  expect(errorsOf(stack)).toEqual([
    'test/a.pi: Terraform name "api" is also the name of test/api, so both would write the file api.openapi.json. Change a construct ID.',
  ]);
});

describe("the API keys in the document", () => {
  const CREATE = route("POST /things", { scopes: ["things/write"] });
  const FILE = route("ANY /files/{path+}", { access: "public" });

  const keyedDocument = (props: RestApiProps, apiKeyRequired = true) =>
    documentOf(
      (api, stack) => {
        const users = new UserPool(stack, "users", { scopes: ["things/write"] });
        const answer = fn(stack);
        api.route(LIST, answer, { apiKeyRequired });
        api.route(CREATE, answer, { apiKeyRequired, authorizer: users.authorizer() });
        api.route(FILE, answer, { apiKeyRequired });
        api.route(route("GET /health", { access: "public" }), answer);
        new UsagePlan(stack, "gold", { apis: [api] }).addKey("acme");
      },
      { account: "existing", ...props },
    );

  test("a route that requires a key has the security scheme apiKey, next to a token", () => {
    const document = keyedDocument({});
    expect(document.components.securitySchemes.apiKey).toEqual({
      type: "apiKey",
      name: "x-api-key",
      in: "header",
    });
    expect(document.paths["/things"].get).toMatchObject({
      security: [{ apiKey: [] }],
      responses: { 403: { $ref: "#/components/responses/Forbidden" } },
    });
    expect(document.paths["/things"].post.security).toEqual([{ token: ["things/write"], apiKey: [] }]);
    expect(document.paths["/files/{path}"].delete.security).toEqual([{ apiKey: [] }]);
    expect(document.paths["/health"].get.security).toEqual([]);
    expect(validateDocument(document)).toEqual({ valid: true });
  });

  test("a document without required keys has no such scheme", () => {
    expect(keyedDocument({}, false).components.securitySchemes).toEqual({ token: expect.anything() });
  });
});

test("a key that an authorizer returns is no part of a request", () => {
  const document = documentOf(
    (api, stack) => {
      const answer = fn(stack);
      const authorizer = new TokenAuthorizer("check", { function: answer });
      api.route(route("GET /things", {}), answer, { authorizer });
      new UsagePlan(stack, "gold", { apis: [api] }).addKey("acme");
    },
    { apiKeyRequired: true, apiKeySource: "authorizer" },
  );
  expect(document.paths["/things"].get.security).toEqual([{ token: [] }]);
});
