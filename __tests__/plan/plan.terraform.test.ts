import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import {
  ApiDashboard,
  App,
  AwsProvider,
  HttpApi,
  NodejsFunction,
  stubCode,
  Table,
  TerraformOutput,
  TerraformStack,
  TerraformVariable,
} from "gatewright";
import { type Change, type Plan, PlanError, plan } from "gatewright/plan";
import { stackDir } from "#synth";
import { readSynthesizedStack, Stack } from "#terraform";
import { temporaryFolder, testStack } from "../support";
import { withTerraformOnPath } from "./has-terraform";

function fn(
  stack: TerraformStack,
  id: string,
  props: { memoryMb?: number; name?: string } = {},
): NodejsFunction {
  return new NodejsFunction(stack, id, { entry: "answer.ts", ...props });
}

function at({ changes }: Plan, address: string): Change {
  const change = changes.find((candidate) => candidate.address === address);
  if (change) return change;
  throw new Error(
    `no change of ${address} among ${changes.map((candidate) => candidate.address).join(", ")}`,
  );
}

/** Returns the error of a failing plan. */
async function errorOf(planned: Promise<Plan>): Promise<PlanError> {
  const error = await planned.then(
    () => undefined,
    (reason) => reason,
  );
  expect(error).toBeInstanceOf(PlanError);
  return error;
}

