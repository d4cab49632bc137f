import type { ExecutionEnvironment } from "./execution-environment";
import { outOfMemory } from "./invocation-errors";

/** How much the process has to grow before anybody is asked: less is a worker or two that were started. */
const ALARM_BYTES = 256 * 1024 * 1024;

/**
 * Ends sandboxes that take more memory than they may, before it costs the process: buffers lie outside of V8's heap,
 * where no limit of a worker's holds. What is watched is the process as a whole, which one call tells. When it has
 * grown, every sandbox is asked for its weight. One that is too heavy is ended. Those that are too busy to answer hold
 * what the others do not: they are ended when that is more than all of them may.
 */
export class MemoryWatch {
  /** Of the process, when it was last known to be well. */
  #calm = process.memoryUsage.rss();
  #alarmAt?: number;

  check(sandboxes: () => readonly ExecutionEnvironment[], now: number): void {
    const held = process.memoryUsage.rss();
    this.#calm = Math.min(this.#calm, held);
    const grown = held - this.#calm;
    if (grown < ALARM_BYTES) this.#alarmAt = undefined;
    else this.#look(sandboxes(), grown, held, now);
  }

  #look(sandboxes: readonly ExecutionEnvironment[], grown: number, held: number, now: number): void {
    this.#alarmAt ??= now;
    const since = this.#alarmAt;
    const culprits = findOffenders(sandboxes, grown, now);
    for (const sandbox of culprits) sandbox.end(outOfMemory);
    for (const sandbox of sandboxes) sandbox.requestMemoryUsage(now);
    const haveAnswered = sandboxes.every(({ memoryUsage }) => memoryUsage.askedAt >= since);
    if (culprits.length === 0 && !haveAnswered) return;
    // What a culprit held is free a little later.
    this.#calm = held;
    this.#alarmAt = undefined;
  }
}

function findOffenders(
  sandboxes: readonly ExecutionEnvironment[],
  grown: number,
  now: number,
): readonly ExecutionEnvironment[] {
  const silent = sandboxes.filter((sandbox) => sandbox.isUnresponsive(now));
  const answering = sandboxes.filter((sandbox) => !silent.includes(sandbox));
  const heavy = answering.filter(({ memoryUsage, memoryLimit }) => memoryUsage.bytes > memoryLimit);
  if (heavy.length > 0) return heavy;
  const unexplained = grown - sum(answering.map(({ memoryUsage }) => memoryUsage.bytes));
  return unexplained > sum(silent.map(({ memoryLimit }) => memoryLimit)) ? silent : [];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
