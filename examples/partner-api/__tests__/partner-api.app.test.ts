import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { App, stubCode, Testing } from "gatewright";
import { assertions, startGateway, type TestGateway } from "gatewright/testing";
import { AccountStack, jsonSchema, PartnerApiStack } from "../main";

const SHIPMENT = { country: "DE", reference: "order-1", parcels: [{ grams: 500 }] };

// The entries of the functions are relative to the working directory.
const workingDirectory = process.cwd();
process.chdir(path.resolve(__dirname, ".."));

const outdir = mkdtempSync(path.join(tmpdir(), "partner-api-"));
let gateway: TestGateway;

function partnerApiStack(app: App): PartnerApiStack {
  return new PartnerApiStack(app, "partner-api", new AccountStack(app, "partner-account").apiLogs);
}

beforeAll(async () => {
  gateway = await startGateway({ stack: partnerApiStack(new App({ outdir, jsonSchema })) });
});
afterAll(async () => {
  process.chdir(workingDirectory);
  await gateway?.stop();
  rmSync(outdir, { recursive: true });
});

/** Returns the credentials of a partner: a token for its app client, and its API key. */
function credentials(partner: "acme" | "globex") {
  const scopes = ["prices/read", "shipments/read", "shipments/write"];
  return { token: { client: partner, scopes }, apiKey: partner };
}

/** Returns the last line of the access log. Its `functionRequestId` is `-` if API Gateway invoked no function. */
function lastAccess() {
  return gateway.server.logs().findLast(({ kind }) => kind === "access")?.fields;
}

test("a request without an API key gets a 403", async () => {
  const { token } = credentials("globex");
  expect(await gateway.request("GET /prices/DE?grams=500", { token })).toMatchObject({
    status: 403,
    body: { status: 403, code: "invalid-api-key" },
  });
});

test("a request without a token gets a 401", async () => {
  expect(await gateway.request("GET /prices/DE?grams=500", { apiKey: "globex" })).toMatchObject({
    status: 401,
    body: { status: 401, code: "unauthorized" },
  });
});

test("a token without the scope of the route gets a 401", async () => {
  const token = { client: "globex", scopes: ["prices/read"] };
  const response = await gateway.request("POST /shipments", { token, apiKey: "globex", body: SHIPMENT });
  expect(response).toMatchObject({ status: 401, body: { code: "unauthorized" } });
});

test("API Gateway rejects an invalid shipment, and does not invoke the function", async () => {
  const body = { ...SHIPMENT, parcels: [] };
  expect(await gateway.request("POST /shipments", { ...credentials("globex"), body })).toMatchObject({
    status: 400,
    body: { status: 400, code: "invalid-input" },
  });
  expect(lastAccess()).toMatchObject({ errorType: "BAD_REQUEST_BODY", functionRequestId: "-" });
});

test("only the partner that created a shipment can read it", async () => {
  const created = await gateway.request("POST /shipments", { ...credentials("globex"), body: SHIPMENT });
  expect(created).toMatchObject({ status: 201, body: { ...SHIPMENT, status: "created" } });
  const line = `GET /${created.headers.location}`;
  expect(await gateway.request(line, credentials("globex"))).toMatchObject({
    status: 200,
    body: created.body,
  });
  expect(await gateway.request(line, credentials("acme"))).toMatchObject({
    status: 404,
    body: { code: "shipment-not-found" },
  });
});

test("partners share the stored price, so the function is invoked once", async () => {
  const line = "GET /prices/FR?grams=1500";
  const price = { status: 200, body: { cents: 1450, currency: "EUR" } };
  expect(await gateway.request(line, credentials("globex"))).toMatchObject(price);
  expect(lastAccess()?.functionRequestId).not.toBe("-");
  expect(await gateway.request(line, credentials("acme"))).toMatchObject(price);
  expect(lastAccess()?.functionRequestId).toBe("-");
});

test("a partner above the throttle of its plan gets a 429, and other partners do not", async () => {
  const line = "GET /prices/DE?grams=500";
  const requests = Array.from({ length: 100 }, () => gateway.request(line, credentials("acme")));
  const rejected = (await Promise.all(requests)).filter(({ status }) => status === 429);
  expect(rejected[0]?.body).toMatchObject({ status: 429, code: "throttled" });
  expect((await gateway.request(line, credentials("globex"))).status).toBe(200);
});

test("every route requires a token and an API key, and the cache is encrypted", () => {
  const app = new App({ outdir: path.join(outdir, "stub"), jsonSchema });
  stubCode(app);
  const { all, only } = assertions(Testing.synth(partnerApiStack(app)));
  all("aws_api_gateway_method", { authorization: "COGNITO_USER_POOLS", api_key_required: true });
  only("aws_api_gateway_method_settings", {
    settings: { caching_enabled: true, cache_data_encrypted: true },
  });
});
