import { readFileSync } from "node:fs";
import path from "node:path";
import { App } from "#constructs";
import { LocalError, type LocalServer, startLocal } from "#local";
import { ProductsStack, stages } from "../../main";
import { temporaryFolder } from "../support";
import { type Sent, send } from "./gateway/raw-http";
import { writeZip } from "./gateway/terraform-fixture";

// The sample application, as it is declared.

let app: App;
let local: LocalServer;

beforeAll(async () => {
  app = new App({ outdir: temporaryFolder() });
  local = await startLocal({ stack: new ProductsStack(app, "products-dev", stages.dev) });
});
afterAll(() => local.stop());

async function bearing(...scopes: string[]) {
  return { Authorization: `Bearer ${await local.token({ scopes })}` };
}

async function call(
  line: string,
  { headers = {}, body }: { headers?: Record<string, string>; body?: unknown } = {},
) {
  const sent: Sent = body === undefined ? { headers } : { headers, body: JSON.stringify(body) };
  const reply = await send(local.url, line, sent);
  return { ...reply, json: reply.body === "" ? undefined : JSON.parse(reply.body) };
}

async function created(name: string) {
  const headers = await bearing("products/write");
  const { status, json } = await call("POST /products", { headers, body: { name, price: 1999 } });
  expect(status).toBe(201);
  return json;
}

test("a product is created, had, listed, replaced and removed by who has a token for it", async () => {
  const read = { headers: await bearing("products/read") };
  const write = { headers: await bearing("products/write") };
  const product = await created("Teapot");
  expect(product).toEqual({ productId: expect.any(String), name: "Teapot", price: 1999 });
  const at = `/products/${product.productId}`;
  expect(await call(`GET ${at}`, read)).toMatchObject({ status: 200, json: product });
  expect((await call("GET /products", read)).json.products).toContainEqual(product);

  const better = { name: "Better teapot", price: 2999 };
  expect(await call(`PUT ${at}`, { ...write, body: better })).toMatchObject({ status: 200, json: better });
  expect(await call(`GET ${at}`, read)).toMatchObject({ json: better });

  expect(await call(`DELETE ${at}`, write)).toMatchObject({ status: 204, body: "" });
  expect(await call(`GET ${at}`, read)).toMatchObject({ status: 404, json: { code: "product-not-found" } });
});

test("who has no token is 401, and who has one for something else 403", async () => {
  expect(await call("GET /products")).toMatchObject({ status: 401, json: { message: "Unauthorized" } });
  const headers = await bearing("products/read");
  const sent = { headers, body: { name: "x", price: 1 } };
  expect(await call("POST /products", sent)).toMatchObject({ status: 403, json: { message: "Forbidden" } });
});

test("a public route asks for none", async () => {
  expect((await call("GET /health")).status).toBe(200);
});

test("a page of the stage's origins may call", async () => {
  const [Origin = ""] = stages.dev.origins;
  const headers = {
    Origin,
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "authorization",
  };
  const reply = await send(local.url, "OPTIONS /products", { headers });
  expect([reply.status, reply.headers["access-control-allow-origin"]]).toEqual([204, Origin]);
});

test("reload serves new code, and tables keep their data", async () => {
  const product = await created("Kettle");
  const folder = path.join(app.outdir, "stacks", "products-dev");
  const { resource } = JSON.parse(readFileSync(path.join(folder, "cdk.tf.json"), "utf8"));
  const { dir, name } = path.parse(path.join(folder, resource.aws_lambda_function.health.filename));
  writeZip(dir, name, "exports.handler = async () => 'new';");
  await local.reload();
  expect((await send(local.url, "GET /health")).body).toBe("new");
  const read = { headers: await bearing("products/read") };
  expect((await call(`GET /products/${product.productId}`, read)).json).toEqual(product);
});

test("the user pool's documents are where the API is", async () => {
  const at = "/_gatewright/users/.well-known";
  const { json: document } = await call(`GET ${at}/openid-configuration`);
  expect(document).toMatchObject({
    issuer: expect.stringMatching(/^https:\/\/cognito-idp\.eu-central-1\.amazonaws\.com\/eu-central-1_\w+$/),
    jwks_uri: `${local.url}${at}/jwks.json`,
  });
  const { json: jwks } = await call(`GET ${at}/jwks.json`);
  expect(jwks.keys).toEqual([expect.objectContaining({ kty: "RSA", use: "sig", kid: expect.any(String) })]);
  expect(jwks.keys[0]).not.toHaveProperty("d");
});

test("a token says what was wished, of what the pool has", async () => {
  const token = await local.token({
    scopes: ["products/read"],
    groups: ["admin"],
    subject: "ada",
    claims: { a: 1 },
  });
  expect(JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString())).toMatchObject({
    scope: "products/read",
    "cognito:groups": ["admin"],
    sub: "ada",
    a: 1,
  });
});

test.each([
  ["a scope", { scopes: ["products/none"] }, 'user pool "users" has no scope "products/none"'],
  ["a group", { groups: ["none"] }, 'user pool "users" has no group "none"'],
  ["a pool", { pool: "none" }, 'products-dev has no user pool "none"; it has "users"'],
])("there is no token for %s that is not there", async (_, wish, fault) => {
  const error: Error = await local.token(wish).then(String, (thrown) => thrown);
  expect(error).toBeInstanceOf(LocalError);
  expect(error.message).toContain(fault);
});
