import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { temporaryFolder } from "../support";
import { cli } from "./project";

/** Writes the Terraform JSON of a stack with a dashboard. Returns its folder. */
function writeStack(): string {
  const dir = path.join(temporaryFolder(), "things-dev");
  mkdirSync(dir);
  const body = JSON.stringify({ widgets: [{ type: "text", properties: { markdown: "# Things" } }] });
  const dashboard = { dashboard_name: "things", dashboard_body: body };
  const resource = { aws_cloudwatch_dashboard: { main: dashboard } };
  writeFileSync(path.join(dir, "cdk.tf.json"), JSON.stringify({ resource }));
  return dir;
}

test("gatewright dashboard writes the page of a stack, and prints its path", () => {
  const dir = writeStack();
  const file = path.join(dir, "page.html");
  const result = cli(process.cwd(), ["dashboard", "--dir", dir, "--html", file]);
  expect(result).toEqual({ status: 0, stdout: `things-dev: wrote ${file}\n`, stderr: "" });
  expect(readFileSync(file, "utf8")).toContain("<h3>Things</h3>");
});

test("gatewright dashboard creates the folder of the file", () => {
  const dir = writeStack();
  const file = path.join(dir, "pages/new/page.html");
  expect(cli(process.cwd(), ["dashboard", "--dir", dir, "--html", file]).status).toBe(0);
  expect(existsSync(file)).toBe(true);
});

test("gatewright dashboard draws a dashboard with outputs of another stack, which have fake values", () => {
  const dir = path.join(temporaryFolder(), "monitoring");
  mkdirSync(dir);
  const title = "${data.terraform_remote_state.base.outputs.api-name} requests";
  const body = `\${jsonencode({ widgets = [{ type = "metric", properties = { title = "${title}" } }] })}`;
  const stack = {
    data: { terraform_remote_state: { base: { backend: "local", config: { path: "base.tfstate" } } } },
    resource: { aws_cloudwatch_dashboard: { main: { dashboard_name: "things", dashboard_body: body } } },
  };
  writeFileSync(path.join(dir, "cdk.tf.json"), JSON.stringify(stack));
  const file = path.join(dir, "page.html");
  expect(cli(process.cwd(), ["dashboard", "--dir", dir, "--html", file])).toMatchObject({
    status: 0,
    stderr: "",
  });
  expect(readFileSync(file, "utf8")).toContain("api-name requests");
});

test.each<[string, (dir: string) => readonly string[], (dir: string) => string]>([
  [
    "no file",
    (dir) => ["--dir", dir],
    () =>
      "--html is not set; expected --html FILE\nRun `npx gatewright dashboard --help` to list the options.\n",
  ],
  [
    "a folder as its file",
    (dir) => ["--dir", dir, "--html", dir],
    (dir) =>
      `${dir}: illegal operation on a directory (EISDIR, open). The path is a folder. Remove the folder, or choose another path.\n`,
  ],
])("gatewright dashboard with %s is an error", (_, args, message) => {
  const dir = writeStack();
  const result = cli(process.cwd(), ["dashboard", ...args(dir)]);
  expect(result).toEqual({ status: 1, stdout: "", stderr: message(dir) });
});
