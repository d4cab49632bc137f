import type { Measurement } from "../measure-in-turns";
import { EMPTY, GATEWRIGHT, SCHEMAS, type Variant, WITHOUT_NAMES } from "./build";

/**
 * Variant with its measured times. `load` is the time to load the bundle, and `first` the time of the first
 * request, in milliseconds. `valid` and `invalid` are the average times of a valid and an invalid request, in
 * microseconds.
 */
export type VariantResult = Variant & Measurement<"load" | "first" | "valid" | "invalid">;

interface LimitCheck {
  /** Line of the output: the limit, and the measured value. */
  readonly line: string;
  readonly isMet: boolean;
}

const MAX_BUNDLE_KB = 42;
const MAX_LOAD_MS = 3.2;
/** Maximum time of an invalid request, relative to middy. */
const MAX_INVALID_RATIO = 1.2;

const HEADERS = [
  "variant",
  "kB",
  "load ms",
  "vs empty",
  "first ms",
  "valid µs",
  "vs ours",
  "invalid µs",
  "vs ours",
];
const WIDTHS = [10, 8, 10, 10, 10, 10, 9, 12, 9];

/**
 * Formats the results as a table with one line per variant. The column "vs empty" contains the difference to
 * the load time of the empty variant. The columns "vs ours" contain the ratio of the preceding column to its
 * value for the gatewright variant.
 */
export function formatTable(results: readonly VariantResult[]): string {
  const empty = findVariant(results, EMPTY);
  const gatewright = findVariant(results, GATEWRIGHT);
  const rows = results.map((variant) => [
    variant.name,
    formatKilobytes(variant),
    variant.load.toFixed(2),
    `+${(variant.load - empty.load).toFixed(2)}`,
    variant.first.toFixed(2),
    variant.valid.toFixed(1),
    (variant.valid / gatewright.valid).toFixed(2),
    variant.invalid.toFixed(1),
    (variant.invalid / gatewright.invalid).toFixed(2),
  ]);
  return [HEADERS, ...rows].map(alignCells).join("\n");
}

/** Checks the gatewright variant against its limits. */
export function checkLimits(results: readonly VariantResult[]): LimitCheck[] {
  const gatewright = findVariant(results, GATEWRIGHT);
  const peers = results.filter(({ name }) => ![EMPTY, GATEWRIGHT, WITHOUT_NAMES, SCHEMAS].includes(name));
  return [
    checkSizeAndLoad(gatewright, findVariant(results, EMPTY).load, findVariant(results, SCHEMAS).load),
    checkFastest(peers.filter(({ valid }) => valid < gatewright.valid)),
    checkInvalid(gatewright.invalid / findVariant(results, "middy").invalid),
  ];
}

/**
 * @param emptyLoadMs load time of the empty variant
 * @param schemasLoadMs load time of the variant that uses only the schemas
 */
function checkSizeAndLoad(gatewright: VariantResult, emptyLoadMs: number, schemasLoadMs: number): LimitCheck {
  const size = `${formatKilobytes(gatewright)} kB (limit ${MAX_BUNDLE_KB})`;
  const extraMs = gatewright.load - emptyLoadMs;
  const load = `loads ${extraMs.toFixed(2)} ms slower than empty (limit ${MAX_LOAD_MS})`;
  const schemas = `its schemas alone load ${(schemasLoadMs - emptyLoadMs).toFixed(2)} ms slower`;
  return {
    line: `gatewright handler without the AWS SDK: ${size}, ${load}; ${schemas}`,
    isMet: gatewright.bytes <= MAX_BUNDLE_KB * 1000 && extraMs <= MAX_LOAD_MS,
  };
}

/** @param faster variants that handle a valid request faster than the gatewright variant */
function checkFastest(faster: readonly VariantResult[]): LimitCheck {
  const isMet = faster.length === 0;
  const detail = isMet ? "yes" : `no, slower than ${faster.map(({ name }) => name).join(" and ")}`;
  return { line: `gatewright handles a valid request faster than every other library: ${detail}`, isMet };
}

/** @param ratio time of an invalid request, relative to middy */
function checkInvalid(ratio: number): LimitCheck {
  const line = `gatewright rejects an invalid request in ${ratio.toFixed(2)} of middy's time (limit ${MAX_INVALID_RATIO})`;
  return { line, isMet: ratio <= MAX_INVALID_RATIO };
}

function findVariant(results: readonly VariantResult[], name: string): VariantResult {
  const result = results.find((variant) => variant.name === name);
  if (!result) {
    const names = results.map((variant) => variant.name).join(", ");
    throw new Error(`variant "${name}" does not exist; available: ${names}`);
  }
  return result;
}

function formatKilobytes({ bytes }: Variant): string {
  return (bytes / 1000).toFixed(1);
}

function alignCells(cells: readonly string[]): string {
  const [name = "", ...numbers] = cells;
  const padded = numbers.map((cell, index) => cell.padStart(WIDTHS[index + 1] ?? 0));
  return [name.padEnd(WIDTHS[0] ?? 0), ...padded].join("");
}
