import type { ExecutionEnvironment } from "./execution-environment";
import { outOfMemoryError } from "./invocation-errors";

/** Growth of the process's memory that raises an alarm. Starting new workers alone causes less growth. */
const ALARM_BYTES = 256 * 1024 * 1024;

/**
 * Watch that terminates execution environments that exceed their memory limit, before the whole process runs
 * out of memory. Node's own limit for worker threads (`resourceLimits`) is not sufficient, because it does
 * not cover buffers, which are outside V8's heap.
 *
 * Normally the watch only reads the memory of the whole process, which is a single quick call. When the
 * memory has grown by {@link ALARM_BYTES}, an alarm is raised: the watch requests a memory report from every
 * environment. Then:
 *
 * - An environment that reports more than its limit is terminated.
 * - Some environments may be too busy to report. The growth that exceeds all reported memory is attributed to
 *   these environments. If this growth exceeds the sum of their limits, all of them are terminated.
 * - The alarm ends when an environment was terminated, or when all environments have reported and none
 *   exceeds its limit. Growth is then measured from the current memory. The alarm also ends when the memory
 *   shrinks again.
 */
export class MemoryWatch {
  /** Memory of the process, in bytes, from which the growth is measured. */
  #baselineBytes = process.memoryUsage.rss();
  /** Time at which the current alarm was raised. Reports that were requested earlier are outdated. */
  #alarmAt?: number;

  /**
   * Checks the memory of the process.
   *
   * @param listEnvironments returns all environments; called only during an alarm
   * @param now `performance.now()`
   */
  check(listEnvironments: () => readonly ExecutionEnvironment[], now: number): void {
    const usedBytes = process.memoryUsage.rss();
    this.#baselineBytes = Math.min(this.#baselineBytes, usedBytes);
    const growthBytes = usedBytes - this.#baselineBytes;
    if (growthBytes < ALARM_BYTES) this.#alarmAt = undefined;
    else this.#handleAlarm(listEnvironments(), growthBytes, usedBytes, now);
  }

  #handleAlarm(
    environments: readonly ExecutionEnvironment[],
    growthBytes: number,
    usedBytes: number,
    now: number,
  ): void {
    this.#alarmAt ??= now;
    const alarmAt = this.#alarmAt;
    const offenders = findOffenders(environments, growthBytes, now);
    for (const environment of offenders) environment.terminate(outOfMemoryError);
    for (const environment of environments) environment.requestMemoryUsage(now);
    const haveAllReported = environments.every(({ memoryUsage }) => memoryUsage.requestedAt >= alarmAt);
    if (offenders.length === 0 && !haveAllReported) return;
    // The memory of a terminated environment is freed a little later. The next checks then lower the
    // baseline.
    this.#baselineBytes = usedBytes;
    this.#alarmAt = undefined;
  }
}

function findOffenders(
  environments: readonly ExecutionEnvironment[],
  growthBytes: number,
  now: number,
): readonly ExecutionEnvironment[] {
  const unresponsive = environments.filter((environment) => environment.isUnresponsive(now));
  const responsive = environments.filter((environment) => !unresponsive.includes(environment));
  const aboveLimit = responsive.filter(
    ({ memoryUsage, memoryLimitBytes }) => memoryUsage.bytes > memoryLimitBytes,
  );
  if (aboveLimit.length > 0) return aboveLimit;
  const unexplainedBytes = growthBytes - sum(responsive.map(({ memoryUsage }) => memoryUsage.bytes));
  return unexplainedBytes > sum(unresponsive.map(({ memoryLimitBytes }) => memoryLimitBytes))
    ? unresponsive
    : [];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
