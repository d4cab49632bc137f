import { execFile } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { Stack } from "#terraform";
import { serveProvider, stackSchemas } from "../../../src/plan/provider";
import { terraformEnvironment } from "../../../src/plan/terraform";
import { temporaryFolder } from "../../support";
import { withTerraformOnPath } from "../has-terraform";

/** Folders of the bindings: `lambda-function`, `data-aws-region`. */
const FOLDERS = readdirSync("node_modules/@cdktf/provider-aws/lib").filter(
  (name) => !name.includes(".") && name !== "provider",
);

/** Returns a stack with one block of each type of the provider. */
function everyType(): Stack {
  const blocks = { resource: {} as Record<string, object>, data: {} as Record<string, object> };
  for (const folder of FOLDERS) {
    const kind = folder.startsWith("data-aws-") ? "data" : "resource";
    const type = `aws_${folder.replace(/^data-aws-/, "").replaceAll("-", "_")}`;
    blocks[kind][type] = { one: {} };
  }
  return Stack.parse(JSON.stringify(blocks));
}

withTerraformOnPath("the schema of every type", () => {
  test("the real terraform accepts the schemas of all types of the provider", async () => {
    const temporary = temporaryFolder();
    const socket = path.join(temporary, "aws.sock");
    const schemas = stackSchemas([everyType()]);
    expect(schemas.resource.size + schemas.data.size).toBeGreaterThan(2000);
    writeFileSync(
      path.join(temporary, "main.tf.json"),
      JSON.stringify({ resource: { aws_sqs_queue: { jobs: { name: "jobs" } } } }),
    );
    const env = {
      ...process.env,
      ...terraformEnvironment(temporary, { "registry.terraform.io/hashicorp/aws": socket }),
    };
    const terraform = (...args: string[]) => promisify(execFile)("terraform", args, { cwd: temporary, env });
    const provider = await serveProvider(socket, () => schemas);
    try {
      await terraform("init", "-input=false");
      const { stdout } = await terraform("validate", "-json");
      expect(JSON.parse(stdout)).toMatchObject({ valid: true, error_count: 0 });
    } finally {
      await provider.stop();
    }
  });
});
