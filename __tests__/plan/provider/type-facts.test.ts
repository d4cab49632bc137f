import { readFileSync } from "node:fs";
import type { Update } from "../../../src/plan/provider";
import {
  DATA,
  dataFacts,
  REPLACEMENT_RULES,
  RESOURCES,
  resourceFacts,
  SENSITIVE,
} from "../../../src/plan/provider";
import type { Block, NestedBlock } from "../../../src/plan/schema";
import { resourceSchema } from "../../../src/plan/schema";

function namesOf(block: Block | undefined): readonly string[] {
  return [...(block?.attributes ?? []), ...(block?.blocks ?? [])].map(({ name }) => name);
}

function computedOf(block: Block | undefined): readonly string[] {
  return (block?.attributes ?? []).filter(({ computed }) => computed).map(({ name }) => name);
}

function blockAt(block: Block | undefined, path: string): NestedBlock | undefined {
  const [first, ...more] = path.split(".");
  const found = block?.blocks.find(({ name }) => name === first);
  return more.length === 0 ? found : blockAt(found?.block, more.join("."));
}

const TYPES = Object.entries(RESOURCES).map(([type, facts]) => ({
  type,
  facts,
  block: resourceSchema("resource", type),
}));

test.each(TYPES)(
  "what replaces $type is an argument or a block of it, and named once",
  ({ facts, block }) => {
    const configurable = [
      ...(block?.attributes.filter(({ required, optional }) => required || optional) ?? []),
      ...(block?.blocks ?? []),
    ];
    const replacing = [...facts.replacedBy, ...Object.keys(facts.replacedWhere ?? {})];
    expect(configurable.map(({ name }) => name)).toEqual(expect.arrayContaining(replacing));
    expect(new Set(replacing).size).toBe(replacing.length);
  },
);

test.each(Object.keys(REPLACEMENT_RULES))(
  "what replaces %s is an argument or a block of it, and holds data",
  (type) => {
    const block = resourceSchema("resource", type);
    const { replacedBy, defaults = {} } = resourceFacts(type);
    expect(namesOf(block)).toEqual(expect.arrayContaining([...replacedBy]));
    expect(replacedBy).toEqual(expect.arrayContaining(Object.keys(defaults)));
    expect(new Set(replacedBy).size).toBe(replacedBy.length);
  },
);

test.each(TYPES)("what has a default in $type is optional, and not the provider's to give", (one) => {
  const optional = one.block?.attributes.filter(({ optional, computed }) => optional && !computed) ?? [];
  const withDefault = Object.keys(one.facts.defaults ?? {});
  expect(optional.map(({ name }) => name)).toEqual(expect.arrayContaining(withDefault));
});

test.each(TYPES)("what nobody is to see of $type is an attribute of it", ({ facts, block }) => {
  const attributes = block?.attributes.map(({ name }) => name);
  expect(attributes).toEqual(expect.arrayContaining([...(facts.sensitive ?? [])]));
});

test.each(TYPES)("what there may be so many of in $type is a block that there may be several of", (one) => {
  for (const path of Object.keys(one.facts.maxItems ?? {})) {
    expect([path, blockAt(one.block, path)?.maxItems]).toEqual([path, 0]);
  }
});

test.each(TYPES)("what is made up for $type is given by the provider", ({ facts, block }) => {
  expect(computedOf(block)).toEqual(expect.arrayContaining(Object.keys(facts.computed)));
});

test.each(TYPES)("what $type looks at and gives anew is its own", ({ facts, block }) => {
  const asked: string[] = [];
  const update: Update = {
    planned: { publish: true },
    isChanged: (...names) => {
      asked.push(...names);
      return true;
    },
  };
  const anew = facts.recomputed?.(update) ?? [];
  expect(namesOf(block)).toEqual(expect.arrayContaining([...asked, ...anew]));
});

test.each(Object.entries(DATA))(
  "what is made up for the data source %s is given by the provider",
  (type, { computed }) => {
    expect(computedOf(resourceSchema("data", type))).toEqual(expect.arrayContaining(Object.keys(computed)));
  },
);

/** The folders of the bindings that the constructs use. */
const FOLDERS = [
  ...readFileSync("src/constructs/cdktf.ts", "utf8").matchAll(/provider-aws\/lib\/([\w-]+)"/g),
].map(([, folder = ""]) => folder);

test("every type that the constructs make has its facts, and no other", () => {
  const resources = FOLDERS.filter((folder) => folder !== "provider" && !folder.startsWith("data-"));
  const types = resources.map((folder) => `aws_${folder.replaceAll("-", "_")}`);
  expect(types.length).toBeGreaterThan(15);
  expect(Object.keys(RESOURCES).sort()).toEqual(types.sort());
});

test("every data source that the constructs read has its facts", () => {
  const read = FOLDERS.filter((folder) => folder.startsWith("data-aws-"));
  const types = read.map((folder) => `aws_${folder.slice("data-aws-".length).replaceAll("-", "_")}`);
  expect(Object.keys(DATA)).toEqual(expect.arrayContaining(types));
});

test.each(Object.entries(SENSITIVE))(
  "what is sensitive of %s is in its schema, and its facts say so",
  (type, names) => {
    const schema = resourceSchema("resource", type)?.attributes.map(({ name }) => name);
    expect(schema).toEqual(expect.arrayContaining([...names]));
    expect(resourceFacts(type).sensitive).toEqual(names);
  },
);

test.each([...Object.keys(SENSITIVE), ...Object.keys(RESOURCES)])(
  "what nobody is to see of %s is the same where it is read",
  (type) => {
    expect(dataFacts(type).sensitive).toEqual(resourceFacts(type).sensitive);
  },
);
