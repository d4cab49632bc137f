import { setTimeout as sleep } from "node:timers/promises";
import { type Figures, measured } from "../call-counter";
import { Child } from "./child";
import type { Memory } from "./gateway";
import { requested } from "./saturation";
import { OURS, type Server, started } from "./servers";

export const FEW = 20_000;
export const MANY = 200_000;
/** Until V8 has given back what it does not need. */
const SETTLED_MS = 1000;

/** How much a process is given differs by a sixth from one to the next: what counts is the middle of some. */
const PROCESSES = 5;

/** In bytes, after few requests and after many. */
export type Remembered = Figures<"fewResident" | "manyResident" | "fewHeld" | "manyHeld">;

/** What a gateway's process holds: the medians of some. */
export async function remembered(dir: string): Promise<Remembered> {
  const [medians] = await measured([{ dir }], PROCESSES, inOneProcess);
  if (!medians) throw new Error("nothing was measured");
  return medians;
}

async function inOneProcess({ dir }: { readonly dir: string }): Promise<Remembered> {
  const child = new Child("gateway.ts", [dir], ["--expose-gc"]);
  const server = await started(OURS, child);
  try {
    const few = await after(FEW, server, child);
    const many = await after(MANY - FEW, server, child);
    return { fewResident: few.rss, manyResident: many.rss, fewHeld: few.held, manyHeld: many.held };
  } finally {
    await server.end();
  }
}

async function after(requests: number, server: Server, child: Child): Promise<Memory> {
  await requested(server, requests);
  await sleep(SETTLED_MS);
  return child.ask<Memory>({});
}
