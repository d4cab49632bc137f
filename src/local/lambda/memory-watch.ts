import type { ExecutionEnvironment } from "./execution-environment";
import { outOfMemoryError } from "./invocation-errors";

/** Growth of the process that raises an alarm. Less growth can come from newly started workers. */
const ALARM_BYTES = 256 * 1024 * 1024;

/**
 * Terminates environments that exceed their memory limit, before the whole process runs out of memory. A worker's own
 * limit is not enough: it covers only V8's heap, and buffers are outside it.
 *
 * The watch has two steps. Normally it only reads the memory of the whole process, which is a single quick call. When
 * the process has grown by {@link ALARM_BYTES}, it requests a report from every environment. Then:
 *
 * - An environment that reports more than its limit is terminated.
 * - Environments that are too busy to report are assumed to use the growth that the other reports do not explain. If
 *   that exceeds the sum of their limits, all of them are terminated.
 * - An alarm ends when an environment was terminated, or when all have reported and none exceeds its limit. The current
 *   memory is then the new baseline.
 */
export class MemoryWatch {
  /** Memory of the process, in bytes, when all environments were last known to be within their limits. */
  #baselineBytes = process.memoryUsage.rss();
  /** Time at which the current alarm was raised. Earlier reports do not count. */
  #alarmAt?: number;

  /**
   * Checks the memory of the process.
   *
   * @param listEnvironments returns all environments; called during an alarm only
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
    // An offender's memory is freed a little later. The baseline then falls with the memory of the process.
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
