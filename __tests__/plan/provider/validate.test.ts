import { UNKNOWN, validateConfig } from "../../../src/plan/provider";
import type { Block } from "../../../src/plan/schema";
import { attribute, computed, nested } from "./blocks";

const INNER: Block = { attributes: [attribute("shape", { required: true, optional: false })], blocks: [] };

const THING: Block = {
  attributes: [
    attribute("name", { required: true, optional: false }),
    attribute("color"),
    computed("arn", { optional: false }),
  ],
  blocks: [
    nested("part", INNER),
    nested("pieces", INNER, { nesting: "set" }),
    nested("only", INNER, { nesting: "single" }),
  ],
};

function findErrors(config: Parameters<typeof validateConfig>[1]) {
  return validateConfig(THING, config).map(({ summary, attribute: path }) => [summary, path?.steps]);
}

test("a complete configuration is valid, even with unknown values", () => {
  expect(
    findErrors({ name: "one", color: null, part: [{ shape: "round" }], only: { shape: UNKNOWN } }),
  ).toEqual([]);
  expect(findErrors({ name: UNKNOWN, part: UNKNOWN, pieces: [UNKNOWN] })).toEqual([]);
  expect(findErrors(null)).toEqual([]);
});

test("a required argument that is null is an error with its path", () => {
  expect(findErrors({ name: null })).toEqual([["Missing required argument", [{ attribute_name: "name" }]]]);
});

test("a configured read-only attribute is an error", () => {
  expect(findErrors({ name: "one", arn: "mine" })).toEqual([
    ["Value for unconfigurable attribute", [{ attribute_name: "arn" }]],
  ]);
});

test("the path of an error in a list contains the index of the block, and in a set only the block", () => {
  const parts = {
    part: [{ shape: "round" }, { shape: null }],
    pieces: [{ shape: null }],
    only: { shape: null },
  };
  expect(findErrors({ name: "one", ...parts })).toEqual([
    [
      "Missing required argument",
      [{ attribute_name: "part" }, { element_key_int: 1 }, { attribute_name: "shape" }],
    ],
    ["Missing required argument", [{ attribute_name: "pieces" }, { attribute_name: "shape" }]],
    ["Missing required argument", [{ attribute_name: "only" }, { attribute_name: "shape" }]],
  ]);
});
