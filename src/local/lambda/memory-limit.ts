const MEGABYTE = 1024 * 1024;

/**
 * Memory that an environment may use beyond its function's `memory_size`, in MB. The limit is loose on purpose. V8
 * collects garbage thoroughly only near its own heap limit, and that limit must be far away (see {@link maxHeapMb}).
 * So garbage counts as used memory. A handler whose memory grows without bound still passes this limit soon.
 */
const SLACK_MB = 512;

/** Returns the maximum memory of an environment, in bytes. {@link MemoryWatch} enforces it. */
export function memoryLimitBytes(memoryMb: number): number {
  return (memoryMb + SLACK_MB) * MEGABYTE;
}

/**
 * Returns V8's limit for a worker's old-generation heap, in MB. No worker should reach it. V8 usually ends only the
 * worker whose heap is full. But when a single allocation no longer fits, V8 ends the whole process. An array that
 * fills all allowed memory is such a case: it grows to one and a half times its size while the old copy still exists.
 *
 * @see https://github.com/nodejs/node/issues/47224
 */
export function maxHeapMb(memoryMb: number): number {
  return 3 * (memoryMb + SLACK_MB);
}
