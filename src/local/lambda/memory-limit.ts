const MEGABYTE = 1024 * 1024;

/**
 * How far a sandbox may go beyond its function's memory. It is held loosely: V8 tidies up only near its own limit, and
 * that must be far away (see {@link maxHeapMb}), so that garbage counts. What grows without end passes it soon.
 */
const SLACK_MB = 512;

/** The most memory that a sandbox may hold, in bytes. */
export function memoryLimitBytes(memoryMb: number): number {
  return (memoryMb + SLACK_MB) * MEGABYTE;
}

/**
 * V8's own limit for a worker's heap, which nothing should reach: a worker whose heap is full ends, but where a single
 * allocation is what no longer fits, such as an array that grows, V8 ends the whole process. An array that has all the
 * memory there may be grows to half as much again, beside the old one.
 *
 * @see https://github.com/nodejs/node/issues/47224
 */
export function maxHeapMb(memoryMb: number): number {
  return 3 * (memoryMb + SLACK_MB);
}
