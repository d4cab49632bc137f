import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import {
  App,
  AwsProvider,
  HttpApi,
  type HttpApiProps,
  stubCode,
  TerraformStack,
  TerraformVariable,
  Testing,
} from "gatewright";
import { binary, byQuery, type Route, route } from "gatewright/contract";
import * as zod from "zod";
import * as z from "zod/mini";
import { listRoutes, readStacks, resolveStack } from "#terraform";
import { validateDocument } from "../../../contract/validate-document";
import { temporaryFolder } from "../../../support";
import { fn, staff } from "./api-fixture";

type AddRoutes = (api: HttpApi, stack: TerraformStack) => void;

/** Synthesizes an API with routes. @returns its OpenAPI document; undefined if synthesis writes none */
function documentOf(addRoutes: AddRoutes, props: HttpApiProps = {}, outdir = temporaryFolder()) {
  const app = new App({ outdir });
  stubCode(app);
  const stack = new TerraformStack(app, "things-dev");
  new AwsProvider(stack, "aws", { region: "eu-central-1" });
  addRoutes(new HttpApi(stack, "api", { authorizer: staff(), ...props }), stack);
  app.synth();
  const file = path.join(app.outdir, "stacks/things-dev/api.openapi.json");
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
}

function documentOfRoutes(...routes: readonly Route[]) {
  return documentOf((api, stack) => {
    const answer = fn(stack);
    for (const declared of routes) api.route(declared, answer);
  });
}

test("an API with contracts writes its document, even without the option openApi", () => {
  const document = documentOfRoutes(
    route("GET /things", { groups: ["admin"], query: zod.object({ q: zod.string() }) }),
  );
  expect(document).toMatchObject({
    info: { title: "things-dev-api", version: "0.0.0" },
    paths: { "/things": { get: { "x-groups": ["admin"], parameters: [{ name: "q", required: true }] } } },
    "x-route-groups": { "GET /things": [{ groups: ["admin"] }] },
  });
  expect(document).not.toHaveProperty("x-incomplete-schemas");
  expect(validateDocument(document)).toEqual({ valid: true });
});

test("an API whose routes are declared by their keys writes no document", () => {
  expect(documentOf((api, stack) => api.route("GET /", fn(stack)))).toBeUndefined();
});

test("synthesis removes the document of an API that no longer has contracts", () => {
  const outdir = temporaryFolder();
  const contract = route("GET /", { groups: ["admin"] });
  expect(documentOf((api, stack) => api.route(contract, fn(stack)), {}, outdir)).toBeDefined();
  expect(documentOf((api, stack) => api.route("GET /", fn(stack)), {}, outdir)).toBeUndefined();
});

test("an API without routes writes no document", () => {
  expect(documentOf(() => {})).toBeUndefined();
});

const NOTE = { $comment: "no JSON Schema" };

test("without the option openApi, a schema without a JSON Schema is empty", () => {
  const document = documentOfRoutes(
    route("PUT /a/{b}", {
      params: z.object({ b: z.string() }),
      query: z.object({ q: z.string() }),
      headers: z.object({ "x-a": z.string() }),
      body: z.object({ size: z.int() }),
      examples: { body: { size: 1 } },
      replies: { 200: z.object({ size: z.int() }), 201: binary("image/png") },
    }),
  );
  expect(document.paths["/a/{b}"].put).toMatchObject({
    parameters: [{ name: "b", in: "path", schema: { type: "string" } }],
    requestBody: { content: { "application/json": { schema: NOTE } } },
    responses: {
      200: { content: { "application/json": { schema: NOTE } } },
      201: { content: { "image/png": {} } },
    },
  });
  expect(document["x-incomplete-schemas"]).toBe(true);
  expect(validateDocument(document)).toEqual({ valid: true });
});

test.each<[string, Route]>([
  ["a query that accepts no object", route("GET /a", { query: zod.string() as never })],
  ["headers without fixed names", route("GET /a", { headers: zod.record(zod.string(), zod.int()) as never })],
  ["a body with a date", route("POST /a", { body: zod.object({ at: zod.date() }) })],
  ["an example that is not JSON", route("POST /a", { body: zod.any(), examples: { body: { count: 1n } } })],
])("without the option openApi, %s is no error", (_, declared) => {
  expect(documentOfRoutes(declared)).toHaveProperty("paths");
});

test("a scope that only Terraform knows is the expression of the Terraform JSON", () => {
  const document = documentOf((api, stack) => {
    const scope = new TerraformVariable(stack, "scope", { type: "string" }).stringValue;
    api.route(route("GET /a", { scopes: [scope], groups: ["admin"] }), fn(stack));
  });
  expect(document.paths["/a"].get.security).toEqual([{ token: ["${var.scope}"] }]);
});

test("the document contains a contract that is a later version of a route", () => {
  const document = documentOf((api, stack) => {
    const answer = fn(stack);
    api.route("GET /a", answer);
    api.route(byQuery("v", "2", { a: route("GET /a", { groups: ["admin"] }) }).a, answer);
  });
  expect(document["x-route-groups"]).toEqual({
    "GET /a": [{ groups: [] }, { version: "v=2", groups: ["admin"] }],
  });
});

test("the list of routes contains the groups of the contracts", () => {
  const outdir = temporaryFolder();
  const addRoutes: AddRoutes = (api, stack) => {
    const answer = fn(stack);
    api.route(route("GET /a/{rest+}", { groups: ["admin"], scopes: ["a/b"] }), answer);
    api.route(route("$default", { groups: ["staff"] }), answer);
    api.route(route("GET /a/{id}"), answer);
  };
  documentOf(addRoutes, {}, outdir);
  const routes = readStacks(outdir).flatMap((stack) => listRoutes(resolveStack(stack)));
  expect(Object.fromEntries(routes.map(({ key, access }) => [key, access]))).toEqual({
    "GET /a/{rest+}": "JWT staff: scope a/b, group admin",
    "GET /a/{id}": "JWT staff: any valid token",
    $default: "JWT staff: group staff",
  });
});

test("the document does not change the Terraform JSON", () => {
  const synthesized = (declared: Route | string) => {
    const app = Testing.app();
    const stack = new TerraformStack(app, "test");
    stubCode(app);
    new HttpApi(stack, "api", { authorizer: staff() }).route(declared as Route, fn(stack));
    return Testing.synth(stack);
  };
  expect(synthesized(route("GET /a", { groups: ["admin"] }))).toBe(synthesized("GET /a"));
});
