import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { App, AwsProvider, Table, TerraformStack } from "gatewright";
import { environment } from "../cli/project";
import { temporaryFolder } from "../support";
import { withTerraformOnPath } from "./has-terraform";

const [, SCRIPT = ""] = /^```js\n([\s\S]*?)^```$/m.exec(readFileSync("docs/plan.md", "utf8")) ?? [];

function synthesize(outdir: string, name: string, partitionKey: string): void {
  const app = new App({ outdir });
  const stack = new TerraformStack(app, name);
  new AwsProvider(stack, "aws", { region: "eu-central-1" });
  new Table(stack, "products", { partitionKey });
  app.synth();
}

withTerraformOnPath("the script that reviews the artifact of a pull request", () => {
  test("plans each stack against the same stack of the default branch, and a new stack against nothing", () => {
    const folder = temporaryFolder();
    synthesize(path.join(folder, "cdktf.out"), "things-dev", "productId");
    synthesize(path.join(folder, "proposed"), "things-dev", "id");
    synthesize(path.join(folder, "other"), "things-new", "id");
    symlinkSync(
      path.join(folder, "other/stacks/things-new"),
      path.join(folder, "proposed/stacks/things-new"),
    );
    mkdirSync(path.join(folder, "node_modules"));
    symlinkSync(process.cwd(), path.join(folder, "node_modules/gatewright"));
    const script = path.join(folder, "review.mjs");
    writeFileSync(script, SCRIPT);
    const args = ["--conditions=gatewright-source", "--import", require.resolve("tsx"), script];
    const { stdout, stderr } = spawnSync(process.execPath, args, {
      cwd: folder,
      env: environment(),
      encoding: "utf8",
    });
    expect(stderr).toBe("");
    expect(stdout).toMatch(/things-dev.*compared with.*main.*1 to replace/);
    expect(stdout).toMatch(/things-new.*1 to create/);
  });
});
