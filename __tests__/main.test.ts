import path from "node:path";
import { App, stubCode, Testing } from "#constructs";
import { assertions } from "#testing";
import { ProductsStack, stages } from "../main";
import { faultsOf, temporaryFolder } from "./support";

function productsStack(name: keyof typeof stages): ProductsStack {
  const app = new App({ outdir: temporaryFolder() });
  stubCode(app);
  return new ProductsStack(app, `products-${name}`, stages[name]);
}

function productsApi(name: keyof typeof stages) {
  return assertions(Testing.synth(productsStack(name)));
}

test.each(["dev", "prod"] as const)(
  "the stage %s passes every check, and refers to nothing that is not there",
  (name) => {
    expect(faultsOf(productsStack(name))).toEqual([]);
    expect(productsApi(name).stack.dangling()).toEqual([]);
  },
);

test("the stack of the stage prod is this", () => {
  expect(Testing.synth(productsStack("prod"))).toMatchSnapshot();
});

test("only the health check is public", () => {
  const { only } = productsApi("prod");
  expect(only("aws_apigatewayv2_route", { authorization_type: "NONE" }).values.route_key).toBe("GET /health");
});

test.each([
  ["GET /products", "list-products", "products/read"],
  ["POST /products", "create-product", "products/write"],
  ["GET /products/{productId}", "get-product", "products/read"],
  ["PUT /products/{productId}", "replace-product", "products/write"],
  ["DELETE /products/{productId}", "remove-product", "products/write"],
])("%s is answered by %s, for tokens with %s", (route_key, name, scope) => {
  const { only, leadsTo, stack } = productsApi("prod");
  const route = only("aws_apigatewayv2_route", {
    route_key,
    authorization_type: "JWT",
    authorization_scopes: [scope],
  });
  leadsTo(route, ["target", "integration_uri"], stack.at(`aws_lambda_function.${name}`));
});

test("a function that only reads may not write", () => {
  const { stack, only } = productsApi("prod");
  const { values } = only("aws_iam_role_policy", { name: "grants", role: /get-product/ });
  const [statement] = JSON.parse(String(values.policy)).Statement;
  expect(statement.Action).toContain("dynamodb:GetItem");
  expect(statement.Action.join()).not.toMatch(/Put|Update|Delete|Write/);
  expect(stack.resolve(statement.Resource)).toEqual(["${aws_dynamodb_table.products.arn}"]);
});

describe("prod", () => {
  test("keeps its state in S3, locked by a file", () => {
    expect(productsApi("prod").stack.configuration.terraform).toMatchObject({
      backend: { s3: { bucket: "example-terraform-state", encrypt: true, use_lockfile: true } },
    });
  });

  test("cannot lose its data by a delete, and keeps its logs for a year", () => {
    const { only, all } = productsApi("prod");
    only("aws_dynamodb_table", {
      deletion_protection_enabled: true,
      point_in_time_recovery: { enabled: true },
    });
    only("aws_cognito_user_pool", { deletion_protection: "ACTIVE" });
    all("aws_cloudwatch_log_group", { retention_in_days: 365 });
  });

  test("lets no page from a developer's machine call", () => {
    productsApi("prod").only("aws_apigatewayv2_api", {
      cors_configuration: { allow_origins: ["https://products.example.com"] },
    });
  });

  test("wakes somebody", () => {
    productsApi("prod").only("aws_sns_topic_subscription", { endpoint: "on-call@example.com" });
  });
});

describe("dev", () => {
  test("keeps its state in a file of the project, wherever that is", () => {
    const stack = productsStack("dev");
    const { backend } = assertions(Testing.synth(stack)).stack.configuration.terraform as {
      backend: { local: { path: string } };
    };
    const folder = path.join((stack.node.root as App).outdir, "stacks", "products-dev");
    expect(path.isAbsolute(backend.local.path)).toBe(false);
    expect(path.resolve(folder, backend.local.path)).toBe(path.resolve("terraform.products-dev.tfstate"));
  });

  test("can be thrown away", () => {
    const { only } = productsApi("dev");
    only("aws_dynamodb_table", { deletion_protection_enabled: false });
    only("aws_cognito_user_pool", { deletion_protection: "INACTIVE" });
  });
});
