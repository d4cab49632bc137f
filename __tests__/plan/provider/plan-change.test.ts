import type { ResourceConfig } from "../../../src/plan/provider";
import { type ObjectValue, planChange, resourceFacts, UNKNOWN, type Value } from "../../../src/plan/provider";
import type { Block } from "../../../src/plan/schema";
import { attribute, computed, nested } from "./blocks";

const TAGS = { type: ["map", "string"] } as const;

const THING: Block = {
  attributes: [
    attribute("name", { required: true, optional: false }),
    attribute("colour"),
    computed("arn", { optional: false }),
    computed("size"),
    attribute("secret_wo", { writeOnly: true }),
  ],
  blocks: [nested("part", { attributes: [attribute("shape"), computed("weight")], blocks: [] })],
};

const TAGGED: Block = { attributes: [attribute("tags", TAGS), computed("tags_all", TAGS)], blocks: [] };

const REGIONAL: Block = { attributes: [attribute("name"), computed("region")], blocks: [] };

const BERLIN: ResourceConfig = { region: "eu-central-1", defaultTags: {} };

function planned(block: Block, prior: Value, proposed: Value, { facts = {}, configuration = BERLIN } = {}) {
  return planChange({ prior, proposed }, block, { replacedBy: [], computed: {}, ...facts }, configuration);
}

function thing(other: ObjectValue = {}): ObjectValue {
  return { name: "one", colour: null, arn: null, size: null, secret_wo: null, part: [], ...other };
}

const THERE = thing({ arn: "arn:one", size: "5", part: [{ shape: "round", weight: "1" }] });

describe("in a new resource", () => {
  test("what the provider gives and nobody configured is unknown", () => {
    expect(planned(THING, null, thing()).planned).toStrictEqual(thing({ arn: UNKNOWN, size: UNKNOWN }));
  });

  test("what is configured stays, and what is left out is null", () => {
    const all = thing({ size: "7", colour: "red" });
    expect(planned(THING, null, all).planned).toMatchObject({ size: "7", colour: "red" });
    expect(planned(THING, null, thing()).planned).toMatchObject({ colour: null });
  });

  test("that holds for the blocks within", () => {
    const configured = thing({ part: [{ shape: "round", weight: null }, UNKNOWN] });
    expect(planned(THING, null, configured).planned).toMatchObject({
      part: [{ shape: "round", weight: UNKNOWN }, UNKNOWN],
    });
  });

  test("nothing replaces it", () => {
    const facts = { replacedBy: ["name"] };
    expect(planned(THING, null, thing(), { facts }).replacedBy).toStrictEqual([]);
  });
});

describe("in an update", () => {
  test("what the provider gave stays", () => {
    const proposed = { ...THERE, colour: "red" };
    expect(planned(THING, THERE, proposed)).toStrictEqual({ planned: proposed, replacedBy: [] });
  });

  test("a block that is new has what is unknown", () => {
    const part = [...(THERE.part as readonly Value[]), { shape: "square", weight: null }];
    expect(planned(THING, THERE, { ...THERE, part }).planned).toMatchObject({
      part: [
        { shape: "round", weight: "1" },
        { shape: "square", weight: UNKNOWN },
      ],
    });
  });

  test("an argument whose change makes another resource is named, with what only the apply will tell", () => {
    const facts = { replacedBy: ["name", "colour"] };
    const named = (name: Value) => planned(THING, THERE, { ...THERE, name }, { facts }).replacedBy;
    expect(named("two")).toStrictEqual(["name"]);
    expect(named(UNKNOWN)).toStrictEqual(["name"]);
    expect(named("one")).toStrictEqual([]);
  });

  test("a block may be such an argument", () => {
    const facts = { replacedBy: ["part"] };
    expect(planned(THING, THERE, { ...THERE, part: [] }, { facts }).replacedBy).toStrictEqual(["part"]);
  });

  test("an argument may be such by some changes alone", () => {
    const asked: unknown[] = [];
    const facts = {
      replacedWhere: {
        colour: (before: Value, after: Value) => {
          asked.push([before, after]);
          return after === "red";
        },
      },
    };
    const become = (colour: Value) => planned(THING, THERE, { ...THERE, colour }, { facts }).replacedBy;
    expect(become("red")).toStrictEqual(["colour"]);
    expect(become("blue")).toStrictEqual([]);
    const red = { ...THERE, colour: "red" };
    expect(planned(THING, red, red, { facts }).replacedBy).toStrictEqual([]);
    expect(asked).toStrictEqual([
      [null, "red"],
      [null, "blue"],
    ]);
  });

  test("to write a default out, or to leave it out again, is no change", () => {
    const facts = { replacedBy: ["colour"], defaults: { colour: "red" } };
    const from = (before: Value, after: Value) =>
      planned(THING, { ...THERE, colour: before }, { ...THERE, colour: after }, { facts });
    expect(from(null, "red").replacedBy).toStrictEqual([]);
    expect(from("red", null).replacedBy).toStrictEqual([]);
    expect(from(null, "blue").replacedBy).toStrictEqual(["colour"]);
    expect(from("blue", null)).toMatchObject({ planned: { colour: null }, replacedBy: ["colour"] });
  });

  test("what the type's facts say is made anew is unknown", () => {
    const facts = {
      recomputed: ({ isChanged }: { isChanged: (name: string) => boolean }) =>
        isChanged("colour") ? ["size"] : [],
    };
    expect(planned(THING, THERE, { ...THERE, colour: "red" }, { facts }).planned).toMatchObject({
      size: UNKNOWN,
    });
    expect(planned(THING, THERE, { ...THERE, name: "two" }, { facts }).planned).toMatchObject({ size: "5" });
  });
});

