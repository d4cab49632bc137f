import { UNKNOWN, validateConfig } from "../../../src/plan/provider";
import type { Block } from "../../../src/plan/schema";
import { attribute, computed, nested } from "./blocks";

const INNER: Block = { attributes: [attribute("shape", { required: true, optional: false })], blocks: [] };

const THING: Block = {
  attributes: [
    attribute("name", { required: true, optional: false }),
    attribute("colour"),
    computed("arn", { optional: false }),
  ],
  blocks: [
    nested("part", INNER),
    nested("pieces", INNER, { nesting: "set" }),
    nested("only", INNER, { nesting: "single" }),
  ],
};

function faults(config: Parameters<typeof validateConfig>[1]) {
  return validateConfig(THING, config).map(({ summary, attribute: path }) => [summary, path?.steps]);
}

test("a configuration that has what it must is good, and so is what only the apply will tell", () => {
  expect(faults({ name: "one", colour: null, part: [{ shape: "round" }], only: { shape: UNKNOWN } })).toEqual(
    [],
  );
  expect(faults({ name: UNKNOWN, part: UNKNOWN, pieces: [UNKNOWN] })).toEqual([]);
  expect(faults(null)).toEqual([]);
});

test("an argument that must be there and is null is a fault, at its place", () => {
  expect(faults({ name: null })).toEqual([["Missing required argument", [{ attribute_name: "name" }]]]);
});

test("an attribute that the provider gives is a fault where it is configured", () => {
  expect(faults({ name: "one", arn: "mine" })).toEqual([
    ["Value for unconfigurable attribute", [{ attribute_name: "arn" }]],
  ]);
});

test("a fault in a block names its place: in a list by number, in a set by the block", () => {
  const parts = {
    part: [{ shape: "round" }, { shape: null }],
    pieces: [{ shape: null }],
    only: { shape: null },
  };
  expect(faults({ name: "one", ...parts })).toEqual([
    [
      "Missing required argument",
      [{ attribute_name: "part" }, { element_key_int: 1 }, { attribute_name: "shape" }],
    ],
    ["Missing required argument", [{ attribute_name: "pieces" }, { attribute_name: "shape" }]],
    ["Missing required argument", [{ attribute_name: "only" }, { attribute_name: "shape" }]],
  ]);
});
