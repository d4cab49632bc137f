import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type Measurement, measureInTurns } from "../measure-in-turns";
import { Child } from "./child";
import { Project } from "./project";
import type { RebuildTimes } from "./watch";

export const EDITS = 21;
/** Response header that contains the ID of the edit whose code sent the response. */
const EDIT_HEADER = "x-edit";
/** Interval between requests, long enough that the requests do not slow down the build. */
const POLL_MS = 5;

/**
 * Times from the write of a file to the first response of the new code, in milliseconds. `total` is the sum
 * of four steps:
 *
 * - `detect`: from the write to the start of the build; the dev server first waits until no further change
 *   arrives
 * - `build`: from the start of the build until the function is built
 * - `deploy`: from then until the gateway has the new code
 * - `respond`: from then until the new code is loaded and its first response arrives
 */
export type ReloadTimes = Measurement<"total" | "detect" | "build" | "deploy" | "respond">;

interface WatchedProject {
  readonly project: Project;
  readonly child: Child;
  /** URL of the route whose handler is edited. */
  readonly url: string;
}

/**
 * Edits a handler several times, measures the time until a response comes from each edit, and returns the
 * medians.
 */
export async function measureReload(parent: string): Promise<ReloadTimes> {
  const project = new Project(parent);
  const child = new Child("watch.ts", [project.folder, project.stackDir]);
  try {
    const { url } = await child.receive<{ url: string }>();
    const watched = { project, child, url: `${url}/products` };
    await fetchEditId(watched.url);
    const [medians] = await measureInTurns([watched], EDITS, measureEdit);
    if (!medians) throw new Error("no edit was measured");
    return medians;
  } finally {
    await child.end();
  }
}

async function measureEdit({ project, child, url }: WatchedProject): Promise<ReloadTimes> {
  const rebuilt = child.receive<RebuildTimes>();
  const editId = randomUUID();
  const savedAt = now();
  project.edit(EDIT_HEADER, editId);
  while ((await fetchEditId(url)) !== editId) await sleep(POLL_MS);
  const respondedAt = now();
  const { buildAt, builtAt, deployedAt } = await rebuilt;
  return {
    total: respondedAt - savedAt,
    detect: buildAt - savedAt,
    build: builtAt - buildAt,
    deploy: deployedAt - builtAt,
    respond: respondedAt - deployedAt,
  };
}

/**
 * Creates a product and returns the ID of the edit whose code sent the response; null before the first edit.
 */
async function fetchEditId(url: string): Promise<string | null> {
  const headers = { "content-type": "application/json" };
  const response = await fetch(url, { method: "POST", headers, body: '{ "name": "Kettle", "price": 1999 }' });
  await response.arrayBuffer();
  if (response.status === 201) return response.headers.get(EDIT_HEADER);
  throw new Error(`${url} returned ${response.status}`);
}

/** Returns milliseconds since the Unix epoch, which can be compared with the times of the child process. */
function now(): number {
  return performance.timeOrigin + performance.now();
}
