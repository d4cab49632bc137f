/** Serves a stack, and says how much memory that takes. */
import { startLocal } from "../../src/local";
import { answer, tell } from "./child";

export interface Memory {
  readonly rss: number;
  /** What V8 has allocated for its own heap and for buffers, once it has collected what nobody needs. */
  readonly held: number;
}

async function main(): Promise<void> {
  const [, , dir] = process.argv;
  const { url } = await startLocal({ dir });
  answer(memory);
  tell({ url });
}

/** Needs `--expose-gc`. */
function memory(): Memory {
  global.gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  return { rss, held: heapUsed + external };
}

main();
