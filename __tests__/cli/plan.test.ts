import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { temporaryFolder } from "../support";
import { cli, copyOfProject, environment } from "./project";

const hasTerraform = spawnSync("terraform", ["version"]).status === 0;
const withTerraform = hasTerraform ? test : test.skip;

/** A repository of git with one commit. */
function repository(): string {
  const project = copyOfProject();
  writeFileSync(path.join(project, ".gitignore"), "node_modules\ncdktf.out\n");
  writeFileSync(path.join(project, "package-lock.json"), '{ "lockfileVersion": 3 }\n');
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b.c", ...args], {
      cwd: project,
      stdio: "pipe",
    });
  git("init", "--quiet");
  git("add", "--all");
  git("commit", "--quiet", "--message", "all");
  return project;
}

function edit(project: string, file: string, from: string, to: string): void {
  const text = readFileSync(path.join(project, file), "utf8");
  expect(text).toContain(from);
  writeFileSync(path.join(project, file), text.replace(from, to));
}

const project = repository();

withTerraform("a stack is planned from nothing", () => {
  const { status, stdout } = cli(project, ["plan", "products-dev"]);
  const file = path.join(project, "cdktf.out/stacks/products-dev/cdk.tf.json");
  const { resource } = JSON.parse(readFileSync(file, "utf8"));
  const count = Object.values<object>(resource).flatMap((named) => Object.keys(named)).length;
  expect([status, stdout.split("\n")[0]]).toEqual([0, `products-dev: ${count} to create`]);
  expect(stdout).toMatch(/^ {2}products-dev\/products\n {4}\+ aws_dynamodb_table$/m);
});

withTerraform("against the commit it is, there is nothing to do, and nothing is left behind", () => {
  const temporary = temporaryFolder();
  const { status, stdout } = cli(
    project,
    ["plan", "products-dev", "--against", "HEAD"],
    environment({ TMPDIR: temporary }),
  );
  expect([status, stdout]).toEqual([0, "products-dev, against HEAD: nothing to do\n\n"]);
  expect(readdirSync(temporary).filter((name) => !name.startsWith("tsx-"))).toEqual([]);
  const trees = execFileSync("git", ["worktree", "list"], { cwd: project, encoding: "utf8" });
  expect(trees.trim().split("\n")).toHaveLength(1);
});

withTerraform("a plan builds what changed since the last one, and a synth builds everything", () => {
  const changed = repository();
  const kept = path.join(changed, "node_modules/.cache/gatewright");
  const built = () => {
    const { status, stderr } = cli(changed, ["plan", "products-dev"]);
    expect([status, stderr]).toEqual([0, expect.any(String)]);
    return readdirSync(kept).map((name) => readFileSync(path.join(kept, name), "latin1"));
  };
  expect(cli(changed, ["synth"]).status).toBe(0);
  expect(existsSync(kept)).toBe(false);
  const first = built();
  edit(changed, "functions/health/get.ts", '"ok"', '"fine"');
  const second = built();
  expect(second.filter((file) => !first.includes(file)).length).toBe(1);
  edit(changed, "src/bundle/create-zip.ts", "level: 6", "level: 1");
  expect(built().filter((file) => second.includes(file)).length).toBe(0);
});