withTerraformOnPath("a plan from nothing", () => {
  test("a plan reads a stack once, and not at all if the caller has read it", async () => {
    const stack = testStack();
    new Table(stack, "things", { partitionKey: "id" });
    const dir = stackDir(stack);
    const read = jest.spyOn(Stack, "read");
    await plan(dir);
    expect(read).toHaveBeenCalledTimes(1);
    const synthesized = readSynthesizedStack(dir);
    read.mockClear();
    const { changes } = await plan(synthesized);
    expect(read).not.toHaveBeenCalled();
    expect(changes.map(({ address }) => address)).toContain("aws_dynamodb_table.things");
    read.mockRestore();
  });

  test("a first plan creates every resource and names its construct", async () => {
    const stack = testStack();
    fn(stack, "answer");
    const planned = await plan(stack);
    expect(planned.counts).toEqual({
      create: 4,
      update: 0,
      replace: 0,
      delete: 0,
      forget: 0,
      read: 0,
      "no-op": 0,
    });
    expect(planned.changes.map(({ constructPath }) => constructPath)).toEqual([
      "test/answer/logs",
      "test/answer/role",
      "test/answer/run",
      "test/answer",
    ]);
  });

  test("a plan contains the configured values and marks the unknown values", async () => {
    const stack = testStack();
    fn(stack, "answer");
    const { action, type, before, after, afterUnknown } = at(await plan(stack), "aws_lambda_function.answer");
    expect({ action, type, before }).toEqual({ action: "create", type: "aws_lambda_function", before: null });
    expect(after).toMatchObject({ function_name: "test-answer", memory_size: 512, region: "eu-central-1" });
    expect(after).not.toHaveProperty("arn");
    expect(afterUnknown).toMatchObject({ arn: true, role: true });
    expect(afterUnknown).not.toHaveProperty("function_name");
  });

  test("each resource has the region and the tags of its provider", async () => {
    const stack = testStack();
    const elsewhere = new AwsProvider(stack, "elsewhere", {
      alias: "elsewhere",
      region: "us-east-1",
      defaultTags: [{ tags: { team: "elsewhere" } }],
    });
    new Table(stack, "near", { partitionKey: "id", tags: { own: "yes" } });
    new Table(stack, "far", { partitionKey: "id", tags: { own: "yes" } }).table.provider = elsewhere;
    const planned = await plan(stack);
    expect(at(planned, "aws_dynamodb_table.near").after).toMatchObject({
      region: "eu-central-1",
      tags_all: { own: "yes" },
    });
    expect(at(planned, "aws_dynamodb_table.far").after).toMatchObject({
      region: "us-east-1",
      tags_all: { own: "yes", team: "elsewhere" },
    });
  });

  test("a data source that depends on a resource is read during apply", async () => {
    const stack = testStack();
    const { table } = new Table(stack, "things", { partitionKey: "id" });
    stack.addOverride("data", {
      aws_caller_identity: { me: {} },
      aws_dynamodb_table: { same: { name: "${aws_dynamodb_table.things.id}" } },
    });
    table.addOverride("name", "things-${data.aws_caller_identity.me.account_id}");
    const planned = await plan(stack);
    expect(at(planned, "aws_dynamodb_table.things").after).toMatchObject({ name: "things-123456789012" });
    expect(at(planned, "data.aws_dynamodb_table.same").action).toBe("read");
  });

  test("the option variables sets the values of Terraform variables", async () => {
    const stack = testStack();
    const size = new TerraformVariable(stack, "size", { type: "number" });
    fn(stack, "answer", { memoryMb: size.numberValue });
    const planned = await plan(stack, { variables: { size: 2048 } });
    expect(at(planned, "aws_lambda_function.answer").after).toMatchObject({ memory_size: 2048 });
    expect((await errorOf(plan(stack))).message).toBe(
      'test: terraform plan failed: No value for required variable: "size" has no value and no default. Set TF_VAR_size.',
    );
  });

  test("a stack can add its name to the User-Agent header of the provider", async () => {
    const stack = testStack();
    new Table(stack, "things", { partitionKey: "id" });
    stack.addOverride("terraform.provider_meta.aws", { user_agent: ["example/1.0"] });
    expect((await plan(stack)).counts.create).toBe(1);
  });

  test("outputs of another stack in the body of a dashboard have fake values", async () => {
    const app = new App({ outdir: temporaryFolder() });
    const base = new TerraformStack(app, "base");
    const monitoring = new TerraformStack(app, "monitoring");
    for (const stack of [base, monitoring]) new AwsProvider(stack, "aws", { region: "eu-central-1" });
    new ApiDashboard(monitoring, "dashboard", { api: new HttpApi(base, "api") });
    expect((await plan(monitoring)).counts.create).toBe(2);
  });

  test("outputs of another stack have fake values", async () => {
    const app = new App({ outdir: temporaryFolder() });
    stubCode(app);
    const [data, api] = ["data", "api"].map((id) => {
      const stack = new TerraformStack(app, id);
      new AwsProvider(stack, "aws", { region: "eu-central-1" });
      return stack;
    }) as [TerraformStack, TerraformStack];
    const things = new Table(data, "things", { partitionKey: "id" });
    things.grant(fn(api, "answer"), "GetItem");
    new TerraformOutput(api, "stream", { value: things.table.streamArn });
    const planned = await plan(api);
    expect(planned.outputs).toMatchObject([
      { name: "stream", action: "create", after: expect.stringMatching(/^arn:aws:/) },
    ]);
    const { policy } =
      planned.changes.find(({ constructPath }) => constructPath === "api/answer/grants")?.after ?? {};
    expect(JSON.parse(String(policy)).Statement[0].Resource).toEqual([
      expect.stringMatching(/^arn:aws:.*things/),
    ]);
  });

  test("environment variables of Terraform (TF_*) do not change a plan", async () => {
    const stack = testStack();
    new Table(stack, "things", { partitionKey: "id" });
    process.env.TF_CLI_ARGS_plan = "-destroy";
    process.env.TF_WORKSPACE = "other";
    try {
      expect((await plan(stack)).counts.create).toBe(1);
    } finally {
      delete process.env.TF_CLI_ARGS_plan;
      delete process.env.TF_WORKSPACE;
    }
  });
});

