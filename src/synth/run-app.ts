import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable, Writable } from "node:stream";
import { onExit } from "./cleanup-on-exit";
import { cutLongLines } from "./cut-long-lines";

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
    stdio: ["ignore", "pipe", "pipe", isPosix ? "pipe" : "ignore"],
    env: { ...colorEnvironment(), ...process.env, ...environment },
  });
  const output = [child.stdout, child.stderr].map(printOutput);
  // Writing to the pipe fails if the process group was killed, because the watchdog was killed too.
  const pipe = child.stdio[3] as Writable | null | undefined;
  pipe?.on("error", () => {});
  const kill = () => killGroup(child);
  const cancelOnExit = onExit(kill);
  const slowTimer = setTimeout(printSlowApp, SLOW_APP_MS, command);
  signal?.addEventListener("abort", kill);
  try {
    const [status] = await once(child, "exit");
    pipe?.end("\n");
    // A process that the app started and left behind can keep the output open.
    await Promise.race([Promise.all(output), sleep(LATE_OUTPUT_MS)]);
    return status;
  } finally {
    clearTimeout(slowTimer);
    pipe?.end("\n");
    cancelOnExit();
    signal?.removeEventListener("abort", kill);
  }
}

/** Time after which a running app is reported. Most apps need less than ten seconds. */
const SLOW_APP_MS = 30_000;

function printSlowApp(command: string): void {
  console.error(
    `the app ${JSON.stringify(command)} is still running after ${SLOW_APP_MS / 1000} s; it may contain an endless loop`,
  );
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}

/** Maximum time in which the output of an app arrives after its end. */
const LATE_OUTPUT_MS = 1000;

/** Prints a stream of the app to stderr. Returns when the stream has ended. */
async function printOutput(stream: Readable | null): Promise<void> {
  if (!stream) return;
  const lines = stream.pipe(cutLongLines());
  lines.pipe(process.stderr, { end: false });
  await once(lines, "end");
}

/** Returns the variable by which tools print colors although their output is a pipe. */
function colorEnvironment(): Record<string, string> {
  return process.stderr.isTTY && process.env.NO_COLOR === undefined ? { FORCE_COLOR: "1" } : {};
}

/**
 * Returns a shell script that runs a command and a watchdog, which is a background process of the shell. The watchdog
 * reads a line from file descriptor 3, a pipe from this Node process. {@link runApp} writes the line when the command
 * has exited. If the Node process is killed, the pipe ends without a line, and the watchdog kills the process group.
 *
 * Both outputs of the command go to one pipe, so that their lines stay in order.
 */
function withWatchdog(command: string): string {
  return `{ read -r line <&3 || kill -KILL -$$; } & exec 3<&- 2>&1\n${command}`;
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
