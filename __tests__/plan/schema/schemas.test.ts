import { readdirSync } from "node:fs";
import path from "node:path";
import { RESOURCES } from "../../../src/plan/provider";
import type { Attribute, Block, NestedBlock, Type } from "../../../src/plan/schema";
import { bindingSource, providerSchema, readSchema, resourceSchema } from "../../../src/plan/schema";
import { type Described, TYPES } from "./types";

/** A block in the words of `types.ts`, which leave out what there is none of. */
function described({ attributes, blocks }: Block): Described {
  const names = (wanted: (attribute: Attribute) => boolean) =>
    attributes.filter(wanted).map(named).sort().join(" ");
  const all = {
    required: names(({ required }) => required),
    optional: names(({ optional, computed }) => optional && !computed),
    either: names(({ optional, computed }) => optional && computed),
    computed: names(({ optional, computed }) => !optional && computed),
    blocks: blocks.length > 0 && Object.fromEntries(blocks.map((one) => [one.name, nested(one)])),
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value));
}

function nested({ nesting, minItems, maxItems, block }: NestedBlock): Described & { is: string } {
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
  const found = resourceSchema(kind, type);
  if (found) return found;
  throw new Error(`there is no ${kind} ${type}`);
}

test.each(Object.keys(TYPES))(
  "%s has the arguments, attributes and blocks that the provider gives it",
  (type) => {
    expect(described(block("resource", type))).toEqual(TYPES[type]);
  },
);

test("no type whose facts are known is missing from these", () => {
  expect(Object.keys(TYPES).sort()).toEqual(Object.keys(RESOURCES).sort());
});

describe("a schema", () => {
  test("has objects where the provider gives a whole list of them", () => {
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

  test("has an attribute, not a block, where objects are assigned as a whole", () => {
    const { attributes, blocks } = block("resource", "aws_security_group");
    expect(attributes.find(({ name }) => name === "ingress")).toMatchObject({
      optional: true,
      computed: true,
    });
    expect(blocks.map(({ name }) => name)).toEqual(["timeouts"]);
  });

  test("has an attribute where one object is", () => {
    const { attributes } = block("resource", "aws_s3tables_table_bucket");
    expect(attributes.find(({ name }) => name === "encryption_configuration")).toMatchObject({
      type: ["object", { kms_key_arn: "string", sse_algorithm: "string" }],
      optional: true,
    });
  });

  test.each([
    ["aws_alb_target_group", "load_balancer_arns", ["set", "string"]],
    ["aws_lightsail_lb", "public_ports", ["list", "number"]],
  ] as const)("tells a set that the provider gives from a list: %s, %s", (type, attribute, expected) => {
    const { attributes } = block("resource", type);
    expect(attributes.find(({ name }) => name === attribute)?.type).toEqual(expected);
  });

  test("knows what is sent and kept nowhere, from what says whether it was sent", () => {
    const { attributes } = block("resource", "aws_secretsmanager_secret_version");
    const secret = attributes.filter(({ name }) => name.endsWith("_wo"));
    expect(secret.map(({ name, writeOnly }) => [name, writeOnly])).toEqual([
      ["has_secret_string_wo", false],
      ["secret_string_wo", true],
    ]);
  });

  test("of the provider has its own arguments, and not terraform's alias", () => {
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

describe("a type", () => {
  test("may be a resource's and a data source's, and is not the same", () => {
    expect(described(block("data", "aws_sns_topic")).required).toBe("name");
    expect(described(block("resource", "aws_sns_topic")).required).toBeUndefined();
  });

  test.each(["aws_lamda_function", "aws_data_aws_region", "random_id", "aws_provider"])(
    "that the provider does not have, %s, has no schema",
    (type) => {
      expect(resourceSchema("resource", type)).toBeUndefined();
    },
  );
});

test("every binding there is can be read, and says its own type", () => {
  const library = path.dirname(path.dirname(require.resolve("@cdktf/provider-aws/lib/provider")));
  const folders = readdirSync(library).filter((name) => !name.includes("."));
  const read = folders.map((folder) => readSchema(bindingSource(folder) ?? "").type);
  expect(read.length).toBeGreaterThan(2000);
  expect(read.filter((type) => !/^aws(_\w+)?$/.test(type))).toEqual([]);
});

describe("a binding that is not written as the bindings are", () => {
  const binding = (attribute: string, accessor: string) => `
export class Thing extends cdktf.TerraformResource {
  public static readonly tfResourceType = "aws_thing";
  // ${attribute} - computed: true, optional: false, required: false
  public get ${attribute}() {
    ${accessor}
  }
}
`;

  test("is refused where a type cannot be told", () => {
    expect(() => readSchema(binding("size", "return 5;"))).toThrow(/no type can be read from .*return 5;/s);
  });

  test("is refused where how an argument is written cannot be read", () => {
    const source = `${binding("size", "return this.getNumberAttribute('size');").replace("\n}\n", "")}
  const attrs = { size: { isBlock: false } };
}
`;
    expect(() => readSchema(source)).toThrow("1 attributes are written as HCL, 0 of them can be read");
  });

  test("is refused where it is no type's", () => {
    expect(() => readSchema("export interface Thing {\n}\n")).toThrow(
      "no class says the type that it is for",
    );
  });
});
