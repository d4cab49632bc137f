import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { Writable } from "node:stream";
import { onExit } from "./cleanup-on-exit";

/**
 * Runs the command of an app and waits until it exits. If this process ends first, even by SIGKILL, the command is
 * killed. On Windows, the command continues if this process is killed. The output of the app goes to stderr, because
 * stdout is reserved for the result of the CLI command, such as a review or a token.
 *
 * @param command shell command
 * @param folder working directory of the command
 * @param environment variables to add to those of this process; `undefined` removes a variable
 * @param signal kills the command when it is aborted
 * @returns the exit code; null if the command was killed
 */
export async function runApp(
  command: string,
  folder: string,
  environment: Readonly<Record<string, string | undefined>>,
  signal?: AbortSignal,
): Promise<number | null> {
  const isPosix = process.platform !== "win32";
  const child = spawn(isPosix ? withWatchdog(command) : command, {
    cwd: folder,
    shell: true,
    // Starts a separate process group, so that killing the group also ends the child processes of the shell.
    // On Windows, `detached` would open a console window.
    detached: isPosix,
    stdio: ["ignore", 2, 2, isPosix ? "pipe" : "ignore"],
    env: { ...process.env, ...environment },
  });
  // Writing to the pipe fails if the process group was killed, because the watchdog was killed too.
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
 * Returns a shell script that runs a command and a watchdog, which is a background process of the shell. The watchdog
 * reads a line from file descriptor 3, a pipe from this Node process. {@link runApp} writes the line when the command
 * has exited. If the Node process is killed, the pipe ends without a line, and the watchdog kills the process group.
 */
function withWatchdog(command: string): string {
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
    // The group has already ended, or the platform is Windows, which has no process groups.
    child.kill("SIGKILL");
  }
}
