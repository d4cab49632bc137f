import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type Change, type Plan, plan } from "gatewright/plan";
import { UTILITY_PROVIDERS, utilitySchemas } from "../../src/plan/provider";
import type { Block, Type } from "../../src/plan/schema";
import { temporaryFolder } from "../support";
import { withTerraformOnPath } from "./has-terraform";

const AWS = { provider: { aws: [{ region: "eu-central-1" }] } };

/** Writes a stack, and returns its folder. The provider of each type is implied by the name of the type. */
function stackFolder(json: object, files: Readonly<Record<string, string>> = {}): string {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries({
    "cdk.tf.json": JSON.stringify({ ...AWS, ...json }),
    ...files,
  })) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  }
  return folder;
}

function at({ changes }: Plan, address: string): Change | undefined {
  return changes.find((change) => change.address === address);
}

function sample(type: Type): unknown {
  if (type === "string") return "text";
  if (type === "number") return 3;
  if (type === "bool") return true;
  return type[0] === "map" ? { a: "b" } : ["text"];
}

/** Returns a body with every argument of a block. */
function everyArgument({ attributes, blocks }: Block): object {
  const configurable = attributes.filter(
    ({ name, required, optional }) =>
      (required || optional) && !["gatewright_unknown", "number"].includes(name),
  );
  return Object.fromEntries([
    ...configurable.map(({ name, type }) => [name, sample(type)]),
    ...blocks.map(({ name, block }) => [name, [everyArgument(block)]]),
  ]);
}

function everyType(types: ReadonlyMap<string, Block>): object {
  return Object.fromEntries([...types].map(([type, block]) => [type, { every: everyArgument(block) }]));
}

