import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { temporaryFolder } from "../support";
import { cli, copyProject, environment } from "./project";

const hasTerraform = spawnSync("terraform", ["version"]).status === 0;
const withTerraform = hasTerraform ? test : test.skip;

/** Creates a git repository with this project in one commit. */
function createRepository(): string {
  const project = copyProject();
  writeFileSync(path.join(project, ".gitignore"), "node_modules\ncdktf.out\n.gatewright\n");
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

const project = createRepository();

withTerraform("a plan from nothing creates every resource of the stack", () => {
  const { status, stdout } = cli(project, ["plan", "products-dev"]);
  expect(cli(project, ["synth"]).status).toBe(0);
  const file = path.join(project, "cdktf.out/stacks/products-dev/cdk.tf.json");
  const { resource } = JSON.parse(readFileSync(file, "utf8"));
  const count = Object.values<object>(resource).flatMap((named) => Object.keys(named)).length;
  expect([status, stdout.split("\n")[0]]).toEqual([0, `products-dev: ${count} to create`]);
  expect(stdout).toMatch(/^ {2}products-dev\/products\n {4}\+ aws_dynamodb_table$/m);
});

withTerraform("a plan does not change the output that a deployment is about to upload", () => {
  const deployed = createRepository();
  expect(cli(deployed, ["synth"]).status).toBe(0);
  const stack = path.join(deployed, "cdktf.out/stacks/products-dev");
  const read = () =>
    readdirSync(stack, { recursive: true, encoding: "utf8" })
      .filter((name) => statSync(path.join(stack, name)).isFile())
      .map((name) => [
        name,
        statSync(path.join(stack, name)).mtimeMs,
        readFileSync(path.join(stack, name), "hex"),
      ]);
  const before = read();
  edit(deployed, "functions/health/get.ts", '"ok"', '"fine"');
  expect(cli(deployed, ["plan", "products-dev"]).status).toBe(0);
  expect(read()).toEqual(before);
  expect(readdirSync(path.join(deployed, ".gatewright/out"))).toEqual([]);
});

withTerraform("a plan against the same commit has no changes and leaves no files behind", () => {
  const temporary = temporaryFolder();
  const { status, stdout } = cli(
    project,
    ["plan", "products-dev", "--against", "HEAD"],
    environment({ TMPDIR: temporary }),
  );
  expect([status, stdout]).toEqual([0, "products-dev compared with HEAD: no changes\n\n"]);
  expect(readdirSync(temporary).filter((name) => !name.startsWith("tsx-"))).toEqual([]);
  const worktrees = execFileSync("git", ["worktree", "list"], { cwd: project, encoding: "utf8" });
  expect(worktrees.trim().split("\n")).toHaveLength(1);
});

withTerraform("a plan builds only what changed since the last plan, and a synth builds everything", () => {
  const changed = createRepository();
  const cacheDir = path.join(changed, "node_modules/.cache/gatewright");
  const planAndReadCache = () => {
    const { status, stderr } = cli(changed, ["plan", "products-dev"]);
    expect([status, stderr]).toEqual([0, expect.any(String)]);
    return readdirSync(cacheDir).map((name) => readFileSync(path.join(cacheDir, name), "latin1"));
  };
  expect(cli(changed, ["synth"]).status).toBe(0);
  expect(existsSync(cacheDir)).toBe(false);
  const first = planAndReadCache();
  edit(changed, "functions/health/get.ts", '"ok"', '"fine"');
  const second = planAndReadCache();
  expect(second.filter((file) => !first.includes(file)).length).toBe(1);
  edit(changed, "package.json", '"version": "0.1.0"', '"version": "0.1.1"');
  expect(planAndReadCache().filter((file) => second.includes(file)).length).toBe(0);
});

withTerraform("a change is reviewed with its findings first", () => {
  const changed = createRepository();
  edit(changed, "functions/products/routes.ts", 'scopes: ["products/read"]', 'access: "public"');
  const longText = ["a", "b", "c"].map((text) => createHash("sha512").update(text).digest("hex")).join("");
  edit(changed, "functions/health/get.ts", '"ok"', `"${longText}"`);
  const { stdout } = cli(changed, ["plan", "products-dev", "--against", "HEAD", "--markdown"]);
  expect(stdout).toMatch(/^### `products-dev` compared with `HEAD`: \d+ to update\n\n\*\*Access changes\*\*/);
  expect(stdout).toMatch(/^! GET \/products\/\{productId\}: JWT .* → public$/m);
  expect(stdout).toMatch(/^Code-only changes \(\d functions\):$/m);
  expect(stdout).toMatch(/^- products-dev\/health: \d\.\d kB → \d\.\d kB$/m);
});

withTerraform("changed groups and breaking changes of contracts are findings", () => {
  const changed = createRepository();
  edit(
    changed,
    "functions/products/routes.ts",
    'scopes: ["products/read"]',
    'scopes: ["products/read"], groups: ["admin"]',
  );
  edit(
    changed,
    "functions/products/routes.ts",
    "body: NewProduct,\n  replies: { 200: Product",
    "body: NewProduct,\n  query: NewProduct,\n  replies: { 200: Product",
  );
  const { stdout } = cli(changed, ["plan", "products-dev", "--against", "HEAD"]);
  expect(stdout).toContain(`
! Access changes
  products-dev/api
    ~ GET /products/{productId}: group admin is now required; the access is now JWT users: scope products/read, group admin

! Breaking changes of the API
  products-dev/api
    - PUT /products/{productId}: required query parameter "name" added
    - PUT /products/{productId}: required query parameter "price" added

`);
  expect(cli(changed, ["synth"]).stdout).toMatch(
    /GET \/products\/\{productId\} +JWT users: scope products\/read, group admin /,
  );
});

withTerraform("a note lists the arguments that only the required version of the provider has", () => {
  const changed = createRepository();
  const overrides = [
    'this.addOverride("terraform.required_providers.aws.version", ">= 6.25.0");',
    'this.addOverride("provider.aws.0.endpoint_style", "new");',
  ];
  edit(changed, "main.ts", "super(scope, id);", ["super(scope, id);", ...overrides].join("\n"));
  const { status, stdout } = cli(changed, ["plan", "products-dev"]);
  expect([status, stdout.trimEnd().split("\n").at(-1)]).toEqual([
    0,
    'provider aws: hashicorp/aws 6.25.0, the version of the CDKTF bindings, has no "endpoint_style". The value is planned without a check, because the stack requires version >= 6.25.0.',
  ]);
});

withTerraform("installed modules and paths with ../ are found from the folder of the deployment", () => {
  const modules = createRepository();
  const [registry, local] = [{ source: "example/topic/aws" }, { source: "../../../modules/queue" }];
  const installed = path.join(modules, "cdktf.out/stacks/products-dev/.terraform/modules");
  const write = (file: string, text: string) => {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  };
  write(
    path.join(modules, "modules/queue/main.tf"),
    'resource "aws_sqs_queue" "queue" {\n  name = path.module\n}\n',
  );
  write(path.join(installed, "topic/main.tf"), 'resource "aws_sns_topic" "topic" {\n  name = "t"\n}\n');
  const topic = { Key: "topic", Source: "registry.terraform.io/example/topic/aws", Version: "1.2.0" };
  const entry = { ...topic, Dir: ".terraform/modules/topic" };
  write(path.join(installed, "modules.json"), JSON.stringify({ Modules: [entry] }));
  const override = `this.addOverride("module", ${JSON.stringify({ topic: registry, queue: local })});`;
  edit(modules, "main.ts", "super(scope, id);", `super(scope, id);\n${override}`);
  const git = ["-c", "user.name=a", "-c", "user.email=a@b.c"];
  execFileSync("git", [...git, "add", "--all"], { cwd: modules });
  execFileSync("git", [...git, "commit", "--quiet", "--message", "modules"], { cwd: modules });
  const { status, stdout } = cli(modules, ["plan", "products-dev"]);
  expect([status, stdout]).toEqual([0, expect.stringMatching(/^ {2}module\.topic\.aws_sns_topic\.topic$/m)]);
  expect(stdout).toMatch(/^ {2}module\.queue\.aws_sqs_queue\.queue$/m);
  const compared = cli(modules, ["plan", "products-dev", "--against", "HEAD"]);
  expect(compared.stdout).toBe("products-dev compared with HEAD: no changes\n\n");
  expect(readdirSync(path.join(installed, "topic"))).toEqual(["main.tf"]);
});

describe("a folder of Terraform JSON", () => {
  /** Writes a stack with one topic. Returns its folder. */
  function writeTopic(name: string, values: object, folder = path.join(temporaryFolder(), name)): string {
    mkdirSync(folder, { recursive: true });
    const stack = { resource: { aws_sns_topic: { topic: values } } };
    writeFileSync(path.join(folder, "main.tf.json"), JSON.stringify(stack));
    return folder;
  }

  /** Runs the command without an error, and returns the first line of its review. */
  function planHeading(...args: readonly string[]): string | undefined {
    const { status, stdout, stderr } = cli(project, ["plan", ...args]);
    expect([status, stderr]).toEqual([0, ""]);
    return stdout.split("\n")[0];
  }

  withTerraform("a folder is planned with --dir, without a synthesis", () => {
    const folder = writeTopic("things", { name: "things" });
    expect(planHeading("--dir", folder)).toBe("things: 1 to create");
  });

  withTerraform("a folder can be compared with a folder of another name", () => {
    const before = writeTopic("released", { name: "things" });
    const after = writeTopic("things", { name: "things", display_name: "Things" });
    const heading = planHeading("--dir", after, "--against", before);
    expect(heading).toBe(`things compared with ${before}: 1 to update`);
  });

  withTerraform("a folder is compared with the stack of the same name in the output folder of an app", () => {
    const out = temporaryFolder();
    const names = ["other", "things"];
    for (const name of names) writeTopic(name, { name: "things" }, path.join(out, "stacks", name));
    const stacks = names.map((name) => [name, { name, workingDirectory: `stacks/${name}` }]);
    writeFileSync(
      path.join(out, "manifest.json"),
      JSON.stringify({ version: "0", stacks: Object.fromEntries(stacks) }),
    );
    const after = writeTopic("things", { name: "things" });
    expect(planHeading("--dir", after, "--against", out)).toBe(`things compared with ${out}: no changes`);
  });

  withTerraform(
    "a copy of the output has the same state file, although the plan is synthesized elsewhere",
    () => {
      const copied = createRepository();
      expect(cli(copied, ["synth"]).status).toBe(0);
      const copy = path.join(temporaryFolder(), "output");
      renameSync(path.join(copied, "cdktf.out"), copy);
      const { status, stdout } = cli(copied, ["plan", "products-dev", "--against", copy]);
      expect([status, stdout]).toEqual([0, expect.not.stringContaining("Deployment target changed")]);
    },
  );

  withTerraform("a folder can be the base of one stack of the project", () => {
    const base = writeTopic("released", { name: "things" });
    const named = cli(project, ["plan", "products-dev", "--against", base]);
    expect([named.status, named.stdout.split("\n")[0]]).toEqual([
      0,
      expect.stringMatching(/^products-dev compared with .*: \d+ to create, 1 to delete$/),
    ]);
    const unknown = cli(project, ["plan", "products-test", "--against", base]);
    expect([unknown.status, unknown.stdout]).toEqual([1, ""]);
    expect(unknown.stderr).toMatch(/^no stack "products-test"; available: products-dev, products-prod\.$/m);
    const unnamed = cli(project, ["plan", "--against", base]);
    expect([unnamed.status, unnamed.stdout]).toEqual([1, ""]);
    expect(unnamed.stderr.split("\n")[0]).toBe(
      `--against ${base} is the folder of one stack, but the app has products-dev, products-prod. Add the name of the stack to plan.`,
    );
  });
});

withTerraform("removed stacks are printed first, and a changed lock file is reported", () => {
  const changed = createRepository();
  edit(changed, "main.ts", "  prod: {", "  live: {");
  edit(changed, "package-lock.json", "3", "4");
  const { status, stdout } = cli(changed, ["plan", "--against", "HEAD"]);
  expect(status).toBe(0);
  expect(stdout.split("\n").slice(0, 4)).toEqual([
    "products-prod compared with HEAD: stack removed",
    "",
    "! Removed stacks",
    "  products-prod",
  ]);
  expect(stdout).toMatch(/^products-live compared with HEAD: \d+ to create$/m);
  const named = cli(changed, ["plan", "products-prod", "--against", "HEAD"]);
  expect([named.status, named.stdout.split("\n")[0]]).toEqual([
    0,
    "products-prod compared with HEAD: stack removed",
  ]);
  expect(stdout).toMatch(/^The lock files of the packages differ, /m);
});

withTerraform(
  "if one stack cannot be planned, its errors are printed, and the other stacks are planned",
  () => {
    const broken = createRepository();
    edit(
      broken,
      "main.ts",
      "    new ApiDashboard(",
      '    if (id === "products-dev") health.function.addOverride("runtime_of", "x");\n    new ApiDashboard(',
    );
    const { status, stdout, stderr } = cli(broken, ["plan"]);
    expect([status, stdout.split("\n")[0]]).toEqual([
      1,
      expect.stringMatching(/^products-prod: \d+ to create$/),
    ]);
    expect(stderr).toMatch(/^products-dev: terraform \w+ failed: products-dev\/health: /m);
  },
);

test.each([
  [["plan", "products-test"], /^no stack "products-test"; available: products-dev, products-prod\.$/m],
  [
    ["plan", "--against", "nowhere"],
    /^git has no commit "nowhere" to compare with \(.*\)\. Name a branch, a tag, a hash or a folder of Terraform JSON\.$/m,
  ],
  [["plan", "--plan", "none.json"], /^cannot read none\.json/],
  [
    ["plan", "--plan", "package.json"],
    /^package\.json: not a plan\. Pass the output of `terraform show -json`\.$/m,
  ],
  [
    ["plan", "products-dev", "products-prod"],
    /^expected at most one stack, got products-dev, products-prod$/m,
  ],
  [
    ["plan", "products-dev", "--plan", "package.json"],
    /^--plan reviews an existing plan\. Remove the stack, --dir and --against\.$/m,
  ],
  [
    ["plan", "--dir", "src", "--plan", "package.json"],
    /^--plan reviews an existing plan\. Remove the stack, --dir and --against\.$/m,
  ],
  [
    ["plan", "products-dev", "--dir", "src"],
    /^--dir selects the stack\. Remove "products-dev", or remove --dir\.$/m,
  ],
  [["plan", "--dir", "src"], /src has no \*\.tf\.json file\. Name a folder of Terraform JSON\.$/m],
])("the command %j fails with the reason", (args, message) => {
  const { status, stdout, stderr } = cli(project, args);
  expect([status, stdout]).toEqual([1, ""]);
  expect(stderr).toMatch(message);
});

test("a plan without terraform on the PATH fails with the reason", () => {
  const bin = temporaryFolder();
  mkdirSync(path.join(bin, "bin"));
  symlinkSync(process.execPath, path.join(bin, "bin", "node"));
  const { status, stderr } = cli(project, ["plan", "products-dev"], environment({ PATH: `${bin}/bin:/bin` }));
  expect([status, stderr]).toEqual([1, expect.stringMatching(/terraform.*PATH/)]);
  expect(stderr).not.toMatch(/\bat .*\.ts:\d+/);
});

test("an existing Terraform plan is reviewed with --plan", () => {
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
      "! Data loss",
      "  aws_dynamodb_table.things",
      "    - aws_dynamodb_table.things is deleted with its data",
    ],
  ]);
});
