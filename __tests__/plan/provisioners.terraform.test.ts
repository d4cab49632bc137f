import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { PlanError, plan } from "gatewright/plan";
import { temporaryFolder } from "../support";
import { withTerraformOnPath } from "./has-terraform";

/** Writes a stack as several files, by path. Returns its folder. */
function writeStack(files: Readonly<Record<string, string>>): string {
  const folder = path.join(temporaryFolder(), "things");
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  return folder;
}

const NEXT = {
  "main.tf.json": JSON.stringify({ resource: { aws_sns_topic: { other: { name: "other" } } } }),
};
const CONNECTION = { connection: { host: "192.0.2.1" } };

/** JSON texts of a stack whose apply runs a command, by description. */
function stacksThatRun(command: string): readonly [string, Readonly<Record<string, string>>][] {
  const exec = { "local-exec": { command } };
  const data = (body: object) => ({ terraform_data: { migrate: body } });
  const text = (resource: unknown) => JSON.stringify({ resource });
  const escaped = text(data({ provisioner: exec })).replace("provisioner", "provisio\\u006eer");
  return [
    ["an object", { "main.tf.json": text(data({ provisioner: exec })) }],
    ["an array", { "main.tf.json": text(data({ provisioner: [exec, exec] })) }],
    [
      "an array in the type",
      { "main.tf.json": text(data({ provisioner: { "local-exec": [{ command }] } })) },
    ],
    ["an array of resources", { "main.tf.json": text([data({ ...CONNECTION, provisioner: exec })]) }],
    [
      "an array of types",
      { "main.tf.json": text({ terraform_data: [{ migrate: [{ provisioner: exec }] }] }) },
    ],
    ["an escaped name", { "main.tf.json": escaped }],
    [
      "the first of two equal keys",
      {
        "main.tf.json": `{ "resource": ${JSON.stringify(data({ provisioner: exec }))}, "resource": { "aws_sns_topic": { "t": {} } } }`,
      },
    ],
    ["a second file", { ...NEXT, "more.tf.json": text(data({ provisioner: exec })) }],
    [
      "an override file",
      { "main.tf.json": text(data({})), "a_override.tf.json": text(data({ provisioner: exec })) },
    ],
    [
      "a module",
      {
        "main.tf.json": JSON.stringify({ module: { m: { source: "./modules/m" } } }),
        "modules/m/main.tf.json": text(data({ provisioner: exec })),
      },
    ],
  ];
}

withTerraformOnPath("a plan runs no provisioner", () => {
  const marker = path.join(temporaryFolder(), "ran");

  test.each(stacksThatRun(`touch ${marker}`))("written as %s", async (_, files) => {
    const against = writeStack(files);
    await plan(writeStack(NEXT), { against });
    await plan(against, { against: writeStack(NEXT) });
    expect(existsSync(marker)).toBe(false);
    for (const [name, text] of Object.entries(files))
      expect(readFileSync(path.join(against, name), "utf8")).toBe(text);
  });

  const HCL = `resource "terraform_data" "migrate" {\n  provisioner "local-exec" {\n    command = "touch ${marker}"\n  }\n}\n`;
  const HCL_FILE =
    'contains the word "provisioner"; an offline plan removes provisioners only from Terraform JSON of the stack and of its local modules. Plan without a base stack, or change the file.';
  test.each([
    ["the stack", { ...NEXT, "main.tf": HCL }, `main.tf ${HCL_FILE}`],
    [
      "a module",
      {
        "main.tf.json": JSON.stringify({ module: { m: { source: "./m" } } }),
        "m/main.tf": HCL,
      },
      `m/main.tf ${HCL_FILE}`,
    ],
  ])("and fails if one is in an HCL file of %s", async (_, files, message) => {
    const error = await plan(writeStack(NEXT), { against: writeStack(files) }).catch((reason) => reason);
    expect(error).toBeInstanceOf(PlanError);
    expect((error as PlanError).errors).toEqual([message]);
    expect(existsSync(marker)).toBe(false);
  });
});