withTerraformOnPath("a stack with a utility provider", () => {
  test.each(Object.entries(UTILITY_PROVIDERS))(
    "every type of %s is planned and applied",
    async (source, provider) => {
      const { resource, data } = utilitySchemas(provider);
      const [, name = ""] = source.split("/");
      const json = {
        terraform: { required_providers: { aws: { source: "aws" }, [name]: { source } } },
        ...(resource.size > 0 && { resource: everyType(resource) }),
        ...(data.size > 0 && { data: everyType(data) }),
      };
      const stack = stackFolder(json, { text: "content" });
      const planned = await plan(stack);
      expect(planned.counts).toMatchObject({ create: resource.size });
      expect(planned.notes).toEqual([]);
      const { changes } = await plan(stackFolder(json, { text: "content" }), { against: stack });
      expect(changes.filter(({ action }) => action !== "no-op")).toEqual([]);
    },
  );

  test("no program runs and no file is written", async () => {
    const outside = temporaryFolder();
    const touch = (name: string) => ["touch", path.join(outside, name)];
    const stack = stackFolder({
      resource: {
        local_file: { f: { filename: path.join(outside, "file"), content: "a" } },
        archive_file: {
          z: {
            type: "zip",
            source_content: "a",
            source_content_filename: "a",
            output_path: path.join(outside, "zip"),
          },
        },
      },
      data: {
        external: { e: { program: touch("external") } },
        local_command: { c: { command: "touch", arguments: touch("command").slice(1) } },
        archive_file: {
          z: {
            type: "zip",
            source_content: "a",
            source_content_filename: "a",
            output_path: path.join(outside, "data"),
          },
        },
      },
    });
    await plan(stackFolder({ resource: { null_resource: { n: {} } } }), { against: stack });
    expect(
      ["file", "zip", "external", "command", "data"].filter((name) => existsSync(path.join(outside, name))),
    ).toEqual([]);
  });

  test("values of programs and of the network are unknown, and values of files are known", async () => {
    const planned = await plan(
      stackFolder(
        {
          data: {
            external: { e: { program: ["true"] } },
            tls_certificate: { c: { url: "https://example.com" } },
            local_file: { f: { filename: "${path.module}/notes.txt" } },
            null_data_source: { n: { inputs: { a: "b" } } },
          },
          output: {
            external: { value: "${data.external.e.result.key}" },
            network: { value: "${data.tls_certificate.c.certificates[0].sha1_fingerprint}" },
            file: { value: "${data.local_file.f.content_md5}" },
            inputs: { value: "${data.null_data_source.n.outputs.a}" },
          },
        },
        { "notes.txt": "hello" },
      ),
    );
    expect(planned.outputs).toMatchObject([
      { name: "external", afterUnknown: true },
      { name: "file", after: "5d41402abc4b2a76b9719d911017c592" },
      { name: "inputs", after: "b" },
      { name: "network", afterUnknown: true },
    ]);
    expect(planned.changes.map(({ address, action }) => [address, action])).toEqual([
      ["data.external.e", "read"],
      ["data.tls_certificate.c", "read"],
    ]);
    expect(at(planned, "data.external.e")?.after).toEqual({
      program: ["true"],
      query: null,
      working_dir: null,
    });
  });

  test("a missing file of a local_file is an error that names the path", async () => {
    const stack = stackFolder({ data: { local_file: { f: { filename: "missing.txt" } } } });
    await expect(plan(stack)).rejects.toThrow('filename is "missing.txt"; expected the path of a file.');
  });

  test("defaults and values that the configuration determines are known in the plan", async () => {
    const planned = await plan(
      stackFolder({
        resource: {
          random_password: { p: { length: 8, numeric: false } },
          time_static: { now: {}, fixed: { rfc3339: "2026-02-03T04:05:06Z" } },
        },
      }),
    );
    expect(at(planned, "random_password.p")?.after).toMatchObject({
      special: true,
      min_upper: 0,
      number: false,
    });
    expect(at(planned, "random_password.p")?.afterSensitive).toMatchObject({ result: true });
    expect(at(planned, "time_static.fixed")?.after).toMatchObject({ month: 2, unix: 1_770_091_506 });
    expect(at(planned, "time_static.now")?.afterUnknown).toMatchObject({ month: true, unix: true });
  });

  test.each([
    [
      "keepers of a random_id",
      "replace",
      { random_id: { r: { byte_length: 4, keepers: { a: "1" } } } },
      { random_id: { r: { byte_length: 4, keepers: { a: "2" } } } },
    ],
    [
      "a default of a random_string",
      "no-op",
      { random_string: { r: { length: 4 } } },
      { random_string: { r: { length: 4, upper: true } } },
    ],
    [
      "a removed argument of a random_string",
      "replace",
      { random_string: { r: { length: 4, upper: false } } },
      { random_string: { r: { length: 4 } } },
    ],
    [
      "triggers of a null_resource",
      "replace",
      { null_resource: { r: { triggers: { a: "1" } } } },
      { null_resource: { r: { triggers: { a: "2" } } } },
    ],
    [
      "days of a time_rotating",
      "update",
      { time_rotating: { r: { rotation_days: 1 } } },
      { time_rotating: { r: { rotation_days: 2 } } },
    ],
    [
      "the content of a local_file",
      "replace",
      { local_file: { r: { filename: "a", content: "1" } } },
      { local_file: { r: { filename: "a", content: "2" } } },
    ],
  ])("a change of %s is planned as %s", async (_title, action, before, after) => {
    const { changes } = await plan(stackFolder({ resource: after }), {
      against: stackFolder({ resource: before }),
    });
    expect(changes.map((change) => change.action)).toEqual([action]);
  });

  test("a changed file in an archive changes the hash of the archive, and an excluded file does not", async () => {
    const hashOf = async (files: Record<string, string>) => {
      const { outputs } = await plan(
        stackFolder(
          {
            data: {
              archive_file: {
                z: { type: "zip", source_dir: "code", output_path: "z.zip", excludes: ["tests"] },
              },
            },
            output: { hash: { value: "${data.archive_file.z.output_base64sha256}" } },
          },
          files,
        ),
      );
      return outputs[0]?.after;
    };
    const hash = await hashOf({ "code/index.js": "1", "code/tests/a.js": "1" });
    expect(hash).toMatch(/^[\w+/]{43}=$/);
    expect(await hashOf({ "code/index.js": "1", "code/tests/a.js": "2" })).toBe(hash);
    expect(await hashOf({ "code/index.js": "2", "code/tests/a.js": "1" })).not.toBe(hash);
  });

  test("a module can use the utility providers, also with data sources that run a program", async () => {
    const hcl = `
resource "random_id" "id" {
  byte_length = 4
}
data "external" "program" {
  program = ["false"]
}
output "id" {
  value = "\${random_id.id.hex}-\${data.external.program.result["key"]}"
}
`;
    const json = {
      module: { m: { source: "./m" } },
      output: { id: { value: "${module.m.id}" } },
    };
    const stack = stackFolder(json, { "m/main.tf": hcl });
    const planned = await plan(stack);
    expect(planned.outputs).toMatchObject([{ name: "id", afterUnknown: true }]);
    expect(planned.counts).toMatchObject({ create: 1, read: 1 });
    const again = await plan(stackFolder(json, { "m/main.tf": hcl }), { against: stack });
    expect(again.changes.filter(({ action }) => action !== "no-op")).toEqual([]);
    expect(again.outputs).toMatchObject([{ action: "no-op" }]);
  });
});
