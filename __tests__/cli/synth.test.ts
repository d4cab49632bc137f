import { writeSmallProject } from "../small-project";
import { temporaryFolder } from "../support";
import { cli } from "./project";

/** Code that writes waivers next to the Terraform JSON of the stack of the small project. */
function writeWaiversCode(waivers: unknown): string {
  return `
require("node:fs").mkdirSync(process.env.CDKTF_OUTDIR + "/stacks/things", { recursive: true });
require("node:fs").writeFileSync(process.env.CDKTF_OUTDIR + "/stacks/things/waivers.json", ${JSON.stringify(JSON.stringify(waivers))});
`;
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
