import type { Figures } from "../call-counter";
import { FEW, MANY, type Remembered } from "./memory";
import { PER_SECOND } from "./rate-limited";
import { EDITS, type Reload } from "./reload";
import { CONNECTIONS } from "./saturation";
import { OFFLINE, OURS, PLAIN, type Server } from "./servers";

/** All that was measured. */
export interface Measured {
  readonly saturated: readonly (Server & Figures<"perSecond">)[];
  readonly paced: readonly (Server & Figures<"p50" | "p99">)[];
  readonly memory: Remembered;
  readonly reload: Reload;
}

interface Limit {
  readonly line: string;
  readonly isMet: boolean;
}

const TIMES_OFFLINE = 20;
const OVER_PLAIN_MS = 5;
const GROWTH = 0.1;
const RELOAD_MS = 150;

/** What was measured, a line each. */
export function table({ saturated, paced, memory, reload }: Measured): string {
  const after = (count: number) => `after ${count.toLocaleString("en")}`;
  return [
    row(
      "",
      saturated.map(({ name }) => name),
    ),
    row(
      `requests/s, ${CONNECTIONS} at once`,
      saturated.map(({ perSecond }) => perSecond.toFixed(0)),
    ),
    row(
      `times ${OFFLINE}`,
      saturated.map(({ perSecond }) => (perSecond / named(saturated, OFFLINE).perSecond).toFixed(1)),
    ),
    row(
      `p50 ms at ${PER_SECOND}/s`,
      paced.map(({ p50 }) => p50.toFixed(2)),
    ),
    row(
      `p99 ms at ${PER_SECOND}/s`,
      paced.map(({ p99 }) => p99.toFixed(2)),
    ),
    "",
    row("", [after(FEW), after(MANY)]),
    row("resident MB", [megabytes(memory.fewResident), megabytes(memory.manyResident)]),
    row("heap and external MB", [megabytes(memory.fewHeld), megabytes(memory.manyHeld)]),
    "",
    row(`reload ms, of ${EDITS} edits`, [reload.total.toFixed(0)]),
    row("  until it is noticed", [reload.notice.toFixed(0)]),
    row("  until it is built", [reload.build.toFixed(0)]),
    row("  until it is served", [reload.reload.toFixed(0)]),
    row("  until it answers", [reload.answer.toFixed(0)]),
  ].join("\n");
}

/** What this project holds itself to. */
export function limits({ saturated, paced, memory, reload }: Measured): Limit[] {
  const times = named(saturated, OURS).perSecond / named(saturated, OFFLINE).perSecond;
  const over = named(paced, OURS).p99 - named(paced, PLAIN).p99;
  const resident = memory.manyResident / memory.fewResident - 1;
  const held = memory.manyHeld / memory.fewHeld - 1;
  return [
    limit(
      `requests/s at least ${TIMES_OFFLINE} times ${OFFLINE}'s`,
      times >= TIMES_OFFLINE,
      `${times.toFixed(1)} times`,
    ),
    limit(`p99 at most ${OVER_PLAIN_MS} ms over ${PLAIN}'s`, over <= OVER_PLAIN_MS, `${over.toFixed(2)} ms`),
    limit(`resident memory grows by ${percent(GROWTH)} at most`, resident <= GROWTH, percent(resident)),
    limit(`heap and external grow by ${percent(GROWTH)} at most`, held <= GROWTH, percent(held)),
    limit(`reload at most ${RELOAD_MS} ms`, reload.total <= RELOAD_MS, `${reload.total.toFixed(0)} ms`),
  ];
}

function limit(what: string, isMet: boolean, found: string): Limit {
  return { line: `${what}: ${isMet ? "yes" : "no"}, ${found}`, isMet };
}

function named<Found extends Server>(all: readonly Found[], name: string): Found {
  const found = all.find((one) => one.name === name);
  if (!found) throw new Error(`there is no "${name}", only ${all.map((one) => one.name).join(", ")}`);
  return found;
}

function row(head: string, cells: readonly string[]): string {
  return [head.padEnd(24), ...cells.map((cell) => cell.padStart(20))].join("").trimEnd();
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

function percent(part: number): string {
  return `${(part * 100).toFixed(0)} %`;
}
