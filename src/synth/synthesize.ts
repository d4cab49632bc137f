import { mkdirSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { nodeConditions } from "#node-conditions";
import { PROJECT_FILE } from "#project-root";
import { manifestPath, readJsonFile, StackError } from "#terraform";
import { runApp } from "./run-app";

/**
 * Synthesizes the app of a project in the same way as `cdktf synth`, by running the `app` command of
 * `cdktf.json`. The CDKTF CLI itself is not used, because it takes two seconds to start. The output of the
 * app goes to stderr. If this process ends, the app is killed.
 *
 * @param project the folder of `cdktf.json`
 * @param options.output the folder to write to. Default: `outputDir(project)`
 * @param options.bundleCacheDir a folder in which the app may cache bundles, so that a later synthesis builds
 * only what changed. Set this option only if the output is not deployed, because a deployment must not
 * contain cached bundles. Default: no cache
 * @param options.stubCode true to write a stub instead of the code of each function, for the local gateway, which
 * builds the code itself. Default: false
 * @param options.signal kills the app when the signal is aborted; the synthesis then counts as failed
 * @returns the output folder, or `undefined` if the app failed and printed its errors
 * @throws StackError if `cdktf.json` is missing or invalid, or if the app writes no files
 * @see https://developer.hashicorp.com/terraform/cdktf/create-and-deploy/configuration-file
 */
export async function synthesize(
  project: string,
  { output, bundleCacheDir, stubCode, signal }: SynthesizeOptions = {},
): Promise<string | undefined> {
  const file = path.join(project, PROJECT_FILE);
  const settings = readCdktfJson(file);
  const { app, context = {} } = settings;
  const folder = output ?? resolveOutput(project, settings);
  if (statSync(folder, { throwIfNoEntry: false })?.isFile()) {
    throw new StackError(
      `${folder} is a file; expected a folder for the output. Change CDKTF_OUTDIR, or output in ${file}.`,
    );
  }
  const before = manifestTime(folder);
  const environment = {
    // An app builds once and exits, so garbage collection in esbuild, which is a Go program, is turned off. As a
    // result, a build takes a third less time and a fifth more memory. The esbuild CLI does the same.
    // https://pkg.go.dev/runtime#hdr-Environment_Variables
    GOGC: process.env.GOGC ?? "off",
    NODE_OPTIONS: appNodeOptions(project),
    CDKTF_OUTDIR: folder,
    CDKTF_CONTEXT_JSON: JSON.stringify({
      ...context,
      cdktfJsonPath: file,
      // The `App` of the project reads the two values below. They replace values of the same name in cdktf.json even if
      // they are undefined, because a synthesis without these options must neither use a cache nor write stubs.
      gatewrightBundleCacheDir:
        bundleCacheDir !== undefined && ensureDir(bundleCacheDir) ? bundleCacheDir : undefined,
      gatewrightStubCode: stubCode,
    }),
  };
  const status = await runApp(app, project, environment, signal);
  if (status === 1 || signal?.aborted) return undefined;
  if (status !== 0) throw appError(file, app, status);
  // If the manifest is unchanged, the app wrote no files, and the folder still contains an earlier synthesis.
  // That output is not deleted before the app runs, so that it stays usable if the app fails.
  if (manifestTime(folder) !== before) return folder;
  throw new StackError(
    `${file}: app ${JSON.stringify(app)} wrote no files to ${folder}. Declare the stacks in App.run(), or call app.synth() after them.`,
  );
}

/** Returns the error for an exit code other than 0 and 1. With code 1, the app has already printed its errors. */
function appError(file: string, app: string, status: number | null): StackError {
  const reason = status === null ? "was ended by a signal" : `ended with exit code ${status}`;
  return new StackError(`${file}: app ${JSON.stringify(app)} ${reason}.`);
}

/** Returns the time at which the manifest of an output folder was written, or `undefined` if there is none. */
function manifestTime(folder: string): bigint | undefined {
  return statSync(manifestPath(folder), { bigint: true, throwIfNoEntry: false })?.mtimeNs;
}

interface SynthesizeOptions {
  readonly output?: string;
  readonly bundleCacheDir?: string;
  readonly stubCode?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Returns the environment variable `NODE_OPTIONS` for the app. It sets the conditions of this process. If the project
 * has the community fork of CDKTF installed and not CDKTF itself, it also sets the condition with which the constructs
 * use the fork.
 * @see https://nodejs.org/api/packages.html#resolving-user-conditions
 */
function appNodeOptions(project: string): string {
  const isFork = !isInstalled("cdktf", project) && isInstalled("cdktn", project);
  const conditions = new Set([...nodeConditions(), ...(isFork ? ["cdktn"] : [])]);
  const flags = [...conditions].map((condition) => `--conditions=${condition}`);
  return [process.env.NODE_OPTIONS, ...flags].filter(Boolean).join(" ");
}

function isInstalled(name: string, project: string): boolean {
  try {
    createRequire(path.join(project, "package.json")).resolve(name);
    return true;
  } catch {
    return false;
  }
}

/** Creates a folder. Returns false if it cannot be created. */
function ensureDir(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true });
    return true;
  } catch {
    return false;
  }
}

/**
 * Returns the output folder of a project: the environment variable `CDKTF_OUTDIR`, or else `output` in
 * `cdktf.json`, or else `cdktf.out`.
 * @throws StackError if the project has no valid `cdktf.json`
 */
export function outputDir(project: string): string {
  return resolveOutput(project, readCdktfJson(path.join(project, PROJECT_FILE)));
}

function resolveOutput(project: string, { output }: CdktfJson): string {
  return path.resolve(project, process.env.CDKTF_OUTDIR || output || "cdktf.out");
}

interface CdktfJson {
  readonly app: string;
  readonly output?: string;
  readonly context?: Readonly<Record<string, unknown>>;
}

/**
 * Reads `cdktf.json`.
 * @throws StackError if the file is missing, is not JSON, names no app, or has an invalid value
 */
function readCdktfJson(file: string): CdktfJson {
  const settings = readJsonFile(file, "Run the command in a project, or set --project.");
  if (!isObject(settings)) throw invalidSetting(file, "the content", settings, "a JSON object");
  const { app, output, context } = settings;
  if (typeof app !== "string" || app === "") {
    const expected = 'the command that synthesizes the app. Write "app": "node --import tsx main.ts"';
    throw invalidSetting(file, "app", app, expected);
  }
  if (output !== undefined && typeof output !== "string") {
    throw invalidSetting(file, "output", output, 'a folder, such as "cdktf.out"');
  }
  if (context !== undefined && !isObject(context)) {
    throw invalidSetting(file, "context", context, "a JSON object");
  }
  return { app, output, context };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function invalidSetting(file: string, name: string, value: unknown, expected: string): StackError {
  return new StackError(`${file}: ${name} is ${JSON.stringify(value)}; expected ${expected}.`);
}
