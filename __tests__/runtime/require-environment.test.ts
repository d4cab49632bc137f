import { requireEnvironment } from "gatewright/runtime";

const { env } = process;
beforeEach(() => {
  process.env = { ORDERS_TABLE: "products-dev-orders", ORDERS_BUCKET: "orders-1", EMPTY: "" };
});
afterEach(() => {
  process.env = env;
});

test("the values of environment variables are typed by their names", () => {
  const values = requireEnvironment("ORDERS_TABLE", "ORDERS_BUCKET");
  const table: string = values.ORDERS_TABLE;
  expect(table).toBe("products-dev-orders");
  expect(values).toEqual({ ORDERS_TABLE: "products-dev-orders", ORDERS_BUCKET: "orders-1" });
  // @ts-expect-error the names do not contain EMPTY
  expect(values.EMPTY).toBeUndefined();
});

test("a variable that is not set is an error with its name and the fix", () => {
  expect(() => requireEnvironment("PRODUCTS_TABLE")).toThrow(
    new Error(
      "environment variable PRODUCTS_TABLE is not set; expected a value. " +
        "Set `environment` of the NodejsFunction, such as { PRODUCTS_TABLE: table.name }.",
    ),
  );
});

test("all variables that are not set or empty are in one error", () => {
  expect(() => requireEnvironment("EMPTY", "ORDERS_TABLE", "NONE")).toThrow(
    /^environment variable EMPTY is empty, environment variable NONE is not set; .* \{ EMPTY: table\.name, NONE: /,
  );
});

test("a name that every object inherits is not the name of a variable", () => {
  expect(() => requireEnvironment("constructor", "__proto__")).toThrow(
    "environment variable constructor is not set, environment variable __proto__ is not set",
  );
});
