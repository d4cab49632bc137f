/** Child process that serves a stack with the local gateway. The parent can request its memory usage. */
import { startLocal } from "../../src/local";
import { handleRequests, sendToParent } from "./child";

/** Memory usage of the process of the gateway. */
export interface MemoryUsage {
  readonly residentBytes: number;
  /** V8 heap and external memory, such as buffers, after a garbage collection. */
  readonly retainedBytes: number;
}

async function main(): Promise<void> {
  const [, , dir] = process.argv;
  const { url } = await startLocal({ dir });
  handleRequests(readMemoryUsage);
  sendToParent({ url });
}

/**
 * Runs the garbage collector, then reads the memory usage of this process. Without the Node option
 * `--expose-gc`, the collection is skipped.
 */
function readMemoryUsage(): MemoryUsage {
  global.gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  return { residentBytes: rss, retainedBytes: heapUsed + external };
}

main();
