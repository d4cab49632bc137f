import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { onExit } from "./cleanup-on-exit";

/**
 * Runs the command of an app and waits until it exits. If this process ends first, the command is killed. The
 * output of the app goes to stderr, because stdout is reserved for the result of the CLI command, such as a
 * review or a token.
 *
 * @param folder working directory of the command
 * @param environment variables to add to those of this process; `undefined` removes a variable
 * @param signal kills the command when the signal is aborted
 * @returns the exit code; null if the command was killed
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
    // Starts a separate process group, so that killing the group also ends the child processes of the shell.
    // On Windows, `detached` would open a console window.
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

/**
 * Kills a process and its process group. SIGKILL is used because the output is no longer needed, so the
 * process does not need time to finish it.
 */
function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    child.kill("SIGKILL");
  }
}
