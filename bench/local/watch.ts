/**
 * Child process that serves a project with the local gateway and a dev server. It sends the times of every
 * rebuild to the parent process.
 */
import { DevServer, type LocalServer, startLocal } from "../../src/local";
import { handleRequests, sendToParent } from "./child";

/** Times of one rebuild, in milliseconds since the Unix epoch. */
export interface RebuildTimes {
  /** Start of the build. */
  readonly buildAt: number;
  /** End of the build. */
  readonly builtAt: number;
  /** Time when the gateway had the new code. */
  readonly deployedAt: number;
}

async function main(): Promise<void> {
  const [, , project = "", stackDir = ""] = process.argv;
  const local = await startLocal({ dir: stackDir });
  await watchProject(project, stackDir, local);
  handleRequests(() => undefined);
  sendToParent({ url: local.url });
}

/**
 * Starts a dev server that skips synthesis. This does not change the result: in a real project, synthesis
 * runs after the rebuild, so it does not delay the first response of the new code.
 */
async function watchProject(project: string, stackDir: string, local: LocalServer): Promise<void> {
  let [builtAt, deployedAt] = [0, 0];
  let times: RebuildTimes | undefined;
  let isSynthesized = false;
  const deployDevBundle: LocalServer["deployDevBundle"] = (...bundle) => {
    builtAt = now();
    local.deployDevBundle(...bundle);
    deployedAt = now();
  };
  const onMessage = (text: string) => {
    const [, buildMs] = / in (\d+) ms$/.exec(text) ?? [];
    if (buildMs === undefined) throw new Error(text);
    if (text.startsWith("synthesized")) isSynthesized = true;
    else times = { buildAt: deployedAt - Number(buildMs), builtAt, deployedAt };
    // Wait for the message of the build and for that of the synthesis, in any order. The first build also
    // builds the npm packages, so it can end after the synthesis.
    if (times === undefined || !isSynthesized) return;
    sendToParent(times);
    times = undefined;
    isSynthesized = false;
  };
  const devServer = new DevServer({ project, synthesize: async () => true, onMessage });
  await devServer.build(stackDir);
  await devServer.serve({ deployDevBundle, reload: async () => {} });
}

/**
 * Returns the current time in milliseconds since the Unix epoch, so that it can be compared with the times of
 * the parent process.
 */
function now(): number {
  return performance.timeOrigin + performance.now();
}

main();