withTerraformOnPath("a stack that requires another version of the provider", () => {
  /** Returns a stack with arguments that the installed bindings lack. */
  function newerStack(version: string): TerraformStack {
    const stack = testStack();
    stack.addOverride("terraform.required_providers.aws.version", version);
    stack.addOverride("provider.aws.0.endpoint_style", "new");
    stack.addOverride("data.aws_region.here", { opt_in: true });
    const { function: lambda } = fn(stack, "answer");
    lambda.addOverride("durability", { days: 7, table: "${aws_dynamodb_table.things.arn}" });
    lambda.addOverride("tracing_config", { mode: "Active", level: 2 });
    const { table } = new Table(stack, "things", { partitionKey: "id" });
    table.addOverride("attribute", [{ name: "sort", type: "S", order: 1 }]);
    table.addOverride("dynamic.replica", { for_each: ["eu-west-1"], content: { region_name: "a", tier: 1 } });
    return stack;
  }

  const NEW_FUNCTION_ARGUMENTS = { durability: { days: 7 }, tracing_config: [{ mode: "Active", level: 2 }] };

  test("an unknown argument is planned as an optional argument, and a note names both versions", async () => {
    const planned = await plan(newerStack("6.99.0"));
    expect(at(planned, "aws_lambda_function.answer").after).toMatchObject(NEW_FUNCTION_ARGUMENTS);
    expect(at(planned, "aws_dynamodb_table.things").after).toMatchObject({
      attribute: [{ order: null }, { order: 1 }],
      replica: [{ tier: 1 }],
    });
    const has = (name: string, argument: string) =>
      `${name}: hashicorp/aws 6.25.0, the version of the CDKTF bindings, has no ${argument}. The value is planned without a check, because the stack requires version 6.99.0.`;
    expect(planned.notes).toEqual([
      has("provider aws", '"endpoint_style"'),
      has("test/things", '"attribute.order", "replica.tier"'),
      has("test/answer", '"durability", "tracing_config.level"'),
      has("data.aws_region.here", '"opt_in"'),
    ]);
  });

  test("an unknown argument can be planned against a stack without it, and the reverse", async () => {
    const plain = () => {
      const stack = testStack();
      fn(stack, "answer");
      return stack;
    };
    const added = await plan(newerStack("~> 6.0"), { against: plain() });
    expect(at(added, "aws_lambda_function.answer")).toMatchObject({
      action: "update",
      after: NEW_FUNCTION_ARGUMENTS,
    });
    const removed = await plan(plain(), { against: newerStack("~> 6.0") });
    expect(at(removed, "aws_lambda_function.answer").before).toMatchObject(NEW_FUNCTION_ARGUMENTS);
    expect(removed.notes).toEqual([]);
  });

  test("an unknown type is an error that names both versions", async () => {
    const stack = newerStack("6.99.0");
    stack.addOverride("resource.aws_newer", { one: {} });
    expect((await errorOf(plan(stack))).errors).toEqual([
      expect.stringMatching(
        /does not support resource type "aws_newer"\. \(cdk.*\) The CDKTF bindings describe hashicorp\/aws 6\.25\.0; the stack requires 6\.99\.0\. Install the bindings of this version\.$/,
      ),
    ]);
  });

  test.each(["6.25.0", "= 6.25.0"])(
    "an unknown argument is an error if the stack requires %s",
    async (own) => {
      const { errors } = await errorOf(plan(newerStack(own)));
      expect(errors.join("\n")).toContain('No argument or block type is named "endpoint_style"');
    },
  );
});

