import { median } from "../median";
import { startRestGateway } from "./servers";
import { writeKeyedStack } from "./stack";

/** Numbers of API keys of the stacks that are started. */
const FEW_KEYS = 1;
export const MANY_KEYS = 1000;

export const START_ROUNDS = 9;

/** Times from the start of the process of the gateway to its readiness. */
export interface StartTimes {
  /** Median with few API keys, in milliseconds. */
  readonly fewMs: number;
  /** Median with many API keys, in milliseconds. */
  readonly manyMs: number;
  /** Median of the times with many API keys, each as a multiple of the time with few of the same round. */
  readonly manyTimesFew: number;
  /**
   * Times of a second, equal stack with few API keys, as multiples of those of the first one: the smallest and the largest
   * of all rounds. A multiple between them is not measurable.
   */
  readonly equalTimesFew: readonly [smallest: number, largest: number];
}

/** Measures the start of the gateway with few and with many API keys, alternately. */
export async function measureStartWithKeys(folder: string): Promise<StartTimes> {
  const few = writeKeyedStack(folder, FEW_KEYS, "few");
  const equal = writeKeyedStack(folder, FEW_KEYS, "equal");
  const many = writeKeyedStack(folder, MANY_KEYS, "many");
  const times = new Map([few, equal, many].map((dir) => [dir, [] as number[]]));
  for (let round = 0; round < START_ROUNDS; round++) {
    const turns = round % 2 === 0 ? [...times] : [...times].toReversed();
    for (const [dir, measured] of turns) measured.push(await measureStart(dir));
  }
  const msOf = (dir: string) => times.get(dir) ?? [];
  const timesFew = (dir: string) => msOf(dir).map((ms, round) => ms / (msOf(few)[round] ?? ms));
  return {
    fewMs: median(msOf(few)),
    manyMs: median(msOf(many)),
    manyTimesFew: median(timesFew(many)),
    equalTimesFew: [Math.min(...timesFew(equal)), Math.max(...timesFew(equal))],
  };
}

async function measureStart(dir: string): Promise<number> {
  const startedAt = performance.now();
  const server = await startRestGateway(dir);
  const startMs = performance.now() - startedAt;
  await server.end();
  return startMs;
}
