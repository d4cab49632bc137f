import type { ProviderConfig } from "../../../src/plan/provider";
import { type ObjectValue, planChange, resourceFacts, UNKNOWN, type Value } from "../../../src/plan/provider";
import type { Block } from "../../../src/plan/schema";
import { attribute, computed, nested } from "./blocks";

const TAGS = { type: ["map", "string"] } as const;

const THING: Block = {
  attributes: [
    attribute("name", { required: true, optional: false }),
    attribute("color"),
    computed("arn", { optional: false }),
    computed("size"),
    attribute("secret_wo", { writeOnly: true }),
  ],
  blocks: [nested("part", { attributes: [attribute("shape"), computed("weight")], blocks: [] })],
};

const TAGGED: Block = { attributes: [attribute("tags", TAGS), computed("tags_all", TAGS)], blocks: [] };

const REGIONAL: Block = { attributes: [attribute("name"), computed("region")], blocks: [] };

const BERLIN: ProviderConfig = { region: "eu-central-1", defaultTags: {} };

function planned(block: Block, prior: Value, proposed: Value, { facts = {}, configuration = BERLIN } = {}) {
  return planChange({ prior, proposed }, block, { forceNew: [], ...facts }, configuration);
}

function thing(other: ObjectValue = {}): ObjectValue {
  return { name: "one", color: null, arn: null, size: null, secret_wo: null, part: [], ...other };
}

const THERE = thing({ arn: "arn:one", size: "5", part: [{ shape: "round", weight: "1" }] });

describe("a new resource", () => {
  test("an unset computed attribute of a new resource is unknown", () => {
    expect(planned(THING, null, thing()).planned).toStrictEqual(thing({ arn: UNKNOWN, size: UNKNOWN }));
  });

  test("a configured argument keeps its value, and an omitted argument is null", () => {
    const all = thing({ size: "7", color: "red" });
    expect(planned(THING, null, all).planned).toMatchObject({ size: "7", color: "red" });
    expect(planned(THING, null, thing()).planned).toMatchObject({ color: null });
  });

  test("nested blocks have unknown computed attributes too", () => {
    const configured = thing({ part: [{ shape: "round", weight: null }, UNKNOWN] });
    expect(planned(THING, null, configured).planned).toMatchObject({
      part: [{ shape: "round", weight: UNKNOWN }, UNKNOWN],
    });
  });

  test("creating a resource requires no replacement", () => {
    const facts = { forceNew: ["name"] };
    expect(planned(THING, null, thing(), { facts }).requiresReplace).toStrictEqual([]);
  });
});

describe("an update", () => {
  test("a computed attribute keeps its value in an update", () => {
    const proposed = { ...THERE, color: "red" };
    expect(planned(THING, THERE, proposed)).toStrictEqual({ planned: proposed, requiresReplace: [] });
  });

  test("a new block has unknown computed attributes", () => {
    const part = [...(THERE.part as readonly Value[]), { shape: "square", weight: null }];
    expect(planned(THING, THERE, { ...THERE, part }).planned).toMatchObject({
      part: [
        { shape: "round", weight: "1" },
        { shape: "square", weight: UNKNOWN },
      ],
    });
  });

  test("an argument that forces a replacement is named, even if its new value is unknown", () => {
    const facts = { forceNew: ["name", "color"] };
    const named = (name: Value) => planned(THING, THERE, { ...THERE, name }, { facts }).requiresReplace;
    expect(named("two")).toStrictEqual(["name"]);
    expect(named(UNKNOWN)).toStrictEqual(["name"]);
    expect(named("one")).toStrictEqual([]);
  });

  test("a changed block can force a replacement", () => {
    const facts = { forceNew: ["part"] };
    expect(planned(THING, THERE, { ...THERE, part: [] }, { facts }).requiresReplace).toStrictEqual(["part"]);
  });

  test("a rule can require a replacement only for some changes of an argument", () => {
    const asked: unknown[] = [];
    const facts = {
      forceNewIf: {
        color: (before: Value, after: Value) => {
          asked.push([before, after]);
          return after === "red";
        },
      },
    };
    const become = (color: Value) => planned(THING, THERE, { ...THERE, color }, { facts }).requiresReplace;
    expect(become("red")).toStrictEqual(["color"]);
    expect(become("blue")).toStrictEqual([]);
    const red = { ...THERE, color: "red" };
    expect(planned(THING, red, red, { facts }).requiresReplace).toStrictEqual([]);
    expect(asked).toStrictEqual([
      [null, "red"],
      [null, "blue"],
    ]);
  });

  test("setting an argument to its default or omitting it is not a change", () => {
    const facts = { forceNew: ["color"], defaults: { color: "red" } };
    const from = (before: Value, after: Value) =>
      planned(THING, { ...THERE, color: before }, { ...THERE, color: after }, { facts });
    expect(from(null, "red").requiresReplace).toStrictEqual([]);
    expect(from("red", null).requiresReplace).toStrictEqual([]);
    expect(from(null, "blue").requiresReplace).toStrictEqual(["color"]);
    expect(from("blue", null)).toMatchObject({ planned: { color: null }, requiresReplace: ["color"] });
  });

  test("an attribute that the facts list as recomputed is unknown", () => {
    const facts = {
      recomputed: ({ isChanged }: { isChanged: (name: string) => boolean }) =>
        isChanged("color") ? ["size"] : [],
    };
    expect(planned(THING, THERE, { ...THERE, color: "red" }, { facts }).planned).toMatchObject({
      size: UNKNOWN,
    });
    expect(planned(THING, THERE, { ...THERE, name: "two" }, { facts }).planned).toMatchObject({ size: "5" });
  });
});

