import { setTimeout as sleep } from "node:timers/promises";
import { Child } from "./child";
import type { Memory } from "./gateway";
import { requested } from "./saturation";
import { OURS, type Server, started } from "./servers";

export const FEW = 20_000;
export const MANY = 200_000;
/** Until V8 has given back what it does not need. */
const SETTLED_MS = 1000;

/** What a gateway's process holds after few requests, and after many. */
export async function remembered(dir: string): Promise<readonly [few: Memory, many: Memory]> {
  const child = new Child("gateway.ts", [dir], ["--expose-gc"]);
  const server = await started(OURS, child);
  try {
    const few = await after(FEW, server, child);
    return [few, await after(MANY - FEW, server, child)];
  } finally {
    await server.end();
  }
}

async function after(requests: number, server: Server, child: Child): Promise<Memory> {
  await requested(server, requests);
  await sleep(SETTLED_MS);
  return child.ask<Memory>({});
}
