/** Serves a project and follows its files; says of every change what it did when. */
import { DevServer, type LocalServer, startLocal } from "../../src/local";
import { answer, tell } from "./child";

/** Milliseconds since 1970. */
export interface Followed {
  /** When the build of what changed began. */
  readonly buildAt: number;
  /** When it was built. */
  readonly builtAt: number;
  /** When it was handed to the gateway. */
  readonly servedAt: number;
}

async function main(): Promise<void> {
  const [, , project = "", dir = ""] = process.argv;
  const local = await startLocal({ dir });
  const workshop = follow(project, dir, local);
  await workshop.whenWatching();
  answer(() => undefined);
  tell({ url: local.url });
}

/** Without the synth that comes when it is quiet: it is the application's own, and nobody waits for it. */
function follow(project: string, dir: string, local: LocalServer): DevServer {
  let [builtAt, servedAt] = [0, 0];
  let followed: Followed | undefined;
  let isQuiet = false;
  const runRebuilt: LocalServer["deployDevBundle"] = (...rebuilt) => {
    builtAt = now();
    local.deployDevBundle(...rebuilt);
    servedAt = now();
  };
  const say = (text: string) => {
    const [, tookMs] = /built anew in (\d+) ms$/.exec(text) ?? [];
    if (tookMs !== undefined) followed = { buildAt: servedAt - Number(tookMs), builtAt, servedAt };
    else if (text.startsWith("synthesized")) isQuiet = true;
    else throw new Error(text);
    // The first build, with its packages, may take longer than it is until it is quiet.
    if (followed === undefined || !isQuiet) return;
    tell(followed);
    followed = undefined;
    isQuiet = false;
  };
  return new DevServer({
    project,
    dir,
    local: { ...local, deployDevBundle: runRebuilt, reload: async () => {} },
    synthesize: async () => true,
    onMessage: say,
  });
}

function now(): number {
  return performance.timeOrigin + performance.now();
}

main();
