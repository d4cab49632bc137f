import { readFileSync } from "node:fs";
import path from "node:path";
import { App } from "gatewright";
import { InvalidTokenRequest, type LocalServer, startLocal } from "gatewright/local";
import { ProductsStack, stages } from "../../main";
import { temporaryFolder } from "../support";
import { type RequestContent, send } from "./gateway/raw-http";
import { writeFunctionZip } from "./gateway/terraform-fixture";

// These tests serve the sample application unchanged.

let app: App;
let local: LocalServer;

beforeAll(async () => {
  app = new App({ outdir: temporaryFolder() });
  local = await startLocal({ stack: new ProductsStack(app, "products-dev", stages.dev) });
});
afterAll(() => local.stop());

async function bearerHeaders(...scopes: string[]) {
  return { Authorization: `Bearer ${await local.token({ scopes })}` };
}

async function call(
  line: string,
  { headers = {}, body }: { headers?: Record<string, string>; body?: unknown } = {},
) {
  const request: RequestContent = body === undefined ? { headers } : { headers, body: JSON.stringify(body) };
  const reply = await send(local.url, line, request);
  return { ...reply, json: reply.body === "" ? undefined : JSON.parse(reply.body) };
}

async function create(name: string) {
  const headers = await bearerHeaders("products/write");
  const { status, json } = await call("POST /products", { headers, body: { name, price: 1999 } });
  expect(status).toBe(201);
  return json;
}

test("a caller with the right scopes creates, reads, lists, replaces and removes a product", async () => {
  const read = { headers: await bearerHeaders("products/read") };
  const write = { headers: await bearerHeaders("products/write") };
  const product = await create("Teapot");
  expect(product).toEqual({ productId: expect.any(String), name: "Teapot", price: 1999 });
  const productPath = `/products/${product.productId}`;
  expect(await call(`GET ${productPath}`, read)).toMatchObject({ status: 200, json: product });
  expect((await call("GET /products", read)).json.products).toContainEqual(product);

  const replacement = { name: "Better teapot", price: 2999 };
  expect(await call(`PUT ${productPath}`, { ...write, body: replacement })).toMatchObject({
    status: 200,
    json: replacement,
  });
  expect(await call(`GET ${productPath}`, read)).toMatchObject({ json: replacement });

  expect(await call(`DELETE ${productPath}`, write)).toMatchObject({ status: 204, body: "" });
  expect(await call(`GET ${productPath}`, read)).toMatchObject({
    status: 404,
    json: { code: "product-not-found" },
  });
});

test("a request without a token gets 401, and one without the required scope gets 403", async () => {
  expect(await call("GET /products")).toMatchObject({ status: 401, json: { message: "Unauthorized" } });
  const headers = await bearerHeaders("products/read");
  const request = { headers, body: { name: "x", price: 1 } };
  expect(await call("POST /products", request)).toMatchObject({
    status: 403,
    json: { message: "Forbidden" },
  });
});

test("a public route needs no token", async () => {
  expect((await call("GET /health")).status).toBe(200);
});

test("a page from an allowed origin passes the CORS preflight", async () => {
  const [Origin = ""] = stages.dev.origins;
  const headers = {
    Origin,
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "authorization",
  };
  const reply = await send(local.url, "OPTIONS /products", { headers });
  expect([reply.status, reply.headers["access-control-allow-origin"]]).toEqual([204, Origin]);
  const { headers: answered } = await send(local.url, "GET /health", { headers: { Origin } });
  expect(answered["access-control-expose-headers"]).toBe("x-trace-id");
  expect(answered["x-trace-id"]).toMatch(/^1-[0-9a-f]{8}-[0-9a-f]{24}$/);
});

test("after a reload, the new code is served and tables keep their data", async () => {
  const product = await create("Kettle");
  const folder = path.join(app.outdir, "stacks", "products-dev");
  const { resource } = JSON.parse(readFileSync(path.join(folder, "cdk.tf.json"), "utf8"));
  const { dir, name } = path.parse(path.join(folder, resource.aws_lambda_function.health.filename));
  writeFunctionZip(dir, name, "exports.handler = async () => 'new';");
  await local.reload();
  expect((await send(local.url, "GET /health")).body).toBe("new");
  const read = { headers: await bearerHeaders("products/read") };
  expect((await call(`GET /products/${product.productId}`, read)).json).toEqual(product);
});

test("the API's port serves the discovery document and keys of the user pool", async () => {
  const base = "/_gatewright/users/.well-known";
  const { json: document } = await call(`GET ${base}/openid-configuration`);
  expect(document).toMatchObject({
    issuer: expect.stringMatching(/^https:\/\/cognito-idp\.eu-central-1\.amazonaws\.com\/eu-central-1_\w+$/),
    jwks_uri: `${local.url}${base}/jwks.json`,
  });
  const { json: jwks } = await call(`GET ${base}/jwks.json`);
  expect(jwks.keys).toEqual([expect.objectContaining({ kty: "RSA", use: "sig", kid: expect.any(String) })]);
  expect(jwks.keys[0]).not.toHaveProperty("d");
});

test("a token has the requested scopes, groups, subject and claims", async () => {
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
  ["a pool", { pool: "none" }, 'stack "products-dev" has no user pool "none"; available: users'],
])("a token for %s that does not exist is rejected", async (_, options, message) => {
  const error: Error = await local.token(options).then(String, (thrown) => thrown);
  expect(error).toBeInstanceOf(InvalidTokenRequest);
  expect(error.message).toContain(message);
});
