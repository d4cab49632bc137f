import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import path from "node:path";
import { temporaryFolder } from "../support";
import { compiledSources } from "./compiled-sources";

/**
 * Copies this project to a temporary folder, so that commands do not change the original. The folder `src` is a link, so
 * that all copies share the files that tsx has compiled.
 */
export function copyProject(): string {
  const folder = path.join(temporaryFolder(), "project");
  mkdirSync(folder);
  for (const name of ["main.ts", "functions", "package.json", "tsconfig.json", "cdktf.json"]) {
    cpSync(name, path.join(folder, name), { recursive: true });
  }
  symlinkSync(path.resolve("src"), path.join(folder, "src"));
  linkPackages(folder);
  return folder;
}

/** Links each npm package separately, so that the copy has its own `node_modules/.cache`. */
export function linkPackages(folder: string): void {
  mkdirSync(path.join(folder, "node_modules"));
  for (const name of readdirSync("node_modules").filter((entry) => entry !== ".cache")) {
    symlinkSync(path.resolve("node_modules", name), path.join(folder, "node_modules", name));
  }
}

/**
 * Returns the environment of a command: without the variable for the output folder that other tests set, and without
 * those of the npm script that runs the tests.
 */
export function environment(more: Record<string, string> = {}): NodeJS.ProcessEnv {
  const { CDKTF_OUTDIR: _, npm_lifecycle_event: _event, ...inherited } = process.env;
  return { ...inherited, CI: "1", CHECKPOINT_DISABLE: "1", ...more };
}

/** Result of a command. */
export interface CommandResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Arguments of Node that run the command `gatewright` of a copied project. */
export function nodeArguments(project: string): readonly string[] {
  return ["--require", compiledSources(), path.join(project, "src/cli/index.ts")];
}

/** Runs a command of a project in its folder, or in another folder. */
export function cli(
  project: string,
  args: readonly string[],
  env = environment(),
  cwd = project,
): CommandResult {
  const options = { cwd, env, encoding: "utf8" } as const;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [...nodeArguments(project), ...args],
    options,
  );
  return { status, stdout, stderr };
}
