import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import dynalite from "dynalite";
import { type Bundle, bundle } from "#bundle";
import { type Running, run } from "../lambda";
import { eventOf } from "../support";

const NAMES = ["list", "create", "get", "replace", "remove"] as const;
const ENVIRONMENT = {
  PRODUCTS_TABLE: "products",
  AWS_REGION: "eu-central-1",
  AWS_ACCESS_KEY_ID: "local",
  AWS_SECRET_ACCESS_KEY: "local",
};

let database: Server;
let functions: Record<(typeof NAMES)[number], Running>;

beforeAll(async () => {
  database = dynalite({ createTableMs: 0 });
  await new Promise<void>((resolve) => database.listen(0, "127.0.0.1", resolve));
  const { port } = database.address() as AddressInfo;
  const endpoint = `http://127.0.0.1:${port}`;
  await createTable(endpoint);
  const requests = NAMES.map((name) => ({ entry: `functions/products/${name}.ts`, target: "node22" }));
  const bundles = [...bundle(requests, process.cwd()).values()];
  functions = Object.fromEntries(
    NAMES.map((name, index) => [
      name,
      run(bundles[index] as Bundle, { ...ENVIRONMENT, AWS_ENDPOINT_URL_DYNAMODB: endpoint }),
    ]),
  ) as typeof functions;
});

afterAll(async () => {
  await Promise.all(Object.values(functions).map((one) => one.stop()));
  await new Promise((resolve) => database.close(resolve));
});

// The SDK says on Node 20 that it will leave it, once a process.
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

function created(name: string, price = 1999) {
  return call("create", { body: JSON.stringify({ name, price }) });
}

test("a product that was created can be had, replaced and removed", async () => {
  const { status, headers, body: product } = await created("  Teapot ");
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
  "%s of a product that is not there is a 404",
  async (name) => {
    const answer = await call(name, { params: { productId: "none" }, body: '{"name":"x","price":1}' });
    expect(answer).toMatchObject({ status: 404, body: { detail: 'There is no product "none".' } });
  },
);

test("to replace a product that is not there does not create it", async () => {
  await call("replace", { params: { productId: "never" }, body: '{"name":"x","price":1}' });
  expect(await call("get", { params: { productId: "never" } })).toMatchObject({ status: 404 });
});

test("pages hold every product once", async () => {
  const names = ["one", "two", "three", "four", "five"];
  for (const name of names) await created(name);
  const seen: string[] = [];
  for (let after: string | undefined, page = 0; page === 0 || after !== undefined; page++) {
    const { body } = await call("list", { query: `limit=2${after ? `&after=${after}` : ""}` });
    expect(body.products.length).toBeLessThanOrEqual(2);
    seen.push(...body.products.map((product: { name: string }) => product.name));
    after = body.next;
  }
  expect(seen.sort()).toEqual(names.sort());
});

test.each(["", "x", "y".repeat(3000)])("an after of %.10j is a 400 that says where", async (after) => {
  const answer = await call("list", { query: `after=${after}` });
  expect(answer).toMatchObject({ status: 400, body: { errors: [{ in: "query", path: "/after" }] } });
});

test("an id that is none is a 404, however long", async () => {
  const params = { productId: "x".repeat(3000) };
  for (const name of ["get", "replace", "remove"] as const) {
    expect(await call(name, { params, body: '{"name":"x","price":1}' })).toMatchObject({ status: 404 });
  }
});

test("what is wrong with a product is said in words", async () => {
  const answer = await call("create", { body: '{"name":1,"price":1}' });
  expect(answer.body.errors).toEqual([
    { in: "body", path: "/name", message: "Invalid input: expected string, received number" },
  ]);
});

test.each(["0", "101", "-1", "1.5", "many", ""])("a limit of %j is a 400 that says where", async (limit) => {
  const answer = await call("list", { query: `limit=${limit}` });
  expect(answer).toMatchObject({ status: 400, body: { errors: [{ in: "query", path: "/limit" }] } });
});

test.each([
  ["no name", { price: 1 }, "/name"],
  ["an empty name", { name: " ", price: 1 }, "/name"],
  ["a fraction of a cent", { name: "x", price: 0.5 }, "/price"],
  ["a negative price", { name: "x", price: -1 }, "/price"],
  ["what no product has", { name: "x", price: 1, colour: "red" }, ""],
])("a product with %s is a 400", async (_, product, at) => {
  const answer = await call("create", { body: JSON.stringify(product) });
  expect(answer).toMatchObject({
    status: 400,
    body: { code: "invalid-input", errors: [{ in: "body", path: at }] },
  });
});