test("a write-only attribute is planned as null", () => {
  expect(planned(THING, null, thing({ secret_wo: "hush" })).planned).toMatchObject({ secret_wo: null });
});

test("a deleted resource is planned as null without a replacement", () => {
  expect(planned(THING, THERE, null, { facts: { forceNew: ["name"] } })).toStrictEqual({
    planned: null,
    requiresReplace: [],
  });
});

describe("the region", () => {
  test("a resource without a region has the known region of the provider", () => {
    expect(planned(REGIONAL, null, { name: "one", region: null }).planned).toMatchObject({
      region: "eu-central-1",
    });
    expect(planned(REGIONAL, null, { name: "one", region: "us-east-1" }).planned).toMatchObject({
      region: "us-east-1",
    });
  });

  test("a changed region replaces every resource except a global one", () => {
    const facts = resourceFacts("aws_anything");
    const from = { name: "one", region: "eu-central-1" };
    expect(
      planned(REGIONAL, from, { ...from, region: "us-east-1" }, { facts }).requiresReplace,
    ).toStrictEqual(["region"]);
    expect(planned(THING, THERE, THERE, { facts }).requiresReplace).toStrictEqual([]);
  });
});

describe("the attribute tags_all", () => {
  const all = (tags: Value, defaultTags: ObjectValue | undefined, prior: Value = null) => {
    const configuration = { ...BERLIN, defaultTags } as ProviderConfig;
    const { planned: made } = planned(TAGGED, prior, { tags, tags_all: null }, { configuration });
    return (made as ObjectValue).tags_all;
  };

  test("tags_all merges the default tags and the tags of the resource, and the tags of the resource win", () => {
    expect(all({ a: "1", b: "2" }, { b: "default", c: "3" })).toStrictEqual({ a: "1", b: "2", c: "3" });
    expect(all(null, { c: "3" })).toStrictEqual({ c: "3" });
  });

  test("tags_all is unknown if any tag is unknown", () => {
    expect(all({ a: UNKNOWN }, {})).toBe(UNKNOWN);
    expect(all(UNKNOWN, {})).toBe(UNKNOWN);
    expect(all({ a: "1" }, undefined)).toBe(UNKNOWN);
  });

  test("tags_all without tags is unknown in a new resource and empty in an update", () => {
    expect(all(null, {})).toBe(UNKNOWN);
    expect(all(null, {}, { tags: { a: "1" }, tags_all: { a: "1" } })).toStrictEqual({});
  });
});

describe("a function", () => {
  const block: Block = {
    attributes: [
      "source_code_hash",
      "publish",
      "memory_size",
      "timeout",
      "last_modified",
      "version",
      "tags",
    ].map((name) => attribute(name)),
    blocks: [],
  };
  const there = {
    source_code_hash: "a",
    publish: null,
    memory_size: 128,
    timeout: null,
    last_modified: "then",
    version: "1",
    tags: null,
  };
  const changedTo = (changed: ObjectValue, from: ObjectValue = there) =>
    planned(block, from, { ...from, ...changed }, { facts: resourceFacts("aws_lambda_function") })
      .planned as ObjectValue;
  const unknown = (value: ObjectValue) => Object.keys(value).filter((name) => value[name] === UNKNOWN);

  test("changed code updates last_modified", () => {
    expect(unknown(changedTo({ source_code_hash: "b" }))).toStrictEqual(["last_modified"]);
  });

  test("changed settings do not update last_modified", () => {
    expect(unknown(changedTo({ memory_size: 256 }))).toStrictEqual([]);
  });

  test("a published function gets a new version for code and settings only", () => {
    const publishing = { ...there, publish: true };
    expect(unknown(changedTo({ memory_size: 256 }, publishing))).toContain("version");
    expect(unknown(changedTo({ source_code_hash: "b" }, publishing))).toContain("version");
    expect(unknown(changedTo({ tags: "b" }, publishing))).toStrictEqual([]);
  });

  test("setting an argument to its default publishes no new version", () => {
    const publishing = { ...there, publish: true, memory_size: null, timeout: null };
    expect(unknown(changedTo({ memory_size: 128, timeout: 3 }, publishing))).toStrictEqual([]);
  });
});
