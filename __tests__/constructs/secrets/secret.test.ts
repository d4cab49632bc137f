import { readFileSync } from "node:fs";
import {
  type App,
  AwsProvider,
  KmsKey,
  NodejsFunction,
  Parameter,
  Secret,
  type SecretProps,
  stubCode,
  TerraformOutput,
  TerraformStack,
  TerraformVariable,
} from "gatewright";
import { stackDir } from "#synth";
import { errorsOf, synthesized, testStack } from "../../support";

// Sources of the limits:
// - https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
// - https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html

function secretStack(props: SecretProps = {}) {
  const stack = testStack();
  const reader = new NodejsFunction(stack, "reader", { entry: "reader.ts" });
  return { stack, reader, secret: new Secret(stack, "key", props) };
}

/** Declares a secret whose value is a variable with the name `secret`. */
function secretWithValue(props: SecretProps = {}) {
  const stack = testStack();
  const value = new TerraformVariable(stack, "secret", { type: "string" });
  return { stack, secret: new Secret(stack, "key", { value, ...props }) };
}

/** Returns the statements of the policy that a function gets from grants. */
function grantsOf(stack: ReturnType<typeof testStack>): unknown {
  const { values } = synthesized(stack).only("aws_iam_role_policy", { name: "grants" });
  return JSON.parse(String(values.policy)).Statement;
}

describe("a new secret", () => {
  test("a secret can be restored for 30 days and has no value by default", () => {
    const { stack } = secretStack();
    const terraform = synthesized(stack);
    terraform.only("aws_secretsmanager_secret", {
      name: "test-key",
      recovery_window_in_days: 30,
      kms_key_id: undefined,
    });
    terraform.none("aws_secretsmanager_secret_version");
  });

  test("all options of a secret are written to the Terraform", () => {
    const { stack } = secretStack({
      name: "named/key",
      description: "Key ${x}",
      encryptionKey: { arn: "arn:aws:kms:eu-central-1:123456789012:key/1" },
      recoveryWindowDays: 0,
      tags: { team: "things" },
    });
    synthesized(stack).only("aws_secretsmanager_secret", {
      name: "named/key",
      description: "Key $${x}",
      kms_key_id: "arn:aws:kms:eu-central-1:123456789012:key/1",
      recovery_window_in_days: 0,
      tags: { team: "things" },
    });
  });

  test("the value of a secret is a write-only argument, from a variable that is ephemeral and sensitive", () => {
    const { stack } = secretWithValue({ valueVersion: 2 });
    const terraform = synthesized(stack);
    terraform.only("aws_secretsmanager_secret_version", {
      secret_id: "${aws_secretsmanager_secret.key.id}",
      secret_string: undefined,
      secret_string_wo: "${var.secret}",
      secret_string_wo_version: 2,
    });
    expect(terraform.stack.configuration.variable).toEqual({
      secret: { type: "string", ephemeral: true, sensitive: true },
    });
  });

  test("a secret with a value requires Terraform 1.11, the first version with write-only arguments", () => {
    const required = (stack: ReturnType<typeof testStack>) => {
      expect(errorsOf(stack)).toEqual([]);
      const file = `${stackDir(stack)}/cdk.tf.json`;
      return JSON.parse(readFileSync(file, "utf8")).terraform.required_version;
    };
    expect(required(secretWithValue().stack)).toBe(">= 1.11");
    expect(required(secretStack().stack)).toBe(">= 1.2");
  });

  test("a function that may read a secret gets one action on this secret", () => {
    const { stack, reader, secret } = secretStack();
    secret.grantRead(reader);
    expect(grantsOf(stack)).toEqual([
      {
        Effect: "Allow",
        Action: ["secretsmanager:GetSecretValue"],
        Resource: ["${aws_secretsmanager_secret.key.arn}"],
      },
    ]);
  });

  test("a function that may read an encrypted secret may decrypt through Secrets Manager only", () => {
    const { stack, reader, secret } = secretStack();
    const encrypted = new Secret(stack, "encrypted", { encryptionKey: new KmsKey(stack, "kms", {}) });
    secret.grantRead(reader);
    encrypted.grantRead(reader);
    expect(grantsOf(stack)).toContainEqual({
      Effect: "Allow",
      Action: ["kms:Decrypt"],
      Resource: ["${aws_kms_key.kms.arn}"],
      Condition: { StringLike: { "kms:ViaService": "secretsmanager.*.amazonaws.com" } },
    });
  });
});

describe("an existing secret", () => {
  test("an existing secret creates no resource, and the grant matches the random characters of its ARN", () => {
    const stack = testStack();
    const reader = new NodejsFunction(stack, "reader", { entry: "reader.ts" });
    const secret = Secret.fromName(stack, "key", "products/key");
    secret.grantRead(reader);
    expect(secret.name).toBe("products/key");
    expect(grantsOf(stack)).toEqual([
      expect.objectContaining({
        Action: ["secretsmanager:GetSecretValue"],
        Resource: [
          expect.stringMatching(
            /^arn:\$\{data\.aws_partition\.\w+\.partition}:secretsmanager:\$\{data\.aws_region\.\w+\.region}:\$\{data\.aws_caller_identity\.\w+\.account_id}:secret:products\/key-\?{6}$/,
          ),
        ],
      }),
    ]);
    synthesized(stack).none("aws_secretsmanager_secret");
  });

  test("the key of an existing secret is part of the grant", () => {
    const stack = testStack();
    const reader = new NodejsFunction(stack, "reader", { entry: "reader.ts" });
    const encryptionKey = { arn: "arn:aws:kms:eu-central-1:123456789012:key/1" };
    Secret.fromName(stack, "key", "key", { encryptionKey }).grantRead(reader);
    expect(grantsOf(stack)).toContainEqual(
      expect.objectContaining({ Action: ["kms:Decrypt"], Resource: [encryptionKey.arn] }),
    );
  });

  test("the name of an existing secret is checked", () => {
    const stack = testStack();
    Secret.fromName(stack, "key", "all keys*");
    expect(errorsOf(stack)).toEqual([
      'test/key: secret name "all keys*" is invalid; expected letters, digits, /, _, +, =, ., @ and -. Correct it.',
    ]);
  });
});