withTerraformOnPath("a plan against another stack", () => {
  let planned: Plan;

  beforeAll(async () => {
    const [before, after] = [testStack(), testStack()];
    for (const stack of [before, after]) {
      for (const id of ["same", "coded"]) fn(stack, id);
      const renamed = new Table(stack, "renamed", {
        partitionKey: "id",
        name: stack === before ? "old" : "new",
      });
      renamed.grant(fn(stack, "reader"), "GetItem");
      fn(stack, "grown", { memoryMb: stack === before ? 512 : 1024 });
    }
    fn(before, "gone");
    new Table(after, "added", { partitionKey: "id" });
    after.node.findAll().forEach((construct) => {
      if (construct instanceof NodejsFunction && construct.node.id === "coded")
        construct.function.addOverride("source_code_hash", "another");
    });
    planned = await plan(after, { against: before });
  });

  test("the plan counts its changes by action", () => {
    expect(planned.counts).toEqual({
      create: 1,
      update: 3,
      replace: 1,
      delete: 4,
      forget: 0,
      read: 0,
      "no-op": 14,
    });
  });

  test("an unchanged resource has the action no-op", () => {
    expect(at(planned, "aws_lambda_function.same")).toMatchObject({ action: "no-op", afterUnknown: {} });
  });

  test("a changed setting is updated in place, with both values", () => {
    const grown = at(planned, "aws_lambda_function.grown");
    expect(grown).toMatchObject({ action: "update", constructPath: "test/grown", replacePaths: [] });
    expect([grown.before?.memory_size, grown.after?.memory_size]).toEqual([512, 1024]);
    expect(grown.after?.arn).toBe(grown.before?.arn);
    expect(grown.afterUnknown).not.toHaveProperty("last_modified");
  });

  test("new code updates the attributes that depend on the code", () => {
    expect(at(planned, "aws_lambda_function.coded")).toMatchObject({
      action: "update",
      after: { source_code_hash: "another" },
      afterUnknown: { last_modified: true },
    });
  });

  test("a replacement names the argument that forces it", () => {
    expect(at(planned, "aws_dynamodb_table.renamed")).toMatchObject({
      action: "replace",
      before: { name: "old" },
      after: { name: "new" },
      replacePaths: [["name"]],
    });
  });

  test("a reference to a replaced resource is unknown until apply", () => {
    const policy = planned.changes.find(({ constructPath }) => constructPath === "test/reader/grants");
    expect(policy).toMatchObject({ action: "update", afterUnknown: { policy: true } });
  });

  test("a removed resource is deleted and keeps the path of its construct", () => {
    expect(at(planned, "aws_dynamodb_table.added").action).toBe("create");
    expect(at(planned, "aws_lambda_function.gone")).toMatchObject({
      action: "delete",
      constructPath: "test/gone",
      after: null,
    });
  });
});

withTerraformOnPath("the errors of a plan", () => {
  test("every Terraform error names its construct", async () => {
    const stack = testStack();
    fn(stack, "misspelt").function.addOverride("memory_sise", 512);
    fn(stack, "mistyped").function.addOverride("timeout", "soon");
    fn(stack, "given").role.addOverride("arn", "mine");
    fn(stack, "unset").function.addOverride("role", null);
    fn(stack, "dangling").function.addOverride("description", "${aws_sqs_queue.none.arn}");
    new Table(stack, "twice", { partitionKey: "id" }).table.addOverride("ttl", [
      { enabled: true },
      { enabled: false },
    ]);
    const { errors, message } = await errorOf(plan(stack));
    expect(message).toContain("test: terraform plan failed:\n\n");
    expect(errors.map((error) => error.replace(/ \(.*/, "")).sort()).toEqual([
      'test/dangling: Reference to undeclared resource: A managed resource "aws_sqs_queue" "none" has not been declared in the root module.',
      'test/given/role: Value for unconfigurable attribute: Can\'t configure a value for "arn": its value will be decided automatically based on the result of applying this configuration.',
      'test/misspelt: Extraneous JSON object property: No argument or block type is named "memory_sise".',
      'test/mistyped: Incorrect attribute value type: Inappropriate value for attribute "timeout": a number is required.',
      'test/twice: Too many ttl blocks: No more than 1 "ttl" blocks are allowed',
      'test/unset: Missing required argument: The argument "role" is required, but no definition was found.',
    ]);
  });

  test("an error in the base stack is reported as an error of the base stack", async () => {
    const broken = temporaryFolder();
    writeFileSync(
      path.join(broken, "cdk.tf.json"),
      JSON.stringify({ resource: { aws_sqs_queue: { q: { color: "red" } } } }),
    );
    const stack = testStack();
    const { message, errors } = await errorOf(plan(stack, { against: broken }));
    expect(message).toMatch(
      /^terraform cannot plan the base stack \(`against`\): .*: terraform (init|apply) failed: /,
    );
    expect(errors[0]).toContain('No argument or block type is named "color"');
    // The workflow plan.yml recognizes errors of the base stack by this pattern.
    const [, pattern = ""] = /grep -qE '(.*)'/.exec(readFileSync(".github/workflows/plan.yml", "utf8")) ?? [];
    expect(message).toMatch(new RegExp(pattern));
  });
});
