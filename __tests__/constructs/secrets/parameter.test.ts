import { NodejsFunction, Parameter, type ParameterProps, TerraformVariable } from "gatewright";
import { errorsOf, synthesized, testStack } from "../../support";

// Source of the limits: https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html

function parameterStack(props: Partial<ParameterProps> = {}) {
  const stack = testStack();
  const reader = new NodejsFunction(stack, "reader", { entry: "reader.ts" });
  const value = new TerraformVariable(stack, "secret", { type: "string" });
  return { stack, reader, parameter: new Parameter(stack, "key", { value, ...props }) };
}

/** Returns the statements of the policy that a function gets from grants. */
function grantsOf(stack: ReturnType<typeof testStack>): unknown {
  const { values } = synthesized(stack).only("aws_iam_role_policy", { name: "grants" });
  return JSON.parse(String(values.policy)).Statement;
}

const KEY = { arn: "arn:aws:kms:eu-central-1:123456789012:key/1" };

describe("a new parameter", () => {
  test("a parameter is encrypted, and its value is a write-only argument from an ephemeral variable", () => {
    const terraform = synthesized(parameterStack().stack);
    terraform.only("aws_ssm_parameter", {
      name: "test-key",
      type: "SecureString",
      value: undefined,
      value_wo: "${var.secret}",
      value_wo_version: 1,
      key_id: undefined,
    });
    expect(terraform.stack.configuration.variable).toEqual({
      secret: { type: "string", ephemeral: true, sensitive: true },
    });
  });

  test("all options of a parameter are written to the Terraform", () => {
    const { stack } = parameterStack({
      name: "/named/key",
      description: "Key",
      valueVersion: 3,
      encryptionKey: KEY,
      tags: { team: "things" },
    });
    synthesized(stack).only("aws_ssm_parameter", {
      name: "/named/key",
      description: "Key",
      value_wo_version: 3,
      key_id: KEY.arn,
      tags: { team: "things" },
    });
  });

  test("a function that may read a parameter gets one action, and may decrypt through SSM only", () => {
    const { stack, reader, parameter } = parameterStack({ encryptionKey: KEY });
    parameter.grantRead(reader);
    expect(grantsOf(stack)).toEqual([
      { Effect: "Allow", Action: ["ssm:GetParameter"], Resource: ["${aws_ssm_parameter.key.arn}"] },
      {
        Effect: "Allow",
        Action: ["kms:Decrypt"],
        Resource: [KEY.arn],
        Condition: { StringLike: { "kms:ViaService": "ssm.*.amazonaws.com" } },
      },
    ]);
  });
});

describe("an existing parameter", () => {
  test.each(["/products/key", "products-key"])("the ARN of the parameter %s has one slash", (name) => {
    const stack = testStack();
    const reader = new NodejsFunction(stack, "reader", { entry: "reader.ts" });
    const parameter = Parameter.fromName(stack, "key", name);
    parameter.grantRead(reader);
    expect(parameter.name).toBe(name);
    expect(grantsOf(stack)).toEqual([
      expect.objectContaining({
        Resource: [expect.stringMatching(new RegExp(`:ssm:.*:parameter/${name.replace(/^\//, "")}$`))],
      }),
    ]);
    synthesized(stack).none("aws_ssm_parameter");
  });

  test("Terraform removes the slash of a name that only Terraform knows", () => {
    const stack = testStack();
    const reader = new NodejsFunction(stack, "reader", { entry: "reader.ts" });
    const name = new TerraformVariable(stack, "name", { type: "string" }).stringValue;
    Parameter.fromName(stack, "key", name).grantRead(reader);
    const { values } = synthesized(stack).only("aws_iam_role_policy", { name: "grants" });
    expect(values.policy).toContain(':parameter/${trimprefix("${var.name}", "/")}"');
  });
});

test("two parameters whose names differ only in the slash at their start are an error", () => {
  const { stack } = parameterStack({ name: "/payment-key" });
  const value = new TerraformVariable(stack, "other", { type: "string" });
  new Parameter(stack, "more", { value, name: "payment-key" });
  expect(errorsOf(stack)).toEqual([
    'test/more: duplicate parameter name "payment-key", already used by test/key. Change a construct ID in the path, or set `name`.',
  ]);
});

describe("invalid options of a parameter", () => {
  const FIX = "Change a construct ID in the path, or set `name`.";

  test.each<[string, Partial<ParameterProps>, string]>([
    [
      "a name with a space",
      { name: "a key" },
      `parameter name "a key" is invalid; expected letters, digits, /, _, . and -. ${FIX}`,
    ],
    [
      "a path without a slash at its start",
      { name: "products/key" },
      `parameter name "products/key" contains "/"; expected it to start with "/", too. ${FIX}`,
    ],
    [
      "a path with many levels",
      { name: "/a".repeat(16) },
      `parameter name "${"/a".repeat(16)}" has 16 levels; the maximum is 15. ${FIX}`,
    ],
    ...["/", "//a", "/a//b", "/a/"].map((name): [string, object, string] => [
      `the name ${name} with an empty level`,
      { name },
      `parameter name "${name}" has an empty level; expected a name after each "/". ${FIX}`,
    ]),
    [
      "a reserved name without a slash",
      { name: "awsKey" },
      `parameter name "awsKey" starts with "aws" or "ssm", which SSM reserves. ${FIX}`,
    ],
    [
      "a reserved name",
      { name: "/AWS/key" },
      `parameter name "/AWS/key" starts with "aws" or "ssm", which SSM reserves. ${FIX}`,
    ],
    [
      "a long description",
      { description: "x".repeat(1025) },
      "description has 1025 characters; the maximum is 1024. Shorten it.",
    ],
    [
      "a missing value",
      { value: undefined as never },
      "value is not set; expected a TerraformVariable. For a parameter that exists already, use Parameter.fromName.",
    ],
    [
      "a literal value",
      { value: "hunter2" as never },
      'value is a string; expected a TerraformVariable. Write `new TerraformVariable(this, "payment_key", { type: "string" })`.',
    ],
  ])("%s is reported", (_name, props, error) => {
    expect(errorsOf(parameterStack(props).stack)).toEqual([`test/key: ${error}`]);
  });
});
