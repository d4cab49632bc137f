import { readFileSync } from "node:fs";
import { COMPUTED_RESOURCES, DATA_SOURCES } from "#aws";
import type { Update } from "../../../src/plan/provider";
import {
  dataFacts,
  REPLACEMENT_RULES,
  RESOURCES,
  resourceFacts,
  SENSITIVE,
} from "../../../src/plan/provider";
import type { Block, NestedBlock } from "../../../src/plan/schema";
import { resourceSchema } from "../../../src/plan/schema";
import { LATER_ATTRIBUTES } from "../later-attributes";

function namesOf(block: Block | undefined): readonly string[] {
  return [...(block?.attributes ?? []), ...(block?.blocks ?? [])].map(({ name }) => name);
}

function computedOf(block: Block | undefined): readonly string[] {
  return (block?.attributes ?? []).filter(({ computed }) => computed).map(({ name }) => name);
}

function blockAt(block: Block | undefined, path: string): NestedBlock | undefined {
  const [first, ...more] = path.split(".");
  const nested = block?.blocks.find(({ name }) => name === first);
  return more.length === 0 ? nested : blockAt(nested?.block, more.join("."));
}

const TYPES = Object.entries(RESOURCES).map(([type, facts]) => ({
  type,
  facts,
  block: resourceSchema("resource", type),
}));

test.each(TYPES)(
  "each replacement rule of $type is for an argument or a block, and is listed once",
  ({ facts, block }) => {
    const configurable = [
      ...(block?.attributes.filter(({ required, optional }) => required || optional) ?? []),
      ...(block?.blocks ?? []),
    ];
    const replacing = [...facts.forceNew, ...Object.keys(facts.forceNewIf ?? {})];
    expect(configurable.map(({ name }) => name)).toEqual(expect.arrayContaining(replacing));
    expect(new Set(replacing).size).toBe(replacing.length);
  },
);

test.each(Object.keys(REPLACEMENT_RULES))(
  "each replacement rule of %s is for an argument or a block, and the type stores data",
  (type) => {
    const block = resourceSchema("resource", type);
    const { forceNew, defaults = {} } = resourceFacts(type);
    expect(namesOf(block)).toEqual(expect.arrayContaining([...forceNew]));
    expect(forceNew).toEqual(expect.arrayContaining(Object.keys(defaults)));
    expect(new Set(forceNew).size).toBe(forceNew.length);
  },
);

test.each(TYPES)("each argument of $type with a default is optional and not computed", (one) => {
  const optional = one.block?.attributes.filter(({ optional, computed }) => optional && !computed) ?? [];
  const withDefault = Object.keys(one.facts.defaults ?? {});
  expect(optional.map(({ name }) => name)).toEqual(expect.arrayContaining(withDefault));
});

test.each(TYPES)("each sensitive attribute of $type is in its schema", ({ facts, block }) => {
  const attributes = block?.attributes.map(({ name }) => name);
  expect(attributes).toEqual(expect.arrayContaining([...(facts.sensitive ?? [])]));
});

test.each(TYPES)("each limited block of $type is a repeatable block", (one) => {
  for (const path of Object.keys(one.facts.maxItems ?? {})) {
    expect([path, blockAt(one.block, path)?.maxItems]).toEqual([path, 0]);
  }
});

test.each(Object.entries(COMPUTED_RESOURCES))(
  "each fake attribute of %s is computed, and each argument that identifies it is in its schema",
  (type, { attributes, identifiedBy }) => {
    const block = resourceSchema("resource", type);
    const names = Object.keys(attributes).filter((name) => !LATER_ATTRIBUTES.includes(name));
    expect(computedOf(block)).toEqual(expect.arrayContaining(names));
    expect(namesOf(block)).toEqual(expect.arrayContaining([...identifiedBy]));
  },
);

test.each(TYPES)("the recomputed attributes of $type are in its schema", ({ facts, block }) => {
  const asked: string[] = [];
  const update: Update = {
    planned: { publish: true },
    isChanged: (...names) => {
      asked.push(...names);
      return true;
    },
  };
  const recomputed = facts.recomputed?.(update) ?? [];
  expect(namesOf(block)).toEqual(expect.arrayContaining([...asked, ...recomputed]));
});

test.each(Object.entries(DATA_SOURCES))(
  "each fake attribute of the data source %s is computed",
  (type, { attributes }) => {
    expect(computedOf(resourceSchema("data", type))).toEqual(expect.arrayContaining(Object.keys(attributes)));
  },
);

/** Folders of the AWS bindings that the constructs use. Constructs create no resource of a type-only export. */
const FOLDERS = [
  ...readFileSync("src/constructs/cdktf.ts", "utf8")
    .replaceAll(/^export type .*$/gm, "")
    .matchAll(/"#provider-aws\/([\w-]+)"/g),
].map(([, folder = ""]) => folder);

test("only the resource types of the constructs and of REST APIs have facts", () => {
  const resources = FOLDERS.filter((folder) => folder !== "provider" && !folder.startsWith("data-"));
  const types = resources.map((folder) => `aws_${folder.replaceAll("-", "_")}`);
  expect(types.length).toBeGreaterThan(15);
  const others = Object.keys(RESOURCES).filter((type) => !type.startsWith("aws_api_gateway_"));
  expect(others.sort()).toEqual(types.filter((type) => others.includes(type)).sort());
  expect(Object.keys(RESOURCES)).toEqual(expect.arrayContaining(types));
});

test("every data source of the constructs has facts", () => {
  const read = FOLDERS.filter((folder) => folder.startsWith("data-aws-"));
  const types = read.map((folder) => `aws_${folder.slice("data-aws-".length).replaceAll("-", "_")}`);
  expect(Object.keys(DATA_SOURCES)).toEqual(expect.arrayContaining(types));
});

test.each(Object.entries(SENSITIVE))(
  "the sensitive attributes of %s are in its schema and in its facts",
  (type, names) => {
    const schema = resourceSchema("resource", type)?.attributes.map(({ name }) => name);
    expect(schema).toEqual(expect.arrayContaining([...names]));
    expect(resourceFacts(type).sensitive).toEqual(names);
  },
);

test.each([...Object.keys(SENSITIVE), ...Object.keys(RESOURCES)])(
  "the data source of %s has the same sensitive attributes",
  (type) => {
    expect(dataFacts(type).sensitive).toEqual(resourceFacts(type).sensitive);
  },
);
