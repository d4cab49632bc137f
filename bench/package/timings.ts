/** Functions that measure commands. All return milliseconds. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { findFreePort } from "../find-free-port";

/** Command line and the folder in which it runs. */
export interface Command {
  readonly cwd: string;
  /** Arguments of Node. */
  readonly args: readonly string[];
}

/** Measures a command until it exits. */
export function timeCommand({ cwd, args }: Command): number {
  const startedAt = performance.now();
  execFileSync(process.execPath, args, { cwd, env: environment(cwd), stdio: ["ignore", "ignore", 2] });
  return performance.now() - startedAt;
}

/** Measures how long `require()` of a module takes in a new process. */
export function timeRequire({ cwd, args }: Command, name: string): number {
  const script = `const start = performance.now(); require(${JSON.stringify(name)});
    console.log(performance.now() - start);`;
  const options = { cwd, env: environment(cwd), encoding: "utf8" } as const;
  return Number(execFileSync(process.execPath, [...args, "--eval", script], options));
}

/** Measures a server from its start until it responds with status 200, and stops it. */
export async function timeFirstResponse(
  serve: (ports: readonly number[]) => Command,
  path: string,
): Promise<number> {
  const ports = [await findFreePort(), await findFreePort()];
  const { cwd, args } = serve(ports);
  const startedAt = performance.now();
  const child = spawn(process.execPath, args, { cwd, env: environment(cwd), stdio: "ignore" });
  try {
    await waitUntilReady(`http://localhost:${ports[0]}${path}`, child);
    return performance.now() - startedAt;
  } finally {
    child.kill("SIGKILL");
    await once(child, "exit");
  }
}

/** Returns the environment of a user, without the variables of the npm script that runs the benchmark. */
function environment(home: string): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("npm_"));
  const silent = { SLS_TELEMETRY_DISABLED: "1", SLS_NOTIFICATIONS_MODE: "off" };
  return { ...Object.fromEntries(inherited), HOME: home, ...silent };
}

async function waitUntilReady(url: string, child: ChildProcess): Promise<void> {
  for (;;) {
    const isReady = await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) return;
    if (child.exitCode !== null) throw new Error(`the server of ${url} exited with code ${child.exitCode}`);
    await sleep(10);
  }
}
