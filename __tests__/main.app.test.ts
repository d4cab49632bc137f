import { readFileSync } from "node:fs";
import path from "node:path";
import { App, stubCode, Testing } from "gatewright";
import { assertions } from "gatewright/testing";
import { ProductsStack, stages } from "../main";
import { errorsOf, temporaryFolder } from "./support";

/** Returns the sample's stack for a stage. Its functions have stub code, so that they are not built. */
function productsStack(name: keyof typeof stages): ProductsStack {
  const app = new App({ outdir: temporaryFolder() });
  stubCode(app);
  return new ProductsStack(app, `products-${name}`, stages[name]);
}

/** Synthesizes the sample's stack for a stage, and returns assertions on it. */
function synthesizeStage(name: keyof typeof stages) {
  return assertions(Testing.synth(productsStack(name)));
}

test.each(["dev", "prod"] as const)(
  "the stage %s passes every check and has no dangling reference",
  (name) => {
    expect(errorsOf(productsStack(name))).toEqual([]);
    expect(synthesizeStage(name).stack.dangling()).toEqual([]);
  },
);

test("the prod stack matches the snapshot", () => {
  expect(Testing.synth(productsStack("prod"))).toMatchSnapshot();
});

test("waivers.json contains each waiver of the prod stack, with a reason and resources", () => {
  const stack = productsStack("prod");
  const app = stack.node.root as App;
  app.synth();
  const file = path.join(app.outdir, "stacks/products-prod/waivers.json");
  const waivers: { rule: string; reason: string; resources: string[] }[] = JSON.parse(
    readFileSync(file, "utf8"),
  );
  expect(waivers.map(({ rule }) => rule).sort()).toEqual([
    "CKV_AWS_115",
    "CKV_AWS_116",
    "CKV_AWS_117",
    "CKV_AWS_119",
    "CKV_AWS_158",
    "CKV_AWS_26",
    "CKV_AWS_272",
    "CKV_AWS_309",
  ]);
  for (const { reason, resources } of waivers) {
    expect(reason).toMatch(/^[A-Z].{20,}\.$/);
    expect(resources).not.toEqual([]);
  }
});

test("only the health check is public", () => {
  const { only } = synthesizeStage("prod");
  expect(only("aws_apigatewayv2_route", { authorization_type: "NONE" }).values.route_key).toBe("GET /health");
});

test.each([
  ["GET /products", "list-products", "products/read"],
  ["POST /products", "create-product", "products/write"],
  ["GET /products/{productId}", "get-product", "products/read"],
  ["PUT /products/{productId}", "replace-product", "products/write"],
  ["DELETE /products/{productId}", "remove-product", "products/write"],
])("%s invokes %s and requires the scope %s", (route_key, name, scope) => {
  const { only, leadsTo, stack } = synthesizeStage("prod");
  const route = only("aws_apigatewayv2_route", {
    route_key,
    authorization_type: "JWT",
    authorization_scopes: [scope],
  });
  leadsTo(route, ["target", "integration_uri"], stack.at(`aws_lambda_function.${name}`));
});

test.each([
  ["list-products", "Scan"],
  ["create-product", "PutItem"],
  ["get-product", "GetItem"],
  ["replace-product", "PutItem"],
  ["remove-product", "DeleteItem"],
])("the role of %s allows only the operation %s", (name, operation) => {
  const { stack, only } = synthesizeStage("prod");
  const { values } = only("aws_iam_role_policy", { name: "grants", role: new RegExp(name) });
  const [statement, ...others] = JSON.parse(String(values.policy)).Statement;
  expect(statement.Action).toEqual([`dynamodb:${operation}`]);
  expect(others).toEqual([]);
  expect(stack.resolve(statement.Resource)).toEqual(["${aws_dynamodb_table.products.arn}"]);
});

describe("the stage prod", () => {
  test("the prod stack stores its state in S3, with a lock file", () => {
    expect(synthesizeStage("prod").stack.configuration.terraform).toMatchObject({
      backend: { s3: { bucket: "example-terraform-state", encrypt: true, use_lockfile: true } },
    });
  });

  test("only the account of the stage prod is allowed", () => {
    const accountsOf = (name: keyof typeof stages) =>
      synthesizeStage(name).stack.configuration.provider.aws?.map(({ allowed_account_ids: ids }) => ids);
    expect(accountsOf("prod")).toEqual([["123456789012"]]);
    expect(accountsOf("dev")).toEqual([undefined]);
  });

  test("the prod stack has deletion protection and keeps its logs for a year", () => {
    const { only, all } = synthesizeStage("prod");
    only("aws_dynamodb_table", {
      deletion_protection_enabled: true,
      point_in_time_recovery: { enabled: true },
    });
    only("aws_cognito_user_pool", { deletion_protection: "ACTIVE" });
    all("aws_cloudwatch_log_group", { retention_in_days: 365 });
  });

  test("CORS of the prod API allows no page from localhost", () => {
    synthesizeStage("prod").only("aws_apigatewayv2_api", {
      cors_configuration: { allow_origins: ["https://products.example.com"] },
    });
  });

  test("the prod alarms notify the on-call address", () => {
    synthesizeStage("prod").only("aws_sns_topic_subscription", { endpoint: "on-call@example.com" });
  });
});

describe("the stage dev", () => {
  test("the dev stack stores its state in a file of the project", () => {
    const stack = productsStack("dev");
    const { backend } = assertions(Testing.synth(stack)).stack.configuration.terraform as {
      backend: { local: { path: string } };
    };
    const folder = path.join((stack.node.root as App).outdir, "stacks", "products-dev");
    expect(path.isAbsolute(backend.local.path)).toBe(false);
    expect(path.resolve(folder, backend.local.path)).toBe(path.resolve("terraform.products-dev.tfstate"));
  });

  test("the dev stack has no deletion protection", () => {
    const { only } = synthesizeStage("dev");
    only("aws_dynamodb_table", { deletion_protection_enabled: false });
    only("aws_cognito_user_pool", { deletion_protection: "INACTIVE" });
  });
});
