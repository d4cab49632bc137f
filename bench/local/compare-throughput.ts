import { median } from "../median";
import { measureThroughput } from "./saturation";
import type { Server } from "./servers";

const ROUNDS = 9;

/**
 * Measures the throughput of a server, as a multiple of that of another server, and returns the median of several
 * rounds. Each round measures the other server, twice the server, and the other server again. If the computer becomes
 * slower or faster during a round, this affects both servers equally.
 */
export async function compareThroughput(server: Server, other: Server): Promise<number> {
  const ratios: number[] = [];
  for (let round = 0; round < ROUNDS; round++) ratios.push(await measureRatio(server, other));
  return median(ratios);
}

async function measureRatio(server: Server, other: Server): Promise<number> {
  const before = await measureThroughput(other);
  const first = await measureThroughput(server);
  const second = await measureThroughput(server);
  const after = await measureThroughput(other);
  return (
    (first.requestsPerSecond + second.requestsPerSecond) /
    (before.requestsPerSecond + after.requestsPerSecond)
  );
}