test("what is kept nowhere is planned as null", () => {
  expect(planned(THING, null, thing({ secret_wo: "hush" })).planned).toMatchObject({ secret_wo: null });
});

test("a resource that is to go is nothing, and replaced by nothing", () => {
  expect(planned(THING, THERE, null, { facts: { replacedBy: ["name"] } })).toStrictEqual({
    planned: null,
    replacedBy: [],
  });
});

describe("the region", () => {
  test("that is not configured is the provider's, and known", () => {
    expect(planned(REGIONAL, null, { name: "one", region: null }).planned).toMatchObject({
      region: "eu-central-1",
    });
    expect(planned(REGIONAL, null, { name: "one", region: "us-east-1" }).planned).toMatchObject({
      region: "us-east-1",
    });
  });

  test("makes another resource of any type, and of a global one none", () => {
    const facts = resourceFacts("aws_anything");
    const from = { name: "one", region: "eu-central-1" };
    expect(planned(REGIONAL, from, { ...from, region: "us-east-1" }, { facts }).replacedBy).toStrictEqual([
      "region",
    ]);
    expect(planned(THING, THERE, THERE, { facts }).replacedBy).toStrictEqual([]);
  });
});

describe("all tags", () => {
  const all = (tags: Value, defaultTags: ObjectValue | undefined, prior: Value = null) => {
    const configuration = { ...BERLIN, defaultTags } as ResourceConfig;
    const { planned: made } = planned(TAGGED, prior, { tags, tags_all: null }, { configuration });
    return (made as ObjectValue).tags_all;
  };

  test("are the provider's and the resource's, and the resource's own come first", () => {
    expect(all({ a: "1", b: "2" }, { b: "default", c: "3" })).toStrictEqual({ a: "1", b: "2", c: "3" });
    expect(all(null, { c: "3" })).toStrictEqual({ c: "3" });
  });

  test("are unknown where one of them is", () => {
    expect(all({ a: UNKNOWN }, {})).toBe(UNKNOWN);
    expect(all(UNKNOWN, {})).toBe(UNKNOWN);
    expect(all({ a: "1" }, undefined)).toBe(UNKNOWN);
  });

  test("that are none are unknown in a new resource, and none in one that is there", () => {
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

  test("whose code changes is modified anew", () => {
    expect(unknown(changedTo({ source_code_hash: "b" }))).toStrictEqual(["last_modified"]);
  });

  test("whose settings change is not", () => {
    expect(unknown(changedTo({ memory_size: 256 }))).toStrictEqual([]);
  });

  test("that publishes has a new version with either, and with no other change", () => {
    const publishing = { ...there, publish: true };
    expect(unknown(changedTo({ memory_size: 256 }, publishing))).toContain("version");
    expect(unknown(changedTo({ source_code_hash: "b" }, publishing))).toContain("version");
    expect(unknown(changedTo({ tags: "b" }, publishing))).toStrictEqual([]);
  });

  test("that publishes has no new version where a default is written out", () => {
    const publishing = { ...there, publish: true, memory_size: null, timeout: null };
    expect(unknown(changedTo({ memory_size: 128, timeout: 3 }, publishing))).toStrictEqual([]);
  });
});
