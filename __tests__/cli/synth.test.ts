import { writeSmallProject } from "../small-project";
import { temporaryFolder } from "../support";
import { cli } from "./project";

/** Code that writes a file next to the Terraform JSON of the stack of the small project. */
function writeFileCode(name: string, content: unknown): string {
  return `
require("node:fs").mkdirSync(process.env.CDKTF_OUTDIR + "/stacks/things", { recursive: true });
require("node:fs").writeFileSync(process.env.CDKTF_OUTDIR + "/stacks/things/${name}", ${JSON.stringify(JSON.stringify(content))});
`;
}

function writeWaiversCode(waivers: unknown): string {
  return writeFileCode("waivers.json", waivers);
}

function synth(before = "") {
  const folder = temporaryFolder();
  writeSmallProject(folder, before);
  return cli(process.cwd(), ["synth", "--project", folder]);
}

const WAIVERS = [
  {
    rule: "CKV_AWS_26",
    reason: "It has no\u001b[31m data.",
    construct: "things/first",
    resources: ["aws_sns_topic.first"],
  },
  { rule: "function-timeout", reason: "A queue calls it.", construct: "things", resources: ["a.b", "a.c"] },
];

test("gatewright synth prints the waivers of each stack", () => {
  const { status, stdout } = synth(writeWaiversCode(WAIVERS));
  expect(status).toBe(0);
  expect(stdout).toContain(`
  waived rule       construct     resources  reason
  CKV_AWS_26        things/first          1  It has no\\u001b[31m data.
  function-timeout  things                2  A queue calls it.
`);
});

test("gatewright synth prints no table of waivers for a stack without waivers", () => {
  expect(synth()).toMatchObject({ status: 0, stdout: expect.not.stringContaining("waived") });
});

test("gatewright synth reports a file of waivers that is no list", () => {
  expect(synth(writeWaiversCode({}))).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/waivers\.json: expected a list\. Synthesize the app again\./),
  });
});

const WARNINGS = [
  { check: "unused-function", construct: "things/a", message: "things/a: nothing invokes\u001b it." },
  { check: "unused-authorizer", construct: "things/b", message: "things/b: no route uses it." },
];

test("gatewright synth prints the warnings of each stack, and does not fail", () => {
  const { status, stdout } = synth(writeFileCode("warnings.json", WARNINGS));
  expect(status).toBe(0);
  expect(stdout).toContain(`
  warning: things/a: nothing invokes\\u001b it.
  warning: things/b: no route uses it.
`);
});

test("gatewright synth prints no warnings for a stack without warnings", () => {
  expect(synth()).toMatchObject({ status: 0, stdout: expect.not.stringContaining("warning") });
});

test("gatewright plan reports a missing repository, after the name of an unknown stack", () => {
  const folder = temporaryFolder();
  writeSmallProject(folder);
  const plan = (name: string) =>
    cli(process.cwd(), ["plan", name, "--against", "HEAD", "--project", folder]).stderr;
  const missing =
    /--against HEAD needs a git repository that contains the project \(fatal: not a git repository/;
  expect(plan("things")).toMatch(missing);
  expect(plan("things")).not.toContain("no stack");
  const [first, second] = plan("nope").split("\n");
  expect(first).toBe('no stack "nope"; available: things.');
  expect(second).toMatch(missing);
});

test("gatewright plan prints the warnings of a planned stack, apart from its review", () => {
  const folder = temporaryFolder();
  writeSmallProject(folder, writeFileCode("warnings.json", WARNINGS));
  const { stdout, stderr } = cli(process.cwd(), ["plan", "things", "--project", folder]);
  expect(stderr).toContain(
    "warning: things/a: nothing invokes\\u001b it.\nwarning: things/b: no route uses it.\n",
  );
  expect(stdout).not.toContain("warning");
});
