import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import path from "node:path";
import { temporaryFolder } from "../support";

/** A copy of this project, so that nothing that is run changes the one that is tested. */
export function copyOfProject(): string {
  const folder = path.join(temporaryFolder(), "project");
  mkdirSync(folder);
  for (const name of ["main.ts", "src", "functions", "package.json", "tsconfig.json", "cdktf.json"]) {
    cpSync(name, path.join(folder, name), { recursive: true });
  }
  linkPackages(folder);
  return folder;
}

/** One by one, so that what is kept beside them is the copy's own. */
function linkPackages(folder: string): void {
  mkdirSync(path.join(folder, "node_modules"));
  for (const name of readdirSync("node_modules").filter((one) => one !== ".cache")) {
    symlinkSync(path.resolve("node_modules", name), path.join(folder, "node_modules", name));
  }
}

/** What a command is run with: nothing of where this test's own synths go. */
export function environment(more: Record<string, string> = {}): NodeJS.ProcessEnv {
  const { CDKTF_OUTDIR: _, ...inherited } = process.env;
  return { ...inherited, CI: "1", CHECKPOINT_DISABLE: "1", ...more };
}

export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs an npm script's file in a project. */
export function cli(project: string, args: readonly string[], env = environment()): Ran {
  const [name, ...rest] = args;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--require", "tsx/cjs", `src/cli/${name}.ts`, ...rest],
    { cwd: project, env, encoding: "utf8" },
  );
  return { status, stdout, stderr };
}
