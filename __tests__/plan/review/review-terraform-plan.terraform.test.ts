import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { NodejsFunction, Table, type TerraformStack } from "gatewright";
import { type PlanReview, plan, planFromJson, reviewPlan, withTerraform } from "gatewright/plan";
import { stackDir } from "#synth";
import { Stack } from "#terraform";
import { temporaryFolder, testStack } from "../../support";
import { withTerraformOnPath } from "../has-terraform";

/**
 * Creates a folder with a configuration. It can use `terraform_data`, a resource type that is built into
 * Terraform.
 */
function folderWith(configuration: object): string {
  const folder = temporaryFolder();
  writeFileSync(path.join(folder, "cdk.tf.json"), JSON.stringify(configuration));
  return folder;
}

/**
 * Runs Terraform and returns its output. Terraform needs no network, because the configurations use no
 * provider.
 */
function terraform(folder: string, ...args: readonly string[]): string {
  const env = { ...process.env, CHECKPOINT_DISABLE: "1" };
  return spawnSync("terraform", args, { cwd: folder, env, encoding: "utf8" }).stdout;
}

function linesOf({ constructs }: PlanReview): readonly string[] {
  return constructs.flatMap(({ lines }) => lines);
}

/**
 * Adds a deposed object to the state that was written last, as a failed replacement does. The folder of an earlier plan
 * may still exist.
 */
function addDeposedObject(deposed: string): void {
  const states = readdirSync(tmpdir()).map((name) => path.join(tmpdir(), name, "terraform.tfstate"));
  const writtenAt = (file: string) => statSync(file).mtimeMs;
  const [file = ""] = states.filter((state) => existsSync(state)).sort((a, b) => writtenAt(b) - writtenAt(a));
  const state = JSON.parse(readFileSync(file, "utf8"));
  const [{ instances }] = state.resources;
  instances.push({ ...instances[0], deposed });
  writeFileSync(file, JSON.stringify({ ...state, serial: state.serial + 1 }));
}

function addresses({ resources }: Stack): readonly string[] {
  return resources.map(({ address }) => address);
}

/** Adds a function that is allowed to read a table. */
function addReader(stack: TerraformStack, names: { table: string; fn: string; memoryMb: number }): void {
  const { memoryMb } = names;
  const fn = new NodejsFunction(stack, names.fn, { entry: "answer.ts", name: "reader", memoryMb });
  new Table(stack, names.table, { partitionKey: "id", name: "things" }).grant(fn, "GetItem");
}

const { TMPDIR } = process.env;

beforeAll(() => {
  process.env.TMPDIR = temporaryFolder();
});

afterAll(() => {
  process.env.TMPDIR = TMPDIR;
  if (TMPDIR === undefined) delete process.env.TMPDIR;
});

withTerraformOnPath("the review of a plan that terraform made", () => {
  test("an import of an AWS resource is printed, but other changes of the resource are unknown", async () => {
    const queue = { resource: { aws_sqs_queue: { q: { name: "q" }, other: { name: "other" } } } };
    const before = folderWith({ resource: { aws_sqs_queue: { other: { name: "other" } } } });
    const after = folderWith({ ...queue, import: [{ to: "aws_sqs_queue.q", id: "https://q" }] });
    const changes = await plan(after, { against: before });
    expect(changes.counts).toMatchObject({ create: 0, "no-op": 2 });
    const review = reviewPlan(changes);
    expect(review.summary).toBe("1 to import");
    expect(linesOf(review)).toEqual(["aws_sqs_queue.q will be imported from https://q"]);
    expect(
      (await plan(after, { against: folderWith({ ...queue, import: [{ to: "aws_sqs_queue.q", id: "x" }] }) }))
        .counts,
    ).toMatchObject({ create: 0, "no-op": 2 });
  });

  test("imports of built-in resources are printed with their updates", async () => {
    const review = reviewPlan(
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
    expect(review.summary).toBe("2 to import, 1 to update");
    expect(linesOf(review)).toEqual([
      "terraform_data.other will be imported from b",
      "~ terraform_data.other",
      "    input: (none) → x",
      "    output: (none) → (known after apply)",
      "terraform_data.same will be imported from a",
    ]);
  });

  test("a deposed object is reported separately from the resource at the same address", async () => {
    const folder = folderWith({ resource: { aws_sqs_queue: { q: { name: "q" } } } });
    const json = await withTerraform([folder], async (terraform) => {
      await terraform.use(folder);
      await terraform.apply();
      addDeposedObject("deadbeef");
      return terraform.plan();
    });
    const { summary, findings: groups } = reviewPlan(planFromJson(json));
    expect(summary).toBe("1 to delete");
    expect(groups.flatMap(({ findings }) => findings)).toEqual([
      {
        subject: "aws_sqs_queue.q",
        lines: [
          "- aws_sqs_queue.q (deposed object deadbeef, left by a failed replacement) is deleted with its data",
        ],
      },
    ]);
  });

  test("a failed plan is reported first", () => {
    const postcondition = { condition: "${self.input == 1}", error_message: "It is not 1." };
    const folder = folderWith({
      resource: { terraform_data: { wrong: { input: 2, lifecycle: { postcondition } } } },
    });
    terraform(folder, "init");
    terraform(folder, "plan", "-out=plan");
    const review = reviewPlan(planFromJson(terraform(folder, "show", "-json", "plan")));
    expect(review.summary).toBe("incomplete, 1 to create");
    expect(review.findings[0]?.title).toBe("The plan is incomplete");
  });

  test("added, removed and changed outputs are printed", async () => {
    const resource = { aws_sqs_queue: { q: { name: "q" } } };
    const url = { value: "${aws_sqs_queue.q.url}" };
    const [before, after] = [
      { removed: url, same: url, other: { value: "a" }, secret: { value: "hunter2", sensitive: true } },
      { added: url, same: url, other: { value: "b" }, secret: { value: "hunter3", sensitive: true } },
    ].map((output) => folderWith({ resource, output })) as [string, string];
    const configurations = { before: Stack.read(before), after: Stack.read(after) };
    expect(linesOf(reviewPlan(await plan(after, { against: before }), { configurations }))).toEqual([
      "+ added: aws_sqs_queue.q.url",
      "- removed",
      "~ other: a → b",
      "~ secret: (sensitive) → (sensitive)",
    ]);
  });

  test("moves are printed, and a reference to a moved resource is not printed as a change", async () => {
    const [stackBefore, stackAfter] = [testStack(), testStack()];
    addReader(stackBefore, { table: "things", fn: "reader", memoryMb: 512 });
    addReader(stackAfter, { table: "products", fn: "query", memoryMb: 1024 });
    const before = stackDir(stackBefore);
    const [from, to] = [addresses(Stack.read(before)), addresses(Stack.read(stackDir(stackAfter)))];
    const moves = from.map((address, index) => ({ from: address, to: to[index] }));
    stackAfter.addOverride("moved", moves);
    const after = stackDir(stackAfter);
    const configurations = { before: Stack.read(before), after: Stack.read(after) };
    const review = reviewPlan(await plan(after, { against: before }), { configurations });
    expect([review.summary, review.findings]).toEqual(["6 to move, 1 to update", []]);
    const lines = linesOf(review).filter((line) => !line.includes(" has moved to "));
    expect(lines).toEqual([
      "~ aws_lambda_function.query",
      "    filename: assets/reader.zip → assets/query.zip",
      "    memory_size: 512 → 1024",
    ]);
  });
});
