import { type Measurement, measureInTurns } from "../measure-in-turns";
import { startRestGateway } from "./servers";
import { writeKeyedStack } from "./stack";

/** Numbers of API keys of the stacks that are started. */
const FEW_KEYS = 1;
export const MANY_KEYS = 1000;

const ROUNDS = 7;

/** Time from the start of the process of the gateway to its readiness, in milliseconds, by the number of API keys. */
export type StartTimes = Readonly<Record<"few" | "many", number>>;

/** Measures the start of the gateway with few and with many API keys, alternately. */
export async function measureStartWithKeys(folder: string): Promise<StartTimes> {
  const stacks = [FEW_KEYS, MANY_KEYS].map((count) => ({ dir: writeKeyedStack(folder, count) }));
  const [few, many] = await measureInTurns(stacks, ROUNDS, measureStart);
  return { few: few?.startMs ?? 0, many: many?.startMs ?? 0 };
}

async function measureStart({ dir }: { readonly dir: string }): Promise<Measurement<"startMs">> {
  const startedAt = performance.now();
  const server = await startRestGateway(dir);
  const startMs = performance.now() - startedAt;
  await server.end();
  return { startMs };
}
