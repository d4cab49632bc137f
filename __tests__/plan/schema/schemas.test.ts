import { readdirSync } from "node:fs";
import path from "node:path";
import { RESOURCES } from "../../../src/plan/provider";
import type { Attribute, Block, NestedBlock, Type } from "../../../src/plan/schema";
import { providerSchema, resourceSchema } from "../../../src/plan/schema";
import { readSchema } from "../../../src/plan/schema/binding-schema";
import { bindingSource } from "../../../src/plan/schema/binding-source";
import { type Described, TYPES } from "./types";

/** Converts the schema of a block to the form of `types.ts`, in which empty properties are omitted. */
function described({ attributes, blocks }: Block): Described {
  const names = (wanted: (attribute: Attribute) => boolean) =>
    attributes.filter(wanted).map(named).sort().join(" ");
  const all = {
    required: names(({ required }) => required),
    optional: names(({ optional, computed }) => optional && !computed),
    either: names(({ optional, computed }) => optional && computed),
    computed: names(({ optional, computed }) => !optional && computed),
    blocks:
      blocks.length > 0 && Object.fromEntries(blocks.map((entry) => [entry.name, describeNested(entry)])),
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value));
}

function describeNested({ nesting, minItems, maxItems, block }: NestedBlock): Described & { is: string } {
  const is = nesting === "single" ? nesting : `${nesting} ${minItems}..${maxItems || "*"}`;
  return { is, ...described(block) };
}

function named({ name, type }: Attribute): string {
  return type === "string" ? name : `${name}:${written(type)}`;
}

function written(type: Type): string {
  if (typeof type === "string") return type;
  const [kind, inner] = type;
  if (kind !== "object") return `${kind}(${written(inner)})`;
  return `{${Object.entries(inner).map(([name, own]) => `${name}:${written(own)}`)}}`;
}

function block(kind: "resource" | "data", type: string): Block {
  const schema = resourceSchema(kind, type);
  if (schema) return schema;
  throw new Error(`no schema for ${kind} ${type}`);
}

test.each(Object.keys(TYPES))(
  "the schema of %s has the provider's arguments, attributes and blocks",
  (type) => {
    expect(described(block("resource", type))).toEqual(TYPES[type]);
  },
);

test("every type with facts has a schema", () => {
  expect(Object.keys(TYPES).sort()).toEqual(Object.keys(RESOURCES).sort());
});

describe("a schema", () => {
  test("a computed list of objects is an attribute", () => {
    const { attributes } = block("resource", "aws_acm_certificate");
    expect(attributes.find(({ name }) => name === "domain_validation_options")).toEqual({
      name: "domain_validation_options",
      type: [
        "set",
        [
          "object",
          {
            domain_name: "string",
            resource_record_name: "string",
            resource_record_type: "string",
            resource_record_value: "string",
          },
        ],
      ],
      required: false,
      optional: false,
      computed: true,
      writeOnly: false,
    });
  });

  test("a list of assigned objects is an attribute", () => {
    const { attributes, blocks } = block("resource", "aws_security_group");
    expect(attributes.find(({ name }) => name === "ingress")).toMatchObject({
      optional: true,
      computed: true,
    });
    expect(blocks.map(({ name }) => name)).toEqual(["timeouts"]);
  });

  test("a single object is an attribute", () => {
    const { attributes } = block("resource", "aws_s3tables_table_bucket");
    expect(attributes.find(({ name }) => name === "encryption_configuration")).toMatchObject({
      type: ["object", { kms_key_arn: "string", sse_algorithm: "string" }],
      optional: true,
    });
  });

  test.each([
    ["aws_alb_target_group", "load_balancer_arns", ["set", "string"]],
    ["aws_lightsail_lb", "public_ports", ["list", "number"]],
  ] as const)("the schema distinguishes a computed set from a list: %s, %s", (type, attribute, expected) => {
    const { attributes } = block("resource", type);
    expect(attributes.find(({ name }) => name === attribute)?.type).toEqual(expected);
  });

  test("only attributes that end in _wo and are not computed are write-only", () => {
    const { attributes } = block("resource", "aws_secretsmanager_secret_version");
    const secret = attributes.filter(({ name }) => name.endsWith("_wo"));
    expect(secret.map(({ name, writeOnly }) => [name, writeOnly])).toEqual([
      ["has_secret_string_wo", false],
      ["secret_string_wo", true],
    ]);
  });

  test("the schema of the provider block has no alias", () => {
    const { attributes, blocks } = providerSchema();
    expect(attributes.find(({ name }) => name === "region")).toMatchObject({
      type: "string",
      optional: true,
    });
    expect(attributes.map(({ name }) => name)).not.toContain("alias");
    expect(blocks.find(({ name }) => name === "default_tags")).toMatchObject({
      nesting: "list",
      block: { attributes: [{ name: "tags", type: ["map", "string"], optional: true }] },
    });
  });
});

describe("the schema of a type", () => {
  test("a resource type and a data source with the same name have different schemas", () => {
    expect(described(block("data", "aws_sns_topic")).required).toBe("name");
    expect(described(block("resource", "aws_sns_topic")).required).toBeUndefined();
  });

  test.each(["aws_lamda_function", "aws_data_aws_region", "random_id", "aws_provider"])(
    "the unknown type %s has no schema",
    (type) => {
      expect(resourceSchema("resource", type)).toBeUndefined();
    },
  );
});

test("every binding can be read and contains its Terraform type", () => {
  const library = path.dirname(path.dirname(require.resolve("@cdktf/provider-aws/lib/provider")));
  const folders = readdirSync(library).filter((name) => !name.includes("."));
  const read = folders.map((folder) => readSchema(bindingSource(folder) ?? "").type);
  expect(read.length).toBeGreaterThan(2000);
  expect(read.filter((type) => !/^aws(_\w+)?$/.test(type))).toEqual([]);
});

describe("a binding with an unknown form", () => {
  const binding = (attribute: string, accessor: string) => `
export class Thing extends cdktf.TerraformResource {
  public static readonly tfResourceType = "aws_thing";
  // ${attribute} - computed: true, optional: false, required: false
  public get ${attribute}() {
    ${accessor}
  }
}
`;

  test("an attribute whose type cannot be read is an error", () => {
    expect(() => readSchema(binding("size", "return 5;"))).toThrow(/no type can be read from .*return 5;/s);
  });

  test("code that writes HCL in an unknown form is an error", () => {
    const source = `${binding("size", "return this.getNumberAttribute('size');").replace("\n}\n", "")}
  const attrs = { size: { isBlock: false } };
}
`;
    expect(() => readSchema(source)).toThrow(
      "the code converts 1 attributes to HCL, but only 0 of them can be parsed",
    );
  });

  test("a binding without a Terraform type is an error", () => {
    expect(() => readSchema("export interface Thing {\n}\n")).toThrow("no class has a tfResourceType");
  });
});
