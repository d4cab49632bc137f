import { setTimeout as sleep } from "node:timers/promises";
import { type Measurement, measureInTurns } from "../measure-in-turns";
import { Child } from "./child";
import type { MemoryUsage } from "./gateway";
import { sendRequests } from "./saturation";
import { connectServer, GATEWRIGHT, type Server } from "./servers";

/** Number of requests before the memory is read for the first time. */
export const FEW_REQUESTS = 20_000;
/** Total number of requests before the memory is read for the second time. */
export const MANY_REQUESTS = 200_000;
/** Wait before the memory is read, so that V8 can return unused memory to the operating system. */
const SETTLE_MS = 1000;

/**
 * Number of gateway processes to measure. The memory usage of two processes differs by up to a sixth, so the
 * result is the median of several processes.
 */
const PROCESSES = 5;

/**
 * Memory usage of the gateway in bytes, after {@link FEW_REQUESTS} and after {@link MANY_REQUESTS}. See
 * {@link MemoryUsage}.
 */
export type MemoryGrowth = Measurement<"fewResident" | "manyResident" | "fewRetained" | "manyRetained">;

/** Measures the memory usage of several gateway processes, one after the other, and returns the medians. */
export async function measureMemory(stackDir: string): Promise<MemoryGrowth> {
  const [medians] = await measureInTurns([{ stackDir }], PROCESSES, measureProcess);
  if (!medians) throw new Error("no process was measured");
  return medians;
}

async function measureProcess({ stackDir }: { readonly stackDir: string }): Promise<MemoryGrowth> {
  const child = new Child("gateway.ts", [stackDir], ["--expose-gc"]);
  const server = await connectServer(GATEWRIGHT, child);
  try {
    const few = await readMemoryAfter(FEW_REQUESTS, server, child);
    const many = await readMemoryAfter(MANY_REQUESTS - FEW_REQUESTS, server, child);
    return {
      fewResident: few.residentBytes,
      manyResident: many.residentBytes,
      fewRetained: few.retainedBytes,
      manyRetained: many.retainedBytes,
    };
  } finally {
    await server.end();
  }
}

async function readMemoryAfter(requests: number, server: Server, child: Child): Promise<MemoryUsage> {
  await sendRequests(server, requests);
  await sleep(SETTLE_MS);
  return child.request<MemoryUsage>({});
}
