import { ApiGatewayApiKey } from "@cdktf/provider-aws/lib/api-gateway-api-key";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { SecretsmanagerSecretVersion } from "@cdktf/provider-aws/lib/secretsmanager-secret-version";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
import { NodejsFunction, Parameter, Secret, type TerraformStack, TerraformVariable, waive } from "gatewright";
import { errorsOf, testStack } from "../support";

/** Returns the errors of a function with an environment variable. */
function errorsOfVariable(name: string, value: string): readonly string[] {
  const stack = testStack();
  new NodejsFunction(stack, "fn", { entry: "fn.ts", environment: { [name]: value } });
  return errorsOf(stack);
}

const RULE =
  "expected no secret, because the Terraform contains the value. Use a Secret or a Parameter, and pass its name";

// The test secrets are joined from parts, so that scanners of this repository do not report them.
const join = (...parts: string[]) => parts.join("");
const TOKEN = "abcdefghijklmnopqrstuvwxyz0123456789";

const SECRETS: readonly (readonly [kind: string, value: string])[] = [
  ["an access key ID of AWS", join("AK", "IAIOSFODNN7EXAMPLE")],
  ["an access key ID of AWS", join("key=AS", "IAIOSFODNN7EXAMPLE;")],
  ["a private key", join("-----BEGIN PRIVATE", " KEY-----\nMIIE")],
  ["a private key", join("-----BEGIN RSA PRIVATE", " KEY-----\nMIIE")],
  ["a private key", join("-----BEGIN OPENSSH PRIVATE", " KEY-----\nb3Bl")],
  ["a token of GitHub", join("gh", "p_", TOKEN)],
  ["a token of GitHub", join("github", "_pat_11ABCDEFG0abcdefghijkl_xyz")],
  ["a token of Slack", join("xox", "b-123456789012-abcdef")],
  ["a token of Slack", join("xox", "p-123456789012-abcdef")],
  ["a webhook URL of Slack", join("https://hooks.slack", ".com/services/T00000000/B00000000/abcdefghijkl")],
  ["a webhook URL of Slack", join("https://hooks.slack", ".com/workflows/T00000000/A00000000/1/abcdef")],
  ["a key of Stripe", join("sk", "_live_", TOKEN)],
  ["a key of Stripe", join("rk", "_test_", TOKEN)],
  ["a JSON Web Token", join("ey", "JhbGciOiJIUzI1NiJ9.ey", "JzdWIiOiIxMjM0NTY3ODkwIn0.c2lnbmF0dXJl")],
  ["a URL with a password", "postgres://app:hunter2@db.example.com:5432/products"],
  ["a URL with a password", "redis://:hunter2@cache.example.com"],
];

