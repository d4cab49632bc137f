import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { onExit } from "./on-exit";

/**
 * Runs an application's command to its end, or to that of this process. What it prints is for people, and goes to stderr:
 * stdout is for what the command that runs it answers, a plan or a token.
 *
 * @param folder that it runs in
 * @param environment what it is told beside this process's own, or is not told of that: `undefined`
 * @param signal ends it
 * @returns its exit code; null where a signal ended it
 */
export async function runApp(
  command: string,
  folder: string,
  environment: Readonly<Record<string, string | undefined>>,
  signal?: AbortSignal,
): Promise<number | null> {
  const child = spawn(command, {
    cwd: folder,
    shell: true,
    // In a group of its own, so that what the shell starts can be ended with it; Windows would open a window.
    detached: process.platform !== "win32",
    stdio: ["ignore", 2, 2],
    env: { ...process.env, ...environment },
  });
  const end = () => endGroup(child);
  const takeBack = onExit(end);
  signal?.addEventListener("abort", end);
  try {
    const [status] = await once(child, "close");
    return status;
  } finally {
    takeBack();
    signal?.removeEventListener("abort", end);
  }
}

/** Whatever it does: nobody waits for it any more, nor for what it was about to write. */
function endGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    child.kill("SIGKILL");
  }
}
