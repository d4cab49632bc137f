import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { formatText, plan, reviewPlan } from "gatewright/plan";
import { temporaryFolder } from "../support";
import { withTerraformOnPath } from "./has-terraform";

const REQUIRED = {
  aws: { source: "aws" },
  cloudflare: { source: "cloudflare/cloudflare", version: "~> 4.0" },
  dns: "~> 3.0",
};

/** Returns a stack with resources of three providers. */
function mixedStack(queueName: string, more: object = {}): string {
  return stackFolder({
    terraform: { required_providers: REQUIRED },
    provider: { aws: [{ region: "eu-central-1" }], cloudflare: [{ api_token: "t", retries: { count: 2 } }] },
    resource: {
      cloudflare_record: {
        www: {
          "//": { metadata: { path: "web/record/Default", uniqueId: "www" } },
          zone_id: "${data.cloudflare_zones.all.zones[0].id}",
          settings: { flatten: true },
          dynamic: { tag: { for_each: ["a"], content: { name: "${tag.value}" } } },
        },
        each: { for_each: { a: "b" }, zone_id: "${each.value}" },
      },
      aws_sqs_queue: {
        jobs: { name: queueName, policy: '${cloudflare_record.each["a"].hostname}' },
      },
      aws_ssm_parameter: {
        secret: { name: "s", type: "String", value: "${jsondecode(data.dns_txt.t.record).key}", ...more },
      },
    },
    data: {
      cloudflare_zones: { all: { filter: { name: "example.com" } } },
      dns_txt: { t: { host: "example.com" } },
    },
    output: { host: { value: "${cloudflare_record.www.hostname}" } },
  });
}

function stackFolder(json: object, files: Readonly<Record<string, string>> = {}): string {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries({ "cdk.tf.json": JSON.stringify(json), ...files })) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  }
  return folder;
}

const NOTES = [
  "Offline plans do not support the provider cloudflare/cloudflare, so the plan leaves out web/record (cloudflare_record.www), cloudflare_record.each, data.cloudflare_zones.all. Values from them are unknown or fake.",
  "Offline plans do not support the provider hashicorp/dns, so the plan leaves out data.dns_txt.t. Values from them are unknown or fake.",
];

withTerraformOnPath("a stack with a provider that offline plans do not support", () => {
  test("the other resources are planned, and a note lists what is left out", async () => {
    const planned = await plan(mixedStack("jobs"));
    expect(planned.changes.map(({ address, action }) => [address, action])).toEqual([
      ["aws_sqs_queue.jobs", "create"],
      ["aws_ssm_parameter.secret", "create"],
    ]);
    expect(planned.changes.map(({ afterUnknown }) => [afterUnknown.policy, afterUnknown.value])).toEqual([
      [true, undefined],
      [undefined, true],
    ]);
    expect(planned.outputs).toMatchObject([{ name: "host", afterUnknown: true }]);
    expect(planned.notes).toEqual(NOTES);
  });

  test("the review shows the note", async () => {
    const planned = await plan(mixedStack("jobs"));
    const text = formatText(reviewPlan(planned), { stack: "web", isOffline: true, notes: planned.notes });
    expect(text).toContain("web: 2 to create");
    for (const note of NOTES) expect(text).toContain(note);
    expect(text).not.toContain("gatewright_unknown");
  });

  test("a comparison shows only the changes of the supported resources", async () => {
    const withoutJson = (queueName: string) => ({
      terraform: { required_providers: REQUIRED },
      provider: { aws: [{ region: "eu-central-1" }] },
      resource: {
        cloudflare_record: { www: { name: queueName } },
        aws_sqs_queue: {
          jobs: { name: "jobs", policy: "${cloudflare_record.www.settings[1].name}", delay_seconds: 1 },
        },
      },
    });
    const base = stackFolder(withoutJson("a"));
    const { changes, notes } = await plan(stackFolder(withoutJson("b")), { against: base });
    expect(changes.map(({ address, action }) => [address, action])).toEqual([
      ["aws_sqs_queue.jobs", "no-op"],
    ]);
    expect(notes).toHaveLength(1);
    const removed = await plan(stackFolder({ provider: { aws: [{ region: "eu-central-1" }] } }), {
      against: base,
    });
    expect(removed.changes.map(({ address, action }) => [address, action])).toEqual([
      ["aws_sqs_queue.jobs", "delete"],
    ]);
    expect(removed.notes).toHaveLength(1);
  });

  test("a resource with a provider of another local name is left out", async () => {
    const { changes, notes } = await plan(
      stackFolder({
        terraform: { required_providers: { edge: { source: "example.com/acme/cloudflare" } } },
        provider: { aws: [{ region: "eu-central-1" }], edge: [{ alias: "main" }] },
        resource: { cloudflare_record: { www: { provider: "edge.main", name: "www" } } },
      }),
    );
    expect(changes).toEqual([]);
    expect(notes).toEqual([
      "Offline plans do not support the provider example.com/acme/cloudflare, so the plan leaves out cloudflare_record.www. Values from them are unknown or fake.",
    ]);
  });

  test("required_providers can be an array of blocks", async () => {
    const { notes } = await plan(
      stackFolder({
        terraform: [{ required_providers: [{ cloudflare: REQUIRED.cloudflare }] }],
        provider: { aws: [{ region: "eu-central-1" }] },
        resource: { cloudflare_record: { www: { name: "www" } } },
      }),
    );
    expect(notes).toEqual([expect.stringContaining("the provider cloudflare/cloudflare, so")]);
  });

  test.each(["constructor", "toString"])("an argument with the name %s is planned", async (name) => {
    const body = Object.fromEntries([[name, "a"]]);
    const { changes, outputs } = await plan(
      stackFolder({
        terraform: { required_providers: REQUIRED },
        provider: { aws: [{ region: "eu-central-1" }] },
        resource: { cloudflare_record: { www: body } },
        output: { value: { value: `\${cloudflare_record.www.items[1000000000].${name}}` } },
      }),
    );
    expect(changes).toEqual([]);
    expect(outputs).toMatchObject([{ afterUnknown: true }]);
  });

  test("a provider that only a module requires is an error that names the provider", async () => {
    const main = `
terraform {
  required_providers {
    dns = {
      source = "hashicorp/dns"
    }
  }
}
`;
    const stack = stackFolder(
      { provider: { aws: [{ region: "eu-central-1" }] }, module: { m: { source: "./m" } } },
      { "m/main.tf": main },
    );
    await expect(plan(stack)).rejects.toThrow(
      "a module or a type requires the provider hashicorp/dns; expected",
    );
  });

  test("a wrong prefix of a type is an error that names the implied provider", async () => {
    const stack = stackFolder({
      provider: { aws: [{ region: "eu-central-1" }] },
      resource: { aw_sqs_queue: { q: {} } },
    });
    await expect(plan(stack)).rejects.toThrow(
      "a module or a type requires the provider hashicorp/aw; expected",
    );
  });
});
