import {
  GithubDeployRole,
  NodejsFunction,
  type TerraformStack,
  TerraformVariable,
  UserPool,
} from "gatewright";
import { plan } from "gatewright/plan";
import { Fn, Token } from "#cdktf";
import { withTerraformOnPath } from "../plan/has-terraform";
import { testStack } from "../support";

/** Returns a list variable with a default, so that Terraform knows its value. */
function list(stack: TerraformStack, id: string, value: readonly string[]): string[] {
  return new TerraformVariable(stack, id, { type: "list(string)", default: value }).listValue;
}

/** Returns a value that Terraform chooses by a condition. */
function chosen<Value>(stack: TerraformStack, id: string, yes: Value, no: Value): Value {
  const { booleanValue } = new TerraformVariable(stack, id, { type: "bool", default: true });
  return Fn.conditional(booleanValue, yes, no);
}

/** Plans a stack. Returns a function that lists the planned values of all resources of a type. */
async function planned(stack: TerraformStack) {
  const { changes } = await plan(stack);
  return (type: string) =>
    changes.filter(({ address }) => address.startsWith(`${type}.`)).map(({ after }) => after ?? {});
}

withTerraformOnPath("a value that only Terraform knows", () => {
  test("Terraform groups the scopes of a user pool, and creates its groups", async () => {
    const stack = testStack();
    const users = new UserPool(stack, "users", {
      scopes: list(stack, "scopes", ["things/read", "things/write", "https://a.example/b/admin"]),
      groups: ["staff", ...list(stack, "groups", ["admin"])],
      selfSignUp: chosen(stack, "open", true, false),
      domainPrefix: "things",
    });
    users.addCodeClient("web", {
      callbackUrls: ["https://a.example/?q=a%{b}", ...list(stack, "urls", ["https://b.example/"])],
    });
    const valuesOf = await planned(stack);
    expect(valuesOf("aws_cognito_resource_server")).toMatchObject([
      {
        identifier: "https://a.example/b",
        name: "https---a.example-b",
        scope: [{ scope_name: "admin", scope_description: "https://a.example/b/admin" }],
      },
      { identifier: "things", name: "things", scope: [{ scope_name: "read" }, { scope_name: "write" }] },
    ]);
    expect(valuesOf("aws_cognito_user_group")).toMatchObject([{ name: "admin" }, { name: "staff" }]);
    expect(valuesOf("aws_cognito_user_pool")).toMatchObject([
      { admin_create_user_config: [{ allow_admin_create_user_only: false }] },
    ]);
    expect(valuesOf("aws_cognito_user_pool_client")).toMatchObject([
      {
        allowed_oauth_scopes: [
          "email",
          "https://a.example/b/admin",
          "openid",
          "profile",
          "things/read",
          "things/write",
        ],
        callback_urls: ["https://a.example/?q=a%{b}", "https://b.example/"],
      },
    ]);
  });

  test("Terraform joins the lists and maps of a function and of its permissions", async () => {
    const stack = testStack();
    const defaults = { type: "map(string)", default: { a1: "a" } };
    const variables = Token.asStringMap(new TerraformVariable(stack, "env", defaults).value);
    const fn = new NodejsFunction(stack, "fn", {
      entry: "fn.ts",
      environment: { ...variables, B1: 'quote " backslash \\ line\n %{if} and ${x}' },
      layers: chosen(stack, "layered", ["arn:1"], []),
    });
    fn.grant({ actions: list(stack, "actions", ["a:b", "a:c"]), resources: ["*"] });
    const valuesOf = await planned(stack);
    expect(valuesOf("aws_lambda_function")).toMatchObject([
      {
        environment: [{ variables: { a1: "a", B1: 'quote " backslash \\ line\n %{if} and ${x}' } }],
        layers: ["arn:1"],
      },
    ]);
    const grants = valuesOf("aws_iam_role_policy").find(({ name }) => name === "grants");
    expect(JSON.parse(String(grants?.policy)).Statement).toEqual([
      { Effect: "Allow", Action: ["a:b", "a:c"], Resource: ["*"] },
    ]);
  });

  test("Terraform builds the subjects of a deploy role", async () => {
    const stack = testStack();
    const repository = new TerraformVariable(stack, "repo", { type: "string", default: "acme/things" });
    new GithubDeployRole(stack, "deploy", {
      repository: repository.stringValue,
      ownerId: "1",
      repositoryId: "2",
      environments: chosen(stack, "all", list(stack, "environments", ["dev", "prod"]), []),
      branches: ["main"],
      statements: [{ actions: ["a:b"], resources: ["arn:aws:a:::b"] }],
    });
    const [role] = (await planned(stack))("aws_iam_role");
    const [statement] = JSON.parse(String(role?.assume_role_policy)).Statement;
    expect(statement.Condition.StringEquals["token.actions.githubusercontent.com:sub"]).toEqual([
      "repo:acme@1/things@2:environment:dev",
      "repo:acme@1/things@2:environment:prod",
      "repo:acme@1/things@2:ref:refs/heads/main",
    ]);
  });
});
