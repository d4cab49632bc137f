import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type Measurement, measureInTurns } from "../measure-in-turns";
import { Child } from "./child";
import { Project } from "./project";
import type { RebuildTimes } from "./watch";

export const EDITS = 21;
/** Response header that the edited handler sets to the ID of its last edit. */
const EDIT_HEADER = "x-edit";
/** Interval between requests. It is long enough that the requests do not slow down the build. */
const POLL_MS = 5;

/**
 * Times in milliseconds. `total` is the time from the write of a file to the first response of the new code.
 * It is the sum of four steps:
 *
 * - `detect`: from the write of the file to the start of the build. In this time, the dev server detects the
 *   change and waits until no further file changes
 * - `build`: from the start to the end of the build
 * - `deploy`: from the end of the build until the gateway has the new code
 * - `respond`: from the end of `deploy` until the first response of the new code arrives. In this time, the
 *   code is loaded
 */
export type ReloadTimes = Measurement<"total" | "detect" | "build" | "deploy" | "respond">;

interface WatchedProject {
  readonly project: Project;
  readonly child: Child;
  /** URL of the route whose handler is edited. */
  readonly url: string;
}

/**
 * Edits a handler several times. Measures after each edit how long it takes until the new code sends a
 * response, and returns the medians.
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
 * Sends a request. Returns the ID of the edit that the handler had when it sent the response, or null if the
 * handler was not edited yet.
 */
async function fetchEditId(url: string): Promise<string | null> {
  const headers = { "content-type": "application/json" };
  const response = await fetch(url, { method: "POST", headers, body: '{ "name": "Kettle", "price": 1999 }' });
  await response.arrayBuffer();
  if (response.status === 201) return response.headers.get(EDIT_HEADER);
  throw new Error(`${url} returned ${response.status}`);
}

/**
 * Returns the current time in milliseconds since the Unix epoch, so that it can be compared with the times of
 * the child process.
 */
function now(): number {
  return performance.timeOrigin + performance.now();
}
