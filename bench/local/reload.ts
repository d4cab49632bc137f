import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type Figures, measured } from "../call-counter";
import { Child } from "./child";
import { Project } from "./project";
import type { Followed } from "./watch";

export const EDITS = 21;
const HEADER = "x-edit";
/** Seldom enough to take no time from the build. */
const POLL_MS = 5;

/**
 * Milliseconds from when a file is written to the first answer that has the change, and their parts: until the change
 * is seen and nothing more comes, until it is built, until it is served, until it has been loaded and answers.
 */
export type Reload = Figures<"total" | "notice" | "build" | "reload" | "answer">;

interface Followers {
  readonly project: Project;
  readonly child: Child;
  /** Of the route whose handler is edited. */
  readonly url: string;
}

/** What an edit of a handler takes until it is seen in an answer: the medians of many. */
export async function reloaded(parent: string): Promise<Reload> {
  const project = new Project(parent);
  const child = new Child("watch.ts", [project.folder, project.dir]);
  try {
    const { url } = await child.heard<{ url: string }>();
    const followers = { project, child, url: `${url}/products` };
    await editAt(followers.url);
    const [medians] = await measured([followers], EDITS, edited);
    if (!medians) throw new Error("nothing was edited");
    return medians;
  } finally {
    await child.end();
  }
}

async function edited({ project, child, url }: Followers): Promise<Reload> {
  const following = child.heard<Followed>();
  const edit = randomUUID();
  const beganAt = now();
  project.edit(HEADER, edit);
  while ((await editAt(url)) !== edit) await sleep(POLL_MS);
  const answeredAt = now();
  const { buildAt, builtAt, servedAt } = await following;
  return {
    total: answeredAt - beganAt,
    notice: buildAt - beganAt,
    build: builtAt - buildAt,
    reload: servedAt - builtAt,
    answer: answeredAt - servedAt,
  };
}

/** Which edit answers, told with a product that it creates. */
async function editAt(url: string): Promise<string | null> {
  const headers = { "content-type": "application/json" };
  const response = await fetch(url, { method: "POST", headers, body: '{ "name": "Kettle", "price": 1999 }' });
  await response.arrayBuffer();
  if (response.status === 201) return response.headers.get(HEADER);
  throw new Error(`${url} answered ${response.status}`);
}

/** Milliseconds since 1970, as the other process has them. */
function now(): number {
  return performance.timeOrigin + performance.now();
}
