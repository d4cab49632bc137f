import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { temporaryFolder } from "../support";
import { cli, environment } from "./project";

/** Names of keys on AWS by their name in Terraform, for each stack. */
type Stacks = Readonly<Record<string, Readonly<Record<string, object>>>>;

/** Writes a project whose synthesized stacks have these keys. Returns its folder. */
function writeProject(stacks: Stacks): string {
  const folder = temporaryFolder();
  const output = path.join(folder, "cdktf.out");
  for (const [name, keys] of Object.entries(stacks)) {
    mkdirSync(path.join(output, name), { recursive: true });
    const resource = { aws_api_gateway_api_key: keys };
    writeFileSync(path.join(output, name, "cdk.tf.json"), JSON.stringify({ resource }));
  }
  const manifest = Object.keys(stacks).map((name) => [name, { name, workingDirectory: name }]);
  writeFileSync(path.join(output, "manifest.json"), JSON.stringify({ stacks: Object.fromEntries(manifest) }));
  writeFileSync(path.join(folder, "cdktf.json"), '{ "language": "typescript", "app": "false" }');
  return folder;
}

const project = writeProject({
  shop: {
    gold_acme: { name: "shop-gold-acme" },
    silver_acme: { name: "shop-silver-acme" },
    gold_widgets: { name: "shop-gold-widgets" },
    named: { name: "partner", value: "value-in-the-terraform" },
  },
  admin: { jobs_nightly: { name: "admin-jobs-nightly" } },
});

const key = (...args: string[]) => cli(process.cwd(), ["key", ...args, "--project", project], environment());

test.each([
  ["the end of its name", "widgets"],
  ["its name on AWS", "shop-gold-widgets"],
  ["its name in Terraform", "gold_widgets"],
  ["its address", "aws_api_gateway_api_key.gold_widgets"],
])("gatewright key prints the local value of a key by %s, and nothing else", (_, name) => {
  const { status, stdout, stderr } = key(name);
  expect([status, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(/^local-shop-gold-widgets-[a-z0-9]{20}\n$/);
});

test("the value is the same each time, and differs between keys", () => {
  const [first, again, other] = ["gold_acme", "gold_acme", "silver_acme"].map((name) => key(name).stdout);
  expect(again).toBe(first);
  expect(other).not.toBe(first);
});

test("gatewright key finds the key of a later stack, and --stack selects a stack", () => {
  expect(key("nightly").stdout).toMatch(/^local-admin-jobs-nightly-/);
  expect(key("nightly", "--stack", "shop")).toEqual({
    status: 1,
    stdout: "",
    stderr:
      'stack "shop" has no API key "nightly". Write one of partner, shop-gold-acme, shop-gold-widgets, shop-silver-acme.\n',
  });
});

test("gatewright key prints a value that the Terraform sets", () => {
  expect(key("partner").stdout).toBe("value-in-the-terraform\n");
});

test.each([
  [["acme"], 'stack "shop" has several API keys "acme". Write one of gold_acme, silver_acme.'],
  [
    ["zen"],
    'the app has no API key "zen". Write one of admin-jobs-nightly, partner, shop-gold-acme, shop-gold-widgets, shop-silver-acme.',
  ],
  [[], "the name of the key is missing"],
  [["acme", "zen"], "expected at most one name, got acme, zen"],
])("gatewright key %j is an error that names the fix", (names, message) => {
  const { status, stdout, stderr } = key(...names);
  expect([status, stdout, stderr.split("\n")[0]]).toEqual([1, "", message]);
});

test.each([
  ["value", { name: "shop-partner", value: "${var.partner_key}" }, "shop-partner"],
  // The local value of a key depends on its name.
  ["name", { name: "${var.partner_key}" }, "aws_api_gateway_api_key.partner"],
])("a key whose %s is an unset variable is an error that names the variable", (_, partner, label) => {
  const folder = writeProject({ shop: { partner } });
  const file = path.join(folder, "cdktf.out", "shop", "cdk.tf.json");
  const stack = JSON.parse(readFileSync(file, "utf8"));
  writeFileSync(file, JSON.stringify({ ...stack, variable: { partner_key: {} } }));
  const { stdout, stderr } = cli(process.cwd(), ["key", "partner", "--project", folder], environment());
  expect([stdout, stderr.split("\n")[0]]).toEqual([
    "",
    expect.stringMatching(
      new RegExp(`^stack "shop": the value of the API key "${label}" is unknown: .*TF_VAR_partner_key`),
    ),
  ]);
});

test("an app without keys is an error", () => {
  const empty = writeProject({ shop: {} });
  const { stderr } = cli(process.cwd(), ["key", "acme", "--project", empty], environment());
  expect(stderr).toBe('the app has no API key "acme". Add one with the method addKey() of a UsagePlan.\n');
});
