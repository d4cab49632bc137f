import type { Figures } from "../call-counter";
import { EMPTY, OURS, type Way } from "./build";

/** What a way costs: milliseconds to load and to answer first, microseconds a valid and an invalid request. */
export type Costs = Way & Figures<"load" | "first" | "valid" | "invalid">;

interface Limit {
  readonly line: string;
  readonly isMet: boolean;
}

const LIMIT_KB = 40;
const LIMIT_LOAD_MS = 4;

const HEAD = ["way", "kB", "load ms", "to empty", "first ms", "valid µs", "to ours", "invalid µs", "to ours"];
const WIDTHS = [10, 8, 10, 10, 10, 10, 9, 12, 9];

/** A line a way. */
export function table(costs: readonly Costs[]): string {
  const empty = named(costs, EMPTY);
  const ours = named(costs, OURS);
  const rows = costs.map((way) => [
    way.name,
    kilobytes(way),
    way.load.toFixed(2),
    `+${(way.load - empty.load).toFixed(2)}`,
    way.first.toFixed(2),
    way.valid.toFixed(1),
    (way.valid / ours.valid).toFixed(2),
    way.invalid.toFixed(1),
    (way.invalid / ours.invalid).toFixed(2),
  ]);
  return [HEAD, ...rows].map(aligned).join("\n");
}

/** What this project holds its own way to. */
export function limits(costs: readonly Costs[]): Limit[] {
  const ours = named(costs, OURS);
  return [
    lean(ours, ours.load - named(costs, EMPTY).load),
    fastest(costs.filter(({ name, valid }) => name !== EMPTY && valid < ours.valid)),
  ];
}

function lean(ours: Costs, slower: number): Limit {
  const size = `${kilobytes(ours)} kB (limit ${LIMIT_KB})`;
  return {
    line: `create without the SDK: ${size}, loads ${slower.toFixed(1)} ms slower than empty (limit ${LIMIT_LOAD_MS})`,
    isMet: ours.bytes <= LIMIT_KB * 1000 && slower <= LIMIT_LOAD_MS,
  };
}

function fastest(faster: readonly Costs[]): Limit {
  const isMet = faster.length === 0;
  const found = isMet ? "yes" : `no, ${faster.map(({ name }) => name).join(" and ")}`;
  return { line: `faster per valid request than each peer: ${found}`, isMet };
}

function named(costs: readonly Costs[], name: string): Costs {
  const found = costs.find((way) => way.name === name);
  if (!found) throw new Error(`there is no way "${name}", only ${costs.map((way) => way.name).join(", ")}`);
  return found;
}

function kilobytes({ bytes }: Way): string {
  return (bytes / 1000).toFixed(1);
}

function aligned(cells: readonly string[]): string {
  const [name = "", ...numbers] = cells;
  const padded = numbers.map((cell, index) => cell.padStart(WIDTHS[index + 1] ?? 0));
  return [name.padEnd(WIDTHS[0] ?? 0), ...padded].join("");
}
