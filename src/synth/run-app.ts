import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { Writable } from "node:stream";
import { onExit } from "./cleanup-on-exit";

/**
 * Runs the command of an app and waits until it exits. If this process ends first, even by SIGKILL, the command is killed.
 * The output of the app goes to stderr, because stdout is reserved for the result of the CLI command, such as a
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
  const isWatched = process.platform !== "win32";
  const child = spawn(isWatched ? watched(command) : command, {
    cwd: folder,
    shell: true,
    // Starts a separate process group, so that killing the group also ends the child processes of the shell.
    // On Windows, `detached` would open a console window.
    detached: isWatched,
    stdio: ["ignore", 2, 2, isWatched ? "pipe" : "ignore"],
    env: { ...process.env, ...environment },
  });
  // The background process that reads the pipe no longer exists if the process group was killed.
  const pipe = child.stdio[3] as Writable | null | undefined;
  pipe?.on("error", () => {});
  const kill = () => killGroup(child);
  const cancelOnExit = onExit(kill);
  signal?.addEventListener("abort", kill);
  try {
    const [status] = await once(child, "exit");
    return status;
  } finally {
    pipe?.end("\n");
    cancelOnExit();
    signal?.removeEventListener("abort", kill);
  }
}

/**
 * Returns a shell script that runs a command and a background process. The background process waits for a line on the
 * file descriptor 3, which is a pipe from this process. This process writes the line when the command has exited. If this
 * process is killed, the pipe ends without a line, and the background process kills the process group.
 */
function watched(command: string): string {
  return `{ read -r line <&3 || kill -KILL -$$; } & exec 3<&-\n${command}`;
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