withTerraform("a change is told with what deserves eyes first", () => {
  const changed = repository();
  edit(changed, "functions/products/routes.ts", 'scopes: ["products/read"]', 'access: "public"');
  edit(changed, "functions/health/get.ts", '"ok"', '"fine"');
  const { stdout } = cli(changed, ["plan", "products-dev", "--against", "HEAD", "--markdown"]);
  expect(stdout).toMatch(/^### `products-dev` against `HEAD`: \d+ to update\n\n\*\*Access changes\*\*/);
  expect(stdout).toMatch(/^! GET \/products\/\{productId\}: JWT .* → public$/m);
  expect(stdout).toMatch(/^Code alone of \d functions: .*products-dev\/health 3\.\d kB → 3\.\d kB/m);
});

withTerraform("a stack that is gone is told first, and packages that differ are told of", () => {
  const changed = repository();
  edit(changed, "main.ts", "  prod: {", "  live: {");
  edit(changed, "package-lock.json", "3", "4");
  const { status, stdout } = cli(changed, ["plan", "--against", "HEAD"]);
  expect(status).toBe(0);
  expect(stdout.split("\n").slice(0, 4)).toEqual([
    "products-prod, against HEAD: the stack is gone",
    "",
    "! Stacks that go",
    "  products-prod",
  ]);
  expect(stdout).toMatch(/^products-live, against HEAD: \d+ to create$/m);
  const named = cli(changed, ["plan", "products-prod", "--against", "HEAD"]);
  expect([named.status, named.stdout.split("\n")[0]]).toEqual([
    0,
    "products-prod, against HEAD: the stack is gone",
  ]);
  expect(stdout).toMatch(/^package-lock\.json is another: /m);
});

withTerraform("a stack that cannot be planned hides no other, and what is wrong with all is said", () => {
  const broken = repository();
  edit(
    broken,
    "main.ts",
    "    new ApiAlarms(",
    '    if (id === "products-dev") health.function.addOverride("runtime_of", "x");\n    new ApiAlarms(',
  );
  const { status, stdout, stderr } = cli(broken, ["plan"]);
  expect([status, stdout.split("\n")[0]]).toEqual([
    1,
    expect.stringMatching(/^products-prod: \d+ to create$/),
  ]);
  expect(stderr).toMatch(/^products-dev: terraform \w+ failed: products-dev\/health: /m);
});

test.each([
  [["plan", "products-test"], /^there is no stack "products-test"; there is products-dev, products-prod$/m],
  [
    ["plan", "--against", "nowhere"],
    /^git has no commit "nowhere" to plan against \(.*\); name a branch, a tag or a hash$/m,
  ],
  [["plan", "--plan", "none.json"], /^none\.json cannot be read/],
  [
    ["plan", "--plan", "package.json"],
    /^package\.json: it is no plan; give what terraform show -json says of one$/m,
  ],
  [["plan", "products-dev", "products-prod"], /^one stack can be named, found products-dev, products-prod$/m],
  [
    ["plan", "products-dev", "--plan", "package.json"],
    /^--plan FILE is told as it is; leave out the stack and --against$/m,
  ],
])("npm run %j is told what is wrong", (args, message) => {
  const { status, stdout, stderr } = cli(project, args);
  expect([status, stdout]).toEqual([1, ""]);
  expect(stderr).toMatch(message);
});

test("without terraform it is said what is missing", () => {
  const bin = temporaryFolder();
  mkdirSync(path.join(bin, "bin"));
  symlinkSync(process.execPath, path.join(bin, "bin", "node"));
  const { status, stderr } = cli(project, ["plan", "products-dev"], environment({ PATH: `${bin}/bin:/bin` }));
  expect([status, stderr]).toEqual([1, expect.stringMatching(/terraform.*PATH/)]);
  expect(stderr).not.toMatch(/\bat .*\.ts:\d+/);
});

test("a plan that terraform made is told", () => {
  const file = path.join(temporaryFolder(), "plan.json");
  const change = { actions: ["delete"], before: { name: "things" }, after: null, after_unknown: {} };
  const resource_changes = [{ address: "aws_dynamodb_table.things", type: "aws_dynamodb_table", change }];
  writeFileSync(file, JSON.stringify({ resource_changes }));
  const { status, stdout } = cli(project, ["plan", "--plan", file]);
  expect([status, stdout.split("\n").slice(0, 5)]).toEqual([
    0,
    [
      "plan.json: 1 to delete",
      "",
      "! Data that would be lost",
      "  aws_dynamodb_table.things",
      "    - aws_dynamodb_table.things is deleted, with all that it holds",
    ],
  ]);
});
