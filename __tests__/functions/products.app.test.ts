import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import dynalite from "dynalite";
import { type Bundle, bundle } from "#bundle";
import { type RunningFunction, startFunction } from "../lambda";
import { eventOf } from "../support";

const NAMES = ["list", "create", "get", "replace", "remove"] as const;
const ENVIRONMENT = {
  PRODUCTS_TABLE: "products",
  AWS_REGION: "eu-central-1",
  AWS_ACCESS_KEY_ID: "local",
  AWS_SECRET_ACCESS_KEY: "local",
};

let database: Server;
let bundles: readonly Bundle[];
let functions: Record<(typeof NAMES)[number], RunningFunction>;

beforeAll(async () => {
  database = dynalite({ createTableMs: 0 });
  await new Promise<void>((resolve) => database.listen(0, "127.0.0.1", resolve));
  const { port } = database.address() as AddressInfo;
  const endpoint = `http://127.0.0.1:${port}`;
  await createTable(endpoint);
  const requests = NAMES.map((name) => ({ entry: `functions/products/${name}.ts`, target: "node22" }));
  bundles = [...bundle(requests, process.cwd()).values()];
  functions = Object.fromEntries(
    NAMES.map((name, index) => [
      name,
      startFunction(bundles[index] as Bundle, { ...ENVIRONMENT, AWS_ENDPOINT_URL_DYNAMODB: endpoint }),
    ]),
  ) as typeof functions;
});

afterAll(async () => {
  await Promise.all(Object.values(functions).map((running) => running.stop()));
  await new Promise((resolve) => database.close(resolve));
});

// On Node 20, the AWS SDK would print a warning that it will drop support for this version.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

function createTable(endpoint: string): Promise<unknown> {
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  return new DynamoDBClient({ endpoint, credentials, region: "eu-central-1" }).send(
    new CreateTableCommand({
      TableName: "products",
      AttributeDefinitions: [{ AttributeName: "productId", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "productId", KeyType: "HASH" }],
      BillingMode: "PAY_PER_REQUEST",
    }),
  );
}

async function call(name: (typeof NAMES)[number], parts: Parameters<typeof eventOf>[0] = {}) {
  const { statusCode, headers, body } = await functions[name].call<APIGatewayProxyStructuredResultV2>(
    eventOf(parts),
  );
  return { status: statusCode, headers, body: body === undefined ? undefined : JSON.parse(body) };
}

function createProduct(name: string, price = 1999) {
  return call("create", { body: JSON.stringify({ name, price }) });
}

test("a created product can be read, replaced and removed", async () => {
  const { status, headers, body: product } = await createProduct("  Teapot ");
  expect([status, product]).toEqual([201, { productId: expect.any(String), name: "Teapot", price: 1999 }]);
  const params = { productId: product.productId };
  expect(headers?.location).toBe(`/products/${params.productId}`);
  expect(await call("get", { params })).toMatchObject({ status: 200, body: product });

  const better = { name: "Better teapot", price: 2999, description: "It does not drip." };
  const replaced = await call("replace", { params, body: JSON.stringify(better) });
  expect(replaced).toMatchObject({ status: 200, body: { ...params, ...better } });
  expect(await call("get", { params })).toMatchObject({ body: { ...params, ...better } });

  expect(await call("remove", { params })).toMatchObject({ status: 204, body: undefined });
  expect(await call("get", { params })).toMatchObject({ status: 404, body: { code: "product-not-found" } });
});

test.each(["get", "replace", "remove"] as const)(
  "the function %s returns 404 for a product that does not exist",
  async (name) => {
    const response = await call(name, { params: { productId: "none" }, body: '{"name":"x","price":1}' });
    expect(response).toMatchObject({ status: 404, body: { detail: 'Product "none" does not exist.' } });
  },
);

test.each(NAMES)(
  "without the name of the table, the function %s fails to start with the fix",
  async (name) => {
    const { PRODUCTS_TABLE: _, ...others } = ENVIRONMENT;
    const unconfigured = startFunction(bundles[NAMES.indexOf(name)] as Bundle, others);
    await expect(unconfigured.call(eventOf())).rejects.toThrow(
      "environment variable PRODUCTS_TABLE is not set; expected a value. Set `environment` of the NodejsFunction",
    );
  },
);

test("a replace request for a missing product does not create the product", async () => {
  await call("replace", { params: { productId: "never" }, body: '{"name":"x","price":1}' });
  expect(await call("get", { params: { productId: "never" } })).toMatchObject({ status: 404 });
});

test("the pages contain every product once", async () => {
  const names = ["one", "two", "three", "four", "five"];
  for (const name of names) await createProduct(name);
  const seen: string[] = [];
  for (let after: string | undefined, page = 0; page === 0 || after !== undefined; page++) {
    const { body } = await call("list", { query: `limit=2${after ? `&after=${after}` : ""}` });
    expect(body.products.length).toBeLessThanOrEqual(2);
    seen.push(...body.products.map((product: { name: string }) => product.name));
    after = body.next;
  }
  expect(seen.sort()).toEqual(names.sort());
});

test.each(["", "x", "y".repeat(3000)])(
  "an after parameter of %.10j returns 400 with its path",
  async (after) => {
    const response = await call("list", { query: `after=${after}` });
    expect(response).toMatchObject({ status: 400, body: { errors: [{ in: "query", path: "/after" }] } });
  },
);

test("a malformed product ID returns 404, however long it is", async () => {
  const params = { productId: "x".repeat(3000) };
  for (const name of ["get", "replace", "remove"] as const) {
    expect(await call(name, { params, body: '{"name":"x","price":1}' })).toMatchObject({ status: 404 });
  }
});

test("an invalid product returns a readable message", async () => {
  const response = await call("create", { body: '{"name":1,"price":1}' });
  expect(response.body.errors).toEqual([
    { in: "body", path: "/name", message: "Invalid input: expected string, received number" },
  ]);
});

test.each(["0", "101", "-1", "1.5", "many", ""])("a limit of %j returns 400 with its path", async (limit) => {
  const response = await call("list", { query: `limit=${limit}` });
  expect(response).toMatchObject({ status: 400, body: { errors: [{ in: "query", path: "/limit" }] } });
});

test.each([
  ["no name", { price: 1 }, "/name"],
  ["an empty name", { name: " ", price: 1 }, "/name"],
  ["a fraction of a cent", { name: "x", price: 0.5 }, "/price"],
  ["a negative price", { name: "x", price: -1 }, "/price"],
  ["an unknown field", { name: "x", price: 1, color: "red" }, ""],
])("a product with %s returns 400", async (_, product, at) => {
  const response = await call("create", { body: JSON.stringify(product) });
  expect(response).toMatchObject({
    status: 400,
    body: { code: "invalid-input", errors: [{ in: "body", path: at }] },
  });
});
