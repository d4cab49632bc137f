import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { temporaryFolder } from "../support";
import { cli, environment } from "./project";
import { createRepository, edit, withTerraform } from "./repository";

withTerraform("a plan against the same commit has no changes and leaves no files behind", () => {
  const project = createRepository();
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
