import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { NodejsFunction, Table, type TerraformStack } from "#constructs";
import { type PlanReview, plan, planFromJson, reviewPlan, withTerraform } from "#plan";
import { stackDir } from "#synth";
import { Stack } from "#terraform";
import { temporaryFolder, testStack } from "../../support";
import { withTerraformOnPath } from "../has-terraform";

/** A folder of this configuration; `terraform_data` is built into terraform. */
function folderWith(configuration: object): string {
  const folder = temporaryFolder();
  writeFileSync(path.join(folder, "cdk.tf.json"), JSON.stringify(configuration));
  return folder;
}

/** What terraform says; it needs no provider here, and so asks nobody for one. */
function terraform(folder: string, ...args: readonly string[]): string {
  const env = { ...process.env, CHECKPOINT_DISABLE: "1" };
  return spawnSync("terraform", args, { cwd: folder, env, encoding: "utf8" }).stdout;
}

function linesOf({ constructs }: PlanReview): readonly string[] {
  return constructs.flatMap(({ lines }) => lines);
}

/** Puts into the one state that is kept here what a replacement leaves that fails halfway. */
function leaveBehind(deposed: string): void {
  const states = readdirSync(tmpdir()).map((name) => path.join(tmpdir(), name, "terraform.tfstate"));
  const [file = ""] = states.filter((one) => existsSync(one));
  const state = JSON.parse(readFileSync(file, "utf8"));
  const [{ instances }] = state.resources;
  instances.push({ ...instances[0], deposed });
  writeFileSync(file, JSON.stringify({ ...state, serial: state.serial + 1 }));
}

function addresses({ resources }: Stack): readonly string[] {
  return resources.map(({ address }) => address);
}

/** A function that may read a table. */
function reader(stack: TerraformStack, names: { table: string; fn: string; memoryMb: number }): void {
  const { memoryMb } = names;
  const fn = new NodejsFunction(stack, names.fn, { entry: "answer.ts", name: "reader", memoryMb });
  new Table(stack, names.table, { partitionKey: "id", name: "things" }).grantRead(fn);
}

const { TMPDIR } = process.env;

beforeAll(() => {
  process.env.TMPDIR = temporaryFolder();
});

afterAll(() => {
  process.env.TMPDIR = TMPDIR;
  if (TMPDIR === undefined) delete process.env.TMPDIR;
});

withTerraformOnPath("of a plan of terraform's own", () => {
  test("what is imported of AWS's is told, and what that changes is not known", async () => {
    const queue = { resource: { aws_sqs_queue: { q: { name: "q" }, other: { name: "other" } } } };
    const before = folderWith({ resource: { aws_sqs_queue: { other: { name: "other" } } } });
    const after = folderWith({ ...queue, import: [{ to: "aws_sqs_queue.q", id: "https://q" }] });
    const changes = await plan(after, { against: before });
    expect(changes.counts).toMatchObject({ create: 0, "no-op": 2 });
    const whole = reviewPlan(changes);
    expect(whole.summary).toBe("1 to import");
    expect(linesOf(whole)).toEqual(["aws_sqs_queue.q will be imported from https://q"]);
    expect(
      (await plan(after, { against: folderWith({ ...queue, import: [{ to: "aws_sqs_queue.q", id: "x" }] }) }))
        .counts,
    ).toMatchObject({ create: 0, "no-op": 2 });
  });

  test("imports are told", async () => {
    const whole = reviewPlan(
      await plan(
        folderWith({
          resource: { terraform_data: { same: {}, other: { input: "x" } } },
          import: [
            { to: "terraform_data.same", id: "a" },
            { to: "terraform_data.other", id: "b" },
          ],
        }),
      ),
    );
    expect(whole.summary).toBe("2 to import, 1 to update");
    expect(linesOf(whole)).toEqual([
      "terraform_data.other will be imported from b",
      "~ terraform_data.other",
      "    input: (none) → x",
      "    output: (none) → (known after the apply)",
      "terraform_data.same will be imported from a",
    ]);
  });

  test("what a failed replacement left is told, beside what is there", async () => {
    const folder = folderWith({ resource: { aws_sqs_queue: { q: { name: "q" } } } });
    const json = await withTerraform([folder], async (terraform) => {
      await terraform.use(folder);
      await terraform.apply();
      leaveBehind("deadbeef");
      return terraform.plan();
    });
    const { summary, findings } = reviewPlan(planFromJson(json));
    expect(summary).toBe("1 to delete");
    expect(findings.flatMap(({ findings: all }) => all)).toEqual([
      {
        subject: "aws_sqs_queue.q",
        lines: [
          "- aws_sqs_queue.q (deposed object deadbeef, left by a failed replacement) is deleted, with all that it holds",
        ],
      },
    ]);
  });

  test("that planning failed is told at the top", () => {
    const postcondition = { condition: "${self.input == 1}", error_message: "It is not 1." };
    const folder = folderWith({
      resource: { terraform_data: { wrong: { input: 2, lifecycle: { postcondition } } } },
    });
    terraform(folder, "init");
    terraform(folder, "plan", "-out=plan");
    const whole = reviewPlan(planFromJson(terraform(folder, "show", "-json", "plan")));
    expect(whole.summary).toBe("incomplete, 1 to create");
    expect(whole.findings[0]?.title).toBe("The plan is incomplete");
  });

  test("outputs are told", async () => {
    const resource = { aws_sqs_queue: { q: { name: "q" } } };
    const url = { value: "${aws_sqs_queue.q.url}" };
    const [old, now] = [
      { gone: url, same: url, other: { value: "a" }, secret: { value: "hunter2", sensitive: true } },
      { come: url, same: url, other: { value: "b" }, secret: { value: "hunter3", sensitive: true } },
    ].map((output) => folderWith({ resource, output })) as [string, string];
    const declared = { before: Stack.read(old), after: Stack.read(now) };
    expect(linesOf(reviewPlan(await plan(now, { against: old }), { configurations: declared }))).toEqual([
      "+ come: aws_sqs_queue.q.url",
      "- gone",
      "~ other: a → b",
      "~ secret: (sensitive) → (sensitive)",
    ]);
  });

  test("moves are told, and what refers to what is moved is as it was", async () => {
    const [before, after] = [testStack(), testStack()];
    reader(before, { table: "things", fn: "reader", memoryMb: 512 });
    reader(after, { table: "products", fn: "query", memoryMb: 1024 });
    const old = stackDir(before);
    const [from, to] = [addresses(Stack.read(old)), addresses(Stack.read(stackDir(after)))];
    const moves = from.map((address, index) => ({ from: address, to: to[index] }));
    after.addOverride("moved", moves);
    const now = stackDir(after);
    const declared = { before: Stack.read(old), after: Stack.read(now) };
    const whole = reviewPlan(await plan(now, { against: old }), { configurations: declared });
    expect([whole.summary, whole.findings]).toEqual(["6 to move, 1 to update", []]);
    const told = linesOf(whole).filter((line) => !line.includes(" has moved to "));
    expect(told).toEqual([
      "~ aws_lambda_function.query",
      "    filename: assets/reader.zip → assets/query.zip",
      "    memory_size: 512 → 1024",
    ]);
  });
});
