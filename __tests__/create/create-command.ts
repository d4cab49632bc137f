import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import path from "node:path";
import { temporaryFolder } from "../support";

/** Result of a run of the command `create-gatewright`. */
export interface CommandResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

let builtPackage: string | undefined;

/** Builds the package create-gatewright in a temporary folder, once for each test file. Returns its command. */
function buildCommand(): string {
  if (builtPackage === undefined) {
    builtPackage = temporaryFolder();
    execFileSync(process.execPath, ["build/build-create.mjs", builtPackage]);
    cpSync("create/package.json", path.join(builtPackage, "package.json"));
  }
  return path.join(builtPackage, "dist/index.js");
}

/**
 * Runs the built command. Its standard input is no terminal, so it asks no questions.
 * @param userAgent environment variable that names the package manager
 */
export function runCreate(cwd: string, args: readonly string[], userAgent = "npm/11.0.0"): CommandResult {
  const env = { ...process.env, npm_config_user_agent: userAgent };
  const { status, stdout, stderr } = spawnSync(process.execPath, [buildCommand(), ...args], {
    cwd,
    env,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
  return { status, stdout, stderr };
}

/** Creates the project `shop` in a temporary folder and returns its folder. */
export function createProject(args: readonly string[], userAgent?: string): string {
  const folder = temporaryFolder();
  const { status, stderr } = runCreate(folder, ["shop", ...args], userAgent);
  expect([status, stderr]).toEqual([0, ""]);
  return path.join(folder, "shop");
}

/** Returns the texts of all files in a folder, by their path. */
export function readFiles(folder: string): Readonly<Record<string, string>> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const paths = files.map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
  return Object.fromEntries(
    paths.sort().map((file) => [file, readFileSync(path.join(folder, file), "utf8")] as const),
  );
}

/** Links the packages of the repository, and the repository as the package `gatewright`, into a project. */
export function linkPackages(project: string): void {
  const folder = path.join(project, "node_modules");
  mkdirSync(folder);
  for (const name of readdirSync("node_modules")) {
    symlinkSync(path.resolve("node_modules", name), path.join(folder, name));
  }
  symlinkSync(process.cwd(), path.join(folder, "gatewright"));
}