describe("a literal secret in an environment variable", () => {
  test.each(SECRETS)("%s is reported without the value: %#", (kind, value) => {
    const errors = errorsOfVariable("SETTING", value);
    expect(errors).toEqual([
      `test/fn: environment variable "SETTING" contains ${kind}; ${RULE} (check literal-secret).`,
    ]);
    expect(errors.join()).not.toContain(value);
  });

  test.each([
    "DB_PASSWORD",
    "PASSWORD",
    "GITHUB_TOKEN",
    "STRIPE_API_KEY",
    "APIKEY",
    "CLIENT_SECRET",
    "SSH_PRIVATE_KEY",
    "secret",
    "token",
    "password",
    "db_password",
    "dbPassword",
    "stripeApiKey",
    "Secret",
  ])("a literal in a variable with the name %s is reported without the value", (name) => {
    const errors = errorsOfVariable(name, "hunter2");
    expect(errors).toEqual([
      `test/fn: environment variable "${name}" is a literal, and its name means a secret; ${RULE}. If the value is no secret, rename the variable, or waive the check (check literal-secret).`,
    ]);
  });

  test.each([
    ["TOKEN_URL", "https://login.example.com/token"],
    ["PASSWORD_LENGTH", "12"],
    ["SECRETS", "hunter2"],
    ["MONKEY", "hunter2"],
    ["PAYMENT_SECRET", "arn:aws:secretsmanager:eu-central-1:123456789012:secret:payment-a1B2c3"],
    ["PAYMENT_API_KEY", "/products/payment-key"],
    ["API_KEY", ""],
    ["TOKEN", "true"],
    ["TOKEN", "off"],
    ["USE_SECRET", "1"],
    ["ACCESS_TOKEN", "required"],
    ["API_TOKEN", "https://login.example.com/token"],
    ["TOKEN_TTL", "300"],
    ["tokenTtl", "300"],
    ["SECRET_NAME", "products/payment"],
    ["SECRET_ARN_PREFIX", "payment"],
    ["PASSWORD_MIN_LENGTH", "12"],
    ["passwordMinLength", "12"],
    ["TOKEN_ISSUER", "https://login.example.com"],
    ["TOKENS_TABLE", "products-dev-tokens"],
    ["PRODUCTS_TABLE", "products-dev-products"],
    ["QUEUE_URL", "https://sqs.eu-central-1.amazonaws.com/123456789012/orders"],
    ["SLACK_URL", "https://slack.com/api/chat.postMessage"],
    ["SLACK_HOST", "hooks.slack.com"],
    ["NODE_OPTIONS", "--enable-source-maps"],
    ["TASK", "desk_test_results_of_monday"],
    ["BASKETOKEN", "a"],
    ["URL", "https://example.com:8443/a@b?c=d:e@f"],
    ["EMAIL", "mailto:someone@example.com"],
    ["CLIENT_ID", join("AK", "IA")],
    ["DIGEST", "eyJh.eyJz.x"],
    ["PUBLIC_KEY", "-----BEGIN PUBLIC KEY-----\nMIIB"],
  ])("the variable %s with the value %j is no secret", (name, value) => {
    expect(errorsOfVariable(name, value)).toEqual([]);
  });

  test("a value that only Terraform knows is no literal", () => {
    const stack = testStack();
    const text = new TerraformVariable(stack, "text", { type: "string" }).stringValue;
    const environment = {
      DB_PASSWORD: text,
      URL: `postgres://app:${text}@db.example.com/products`,
      PAYMENT_SECRET: Secret.fromName(stack, "payment", "products/payment").name,
      PAYMENT_TOKEN: Parameter.fromName(stack, "token", "payment-token").name,
      ORDER_SECRET: new Secret(stack, "order", { name: "order" }).name,
    };
    new NodejsFunction(stack, "fn", { entry: "fn.ts", environment });
    new LambdaFunction(stack, "raw", {
      functionName: "raw",
      role: "role",
      environment: { variables: { API_KEY: "${var.text}" } },
    });
    expect(errorsOf(stack)).toEqual([]);
  });

  test("a literal password before a host that only Terraform knows is reported", () => {
    const stack = testStack();
    const host = new TerraformVariable(stack, "host", { type: "string" }).stringValue;
    new NodejsFunction(stack, "fn", {
      entry: "fn.ts",
      environment: { URL: `postgres://app:hunter2@${host}/products` },
    });
    expect(errorsOf(stack)).toEqual([
      `test/fn: environment variable "URL" contains a URL with a password; ${RULE} (check literal-secret).`,
    ]);
  });

  test("a function of the bindings is checked, too", () => {
    const stack = testStack();
    new LambdaFunction(stack, "raw", {
      functionName: "raw",
      role: "role",
      environment: { variables: { DB_PASSWORD: "hunter2" } },
    });
    expect(errorsOf(stack)).toEqual([
      expect.stringContaining('test/raw: environment variable "DB_PASSWORD"'),
    ]);
  });

  test("a variable of an override is checked", () => {
    const stack = testStack();
    const fn = new NodejsFunction(stack, "fn", { entry: "fn.ts" });
    fn.function.addOverride("environment.variables.DB_PASSWORD", "hunter2");
    expect(errorsOf(stack)).toEqual([expect.stringContaining('test/fn: environment variable "DB_PASSWORD"')]);
  });

  test("the check can be waived for a function", () => {
    const stack = testStack();
    const fn = new NodejsFunction(stack, "fn", { entry: "fn.ts", environment: { PUBLIC_TOKEN: "public" } });
    waive(fn, "literal-secret", "Every visitor of the site gets this token.");
    expect(errorsOf(stack)).toEqual([]);
  });
});

const FIX =
  "expected a value of Terraform, because the Terraform contains the literal. Use a Secret or a Parameter, or pass an ephemeral variable to a write-only argument (check literal-secret).";

describe("a literal secret in an argument", () => {
  const secretId = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:a-a1B2c3";

  test.each<[string, (stack: TerraformStack) => unknown, string]>([
    [
      "secret_string",
      (stack) => new SecretsmanagerSecretVersion(stack, "r", { secretId, secretString: "hunter2" }),
      "secret_string",
    ],
    [
      "secret_string_wo",
      (stack) =>
        new SecretsmanagerSecretVersion(stack, "r", {
          secretId,
          secretStringWo: "hunter2",
          secretStringWoVersion: 1,
        }),
      "secret_string_wo",
    ],
    [
      "the value of an API key",
      (stack) => new ApiGatewayApiKey(stack, "r", { name: "acme", value: "hunter2-hunter2-hunter2" }),
      "value",
    ],
    [
      "the value of a SecureString",
      (stack) => new SsmParameter(stack, "r", { name: "a", type: "SecureString", value: "hunter2" }),
      "value",
    ],
    [
      "value_wo",
      (stack) => new SsmParameter(stack, "r", { name: "a", type: "SecureString", valueWo: "hunter2" }),
      "value_wo",
    ],
    [
      "a write-only argument of an override",
      (stack) => new SqsQueue(stack, "r", { name: "a" }).addOverride("password_wo", "hunter2"),
      "password_wo",
    ],
  ])("%s is reported without the value", (_name, declare, argument) => {
    const stack = testStack();
    declare(stack);
    expect(errorsOf(stack)).toEqual([`test/r: ${argument} is a literal; ${FIX}`]);
  });

  test("a plain parameter and values that only Terraform knows are no literal secrets", () => {
    const stack = testStack();
    const text = new TerraformVariable(stack, "text", { type: "string" }).stringValue;
    new SsmParameter(stack, "plain", { name: "a", type: "String", value: "eu-central-1" });
    new SsmParameter(stack, "secure", { name: "b", type: "SecureString", value: "${var.text}" });
    new SecretsmanagerSecretVersion(stack, "version", { secretId, secretString: `{"password":"${text}"}` });
    expect(errorsOf(stack)).toEqual([]);
  });

  test("the check can be waived for a resource", () => {
    const stack = testStack();
    const parameter = new SsmParameter(stack, "r", { name: "a", type: "SecureString", value: "set later" });
    waive(parameter, "literal-secret", "An operator replaces this text.");
    expect(errorsOf(stack)).toEqual([]);
  });
});
