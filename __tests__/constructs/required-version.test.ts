import { readFileSync } from "node:fs";
import { type App, AwsProvider, S3Backend, type TerraformStack, TerraformVariable } from "gatewright";
import { stackDir } from "#synth";
import { testStack } from "../support";

/** Synthesizes the app of a stack, and returns the written Terraform. */
function synthesize(declare: (stack: TerraformStack) => void) {
  const stack = testStack();
  declare(stack);
  return JSON.parse(readFileSync(`${stackDir(stack)}/cdk.tf.json`, "utf8"));
}

/** Declares an S3 backend with an argument that CDKTF has no property for. */
const backendWith = (name: string, value: unknown) => (stack: TerraformStack) =>
  new S3Backend(stack, { bucket: "state", key: "test", region: "eu-central-1" }).addOverride(name, value);

const override = (path: string, value: unknown) => (stack: TerraformStack) => stack.addOverride(path, value);

// Source: https://github.com/hashicorp/terraform/blob/main/CHANGELOG.md
const CASES: readonly (readonly [
  feature: string,
  declare: (stack: TerraformStack) => void,
  version: string,
])[] = [
  ["no special feature", () => undefined, "1.2"],
  ["an S3 backend without a lock file", backendWith("use_lockfile", false), "1.2"],
  [
    "an optional attribute",
    (stack) => new TerraformVariable(stack, "x", { type: "object({ a = optional(string) })" }),
    "1.3",
  ],
  ["terraform_data", override("resource.terraform_data.x", {}), "1.4"],
  ["an import block", override("import", [{ to: "aws_sqs_queue.q", id: "q" }]), "1.5"],
  ["a check block", override("check.health", {}), "1.5"],
  ["an S3 backend with a role", backendWith("assume_role", { role_arn: "arn" }), "1.6"],
  ["an S3 backend with account IDs", backendWith("allowed_account_ids", ["123456789012"]), "1.6"],
  ["a removed block", override("removed", [{ from: "aws_sqs_queue.q" }]), "1.7"],
  ["an import block with for_each", override("import", [{ to: "aws_sqs_queue.q", for_each: [] }]), "1.7"],
  ["a function of a provider", override("locals.x", "${provider::aws::arn_parse(var.a)}"), "1.8"],
  ["a lock file in S3", backendWith("use_lockfile", true), "1.10"],
  ["an ephemeral resource", override("ephemeral.aws_secretsmanager_secret_version.x", {}), "1.10"],
  ["an ephemeral variable", override("variable.x", { ephemeral: true }), "1.10"],
  ["a write-only argument", override("resource.aws_db_instance.x", { password_wo: "x" }), "1.11"],
  ["an import block with an identity", override("import", [{ to: "a_b.c", identity: {} }]), "1.12"],
];

test.each(CASES)(
  "a stack with %s requires the first version that supports it",
  (_feature, declare, version) => {
    expect(synthesize(declare).terraform.required_version).toBe(`>= ${version}`);
  },
);

test("the newest of several features determines the version", () => {
  const { terraform } = synthesize((stack) => {
    backendWith("use_lockfile", true)(stack);
    override("removed", [{ from: "aws_sqs_queue.q" }])(stack);
  });
  expect(terraform.required_version).toBe(">= 1.10");
  expect(terraform.backend.s3.use_lockfile).toBe(true);
});

test("a version that the stack sets itself stays, also after a second synthesis", () => {
  const stack = testStack();
  stack.addOverride("terraform.required_version", "~> 1.12");
  (stack.node.root as App).synth();
  const { terraform } = JSON.parse(readFileSync(`${stackDir(stack)}/cdk.tf.json`, "utf8"));
  expect(terraform.required_version).toBe("~> 1.12");
});

test("the account IDs of a provider can come from a variable", () => {
  const { provider } = synthesize((stack) => {
    const accounts = new TerraformVariable(stack, "accounts", { type: "list(string)" });
    new AwsProvider(stack, "other", { alias: "other", allowedAccountIds: accounts.listValue });
  });
  expect(provider.aws[1].allowed_account_ids).toBe("${var.accounts}");
});
