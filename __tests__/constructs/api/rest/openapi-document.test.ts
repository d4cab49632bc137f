import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { type App, RestApi, type RestApiProps, type TerraformStack } from "gatewright";
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
