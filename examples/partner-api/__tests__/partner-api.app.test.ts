import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, PutCommand, ScanCommand } from "@aws-sdk/lib-dynamodb";
import { App, stubCode, Testing } from "gatewright";
import { client, readEvents } from "gatewright/contract";
import { assertions, renderTemplate, startGateway, type TestGateway } from "gatewright/testing";
import { watchShipment } from "../functions/shipments/routes";
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

/** Returns the last line of the access log. Its `functionRequestId` is `-` if API Gateway called no backend. */
function lastAccess() {
  return gateway.server.logs().findLast(({ kind }) => kind === "access")?.fields;
}

/** Marks a shipment as delivered in the table, as the system of a carrier does. */
async function deliver(shipmentId: string): Promise<void> {
  const tables = DynamoDBDocumentClient.from(
    new DynamoDBClient({
      endpoint: gateway.server.dynamoDbEndpoint,
      region: "eu-central-1",
      credentials: { accessKeyId: "local", secretAccessKey: "local" },
    }),
  );
  const TableName = "partner-api-shipments";
  const { Items = [] } = await tables.send(new ScanCommand({ TableName }));
  const shipment = Items.find((item) => item.shipmentId === shipmentId);
  await tables.send(new PutCommand({ TableName, Item: { ...shipment, status: "delivered" } }));
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

test("the status of a shipment comes from the table without a function, and only for its partner", async () => {
  const created = await gateway.request("POST /shipments", { ...credentials("globex"), body: SHIPMENT });
  const line = `GET /${created.headers.location}/status`;
  expect(await gateway.request(line, credentials("globex"))).toMatchObject({
    status: 200,
    body: { status: "created" },
  });
  expect(await gateway.request(line, credentials("acme"))).toMatchObject({
    status: 404,
    body: { code: "shipment-not-found" },
  });
});

test("a partner that watches a shipment gets an event when the shipment is canceled", async () => {
  const { token, apiKey } = credentials("globex");
  const api = client(
    { watchShipment },
    {
      baseUrl: gateway.server.url,
      token: () => gateway.server.token(token),
      apiKey: gateway.server.apiKey(apiKey),
    },
  );
  const created = await gateway.request("POST /shipments", { ...credentials("globex"), body: SHIPMENT });
  const { status, body } = await api.watchShipment({ params: { shipmentId: created.body.shipmentId } });
  if (status === 404) throw new Error(body.detail);
  const events = readEvents(body)[Symbol.asyncIterator]();
  expect((await events.next()).value).toMatchObject({ event: "status", data: "created" });

  // The stream is still open.
  const line = `DELETE /${created.headers.location}`;
  expect((await gateway.request(line, credentials("globex"))).status).toBe(204);
  expect((await events.next()).value).toMatchObject({ event: "status", data: "canceled" });
  expect((await events.next()).done).toBe(true);
});

test("a partner can neither watch nor cancel a shipment of another partner", async () => {
  const created = await gateway.request("POST /shipments", { ...credentials("globex"), body: SHIPMENT });
  const problem = { status: 404, body: { code: "shipment-not-found" } };
  const { location } = created.headers;
  expect(await gateway.request(`GET /${location}/events`, credentials("acme"))).toMatchObject(problem);
  expect(await gateway.request(`DELETE /${location}`, credentials("acme"))).toMatchObject(problem);
});

test("a partner cannot cancel a shipment that a carrier has delivered", async () => {
  const created = await gateway.request("POST /shipments", { ...credentials("globex"), body: SHIPMENT });
  const { location } = created.headers;
  await deliver(created.body.shipmentId);
  expect(await gateway.request(`DELETE /${location}`, credentials("globex"))).toMatchObject({
    status: 409,
    body: { code: "shipment-delivered" },
  });
  const { body } = await gateway.request(`GET /${location}/status`, credentials("globex"));
  expect(body).toEqual({ status: "delivered" });
});

test("the depots are the example of the contract, because their service does not exist yet", async () => {
  expect(await gateway.request("GET /depots/DE", credentials("globex"))).toMatchObject({
    status: 200,
    body: { depots: [{ depotId: "DE-HAM-1" }] },
  });
  expect(lastAccess()?.functionRequestId).toBe("-");
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

/** Returns the assertions of the synthesized stack, whose functions are not built. */
function synthesize() {
  const app = new App({ outdir: path.join(outdir, "stub"), jsonSchema });
  stubCode(app);
  return assertions(Testing.synth(partnerApiStack(app)));
}

test("every route requires a token and an API key, and the cache is encrypted", () => {
  const { all, only } = synthesize();
  all("aws_api_gateway_method", { authorization: "COGNITO_USER_POOLS", api_key_required: true });
  only("aws_api_gateway_method_settings", {
    settings: { caching_enabled: true, cache_data_encrypted: true },
  });
});

test("API Gateway reads the status of a shipment with the partner of the token, and may do nothing else", () => {
  const { only, leadsTo, stack } = synthesize();
  const integration = only("aws_api_gateway_integration", { type: "AWS", uri: /:dynamodb:action\/GetItem$/ });
  const templates = stack.resolve(integration.values.request_templates) as Record<string, string>;
  const { output } = renderTemplate(templates["application/json"] ?? "", {
    params: { path: { shipmentId: 's-1"}, "partner": {"S": "globex' } },
    context: { authorizer: { claims: { client_id: "acme" } } },
  });
  expect(JSON.parse(output)).toEqual({
    TableName: "partner-api-shipments",
    Key: { partner: { S: "acme" }, shipmentId: { S: 's-1"}, "partner": {"S": "globex' } },
  });
  const role = stack.follow(integration, "credentials");
  const policy = only("aws_iam_role_policy", {
    name: "calls",
    policy: /^[^*]*"Action":\["dynamodb:GetItem"\][^*]*$/,
  });
  leadsTo(policy, ["role"], role);
});
