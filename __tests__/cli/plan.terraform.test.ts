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
import { cli, environment } from "./project";
import { createRepository, edit, withTerraform } from "./repository";

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
