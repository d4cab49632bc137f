import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { onExit } from "./on-exit";

/**
 * Runs an app's command until it ends, or until this process ends. The app's output goes to stderr, because stdout
 * belongs to the result of the calling command: a plan or a token.
 *
 * @param folder working directory of the command
 * @param environment variables to add to those of this process; `undefined` removes a variable
 * @param signal kills the command when it aborts
 * @returns the exit code; null if a signal ended the command
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
    // A separate process group: the shell's own children are killed with it. Windows would open a window.
    detached: process.platform !== "win32",
    stdio: ["ignore", 2, 2],
    env: { ...process.env, ...environment },
  });
  const kill = () => killGroup(child);
  const cancelOnExit = onExit(kill);
  signal?.addEventListener("abort", kill);
  try {
    const [status] = await once(child, "close");
    return status;
  } finally {
    cancelOnExit();
    signal?.removeEventListener("abort", kill);
  }
}

/** Kills a process and its group immediately: its output is no longer needed. */
function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    child.kill("SIGKILL");
  }
}
