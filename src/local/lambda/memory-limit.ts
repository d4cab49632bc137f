const MEGABYTE = 1024 * 1024;

/**
 * Memory that an environment may use in addition to its function's `memory_size`, in MB. This allowance is
 * large because uncollected garbage counts as used memory, and a lot of garbage may be uncollected: V8
 * collects garbage thoroughly only near its heap limit, which must be much higher than the memory limit (see
 * {@link maxHeapMb}). A handler whose memory grows endlessly still exceeds the memory limit soon.
 */
const SLACK_MB = 512;

/** Returns the memory limit of an environment, in bytes. {@link MemoryWatch} enforces it. */
export function memoryLimitBytes(memoryMb: number): number {
  return (memoryMb + SLACK_MB) * MEGABYTE;
}

/**
 * Returns V8's limit for a worker's old-generation heap, in MB. The limit is so high that no worker should
 * reach it. When a heap is full, V8 usually ends only its worker. But when a single large allocation does not
 * fit, V8 ends the whole process. Such an allocation occurs when an array that fills the allowed memory
 * grows: V8 allocates a copy that is one and a half times as large, while the old array still exists.
 *
 * @see https://github.com/nodejs/node/issues/47224
 */
export function maxHeapMb(memoryMb: number): number {
  return 3 * (memoryMb + SLACK_MB);
}
