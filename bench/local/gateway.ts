/** Child process that serves a stack with the local gateway and reports its memory on request. */
import { startLocal } from "../../src/local";
import { handleRequests, sendToParent } from "./child";

/** Memory of the gateway's process. */
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
 * Runs the garbage collector, which needs the Node option `--expose-gc`, then reads the memory of this
 * process.
 */
function readMemoryUsage(): MemoryUsage {
  global.gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  return { residentBytes: rss, retainedBytes: heapUsed + external };
}

main();