const SECRET_TEXT = "hunter2-secret-text";

describe("invalid options of a secret", () => {
  test.each<[string, SecretProps, string]>([
    [
      "a name with a space",
      { name: "a key" },
      'secret name "a key" is invalid; expected letters, digits, /, _, +, =, ., @ and -. Change a construct ID in the path, or set `name`.',
    ],
    [
      "a long description",
      { description: "x".repeat(2049) },
      "description has 2049 characters; the maximum is 2048. Shorten it.",
    ],
    [
      "a short recovery window",
      { recoveryWindowDays: 6 },
      "recoveryWindowDays is 6; expected a whole number from 7 to 30 days, or 0 to delete the secret immediately",
    ],
    [
      "a version without a value",
      { valueVersion: 2 },
      "valueVersion is set, but value is not set. Set value, or remove valueVersion.",
    ],
    [
      "a literal value",
      { value: SECRET_TEXT as never },
      'value is a string; expected a TerraformVariable. Write `new TerraformVariable(this, "payment_key", { type: "string" })`.',
    ],
    [
      "an object as a value",
      { value: { text: SECRET_TEXT } as never },
      'value is an object; expected a TerraformVariable. Write `new TerraformVariable(this, "payment_key", { type: "string" })`.',
    ],
  ])("%s is reported without the value", (_name, props, error) => {
    const errors = errorsOf(secretStack(props).stack);
    expect(errors).toEqual([`test/key: ${error}`]);
    expect(errors.join()).not.toContain(SECRET_TEXT);
  });

  test("a variable with a default is reported without its default, because the default is in the Terraform", () => {
    const stack = testStack();
    const value = new TerraformVariable(stack, "secret", { type: "string", default: SECRET_TEXT });
    new Secret(stack, "key", { value });
    expect(errorsOf(stack)).toEqual([
      'test/key: value is the variable "secret" with a default, which is in the Terraform; expected a variable without a default. Remove the default, and set TF_VAR_secret.',
    ]);
  });

  test("a variable of another stack is an error, because Terraform rejects its value in an output", () => {
    const stack = testStack();
    const value = new TerraformVariable(new TerraformStack(stack.node.root, "other"), "secret", {});
    new Secret(stack, "key", { value });
    new Parameter(stack, "parameter", { value });
    expect(errorsOf(stack)).toEqual([
      'test/key, test/parameter: value is the variable "secret" of the stack other; expected a variable of the stack test. Declare the variable in this stack.',
    ]);
  });

  test("valueVersion is a positive whole number", () => {
    expect(errorsOf(secretWithValue({ valueVersion: 0 }).stack)).toEqual([
      "test/key: valueVersion is 0; expected a whole number from 1 to 2147483647",
    ]);
  });

  test("two secrets cannot have the same name", () => {
    const { stack } = secretStack({ name: "one" });
    new Secret(stack, "other", { name: "one" });
    expect(errorsOf(stack).join()).toContain('duplicate secret name "one"');
  });
});

describe("a variable with the value of a secret", () => {
  const describeValue = (place: string) =>
    `${place} contains the variable "secret", which is the value of a secret; expected no such value, because Terraform accepts it only in write-only arguments. Pass the name of the Secret or the Parameter.`;

  test.each(["Secret", "Parameter"])(
    "the variable of a %s is an error in an environment variable and in an output",
    (kind) => {
      const stack = testStack();
      const value = new TerraformVariable(stack, "secret", { type: "string" });
      const secret =
        kind === "Secret" ? new Secret(stack, "key", { value }) : new Parameter(stack, "key", { value });
      const environment = {
        NAME: secret.name,
        KEY: value.stringValue,
        URL: `https://a.example/?key=${value.stringValue}`,
      };
      new NodejsFunction(stack, "reader", { entry: "reader.ts", environment });
      new TerraformOutput(stack, "value", { value: value.value });
      expect(errorsOf(stack)).toEqual([
        `test/reader: ${describeValue('environment variable "KEY"')}`,
        `test/reader: ${describeValue('environment variable "URL"')}`,
        `test/value: ${describeValue("the output")}`,
      ]);
    },
  );

  test("other variables, and variables of another stack with the same name, are valid", () => {
    const { stack } = secretWithValue();
    const other = new TerraformVariable(stack, "secret_name", { type: "string" });
    new NodejsFunction(stack, "reader", { entry: "reader.ts", environment: { NAME: other.stringValue } });
    const second = new TerraformStack(stack.node.root as App, "second");
    stubCode(second);
    new AwsProvider(second, "aws", { region: "eu-central-1" });
    const same = new TerraformVariable(second, "secret", { type: "string" });
    new NodejsFunction(second, "reader", { entry: "reader.ts", environment: { A: same.stringValue } });
    expect(errorsOf(stack)).toEqual([]);
  });
});
