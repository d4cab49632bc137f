import { existsSync, mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { manifestPath, readJsonFile, StackError } from "#terraform";
import { runApp } from "./run-app";

/**
 * Synthesizes the application of a project, as `cdktf synth` does, by what its `cdktf.json` says, and less the two
 * seconds of its command line. What the application prints goes to stderr; it ends with this process.
 *
 * @param project the folder of `cdktf.json`
 * @param options.output where it writes to. Default: `outputFolder(project)`
 * @param options.keptBundles a folder where it may keep functions' code, to build only what changed the next time; for what
 * deploys nothing. Default: all is built
 * @param options.signal ends it, whatever it does; then it has failed
 * @returns the folder of what was synthesized, or `undefined` where the application failed and has said why
 * @throws StackError where there is no application to run, or it wrote nothing
 * @see https://developer.hashicorp.com/terraform/cdktf/create-and-deploy/configuration-file
 */
export async function synthesize(
  project: string,
  { output, bundleCacheDir, signal }: SynthesizeOptions = {},
): Promise<string | undefined> {
  const file = path.join(project, "cdktf.json");
  const settings = readCdktfJson(file);
  const { app, context = {} } = settings;
  const folder = output ?? resolveOutput(project, settings);
  // What an earlier synth left must not pass for what this one writes.
  rmSync(manifestPath(folder), { force: true });
  const environment = {
    GOGC,
    CDKTF_OUTDIR: folder,
    CDKTF_CONTEXT_JSON: JSON.stringify({ ...context, cdktfJsonPath: file }),
    // Not even of this process's own: what is not to keep any builds everything.
    GATEWRIGHT_BUNDLE_CACHE:
      bundleCacheDir !== undefined && ensureDir(bundleCacheDir) ? bundleCacheDir : undefined,
  };
  const status = await runApp(app, project, environment, signal);
  if (status !== 0) return undefined;
  if (existsSync(manifestPath(folder))) return folder;
  throw new StackError(
    `${file}: the app ${JSON.stringify(app)} wrote nothing to ${folder}; it has to call app.synth()`,
  );
}

interface SynthesizeOptions {
  readonly output?: string;
  readonly bundleCacheDir?: string;
  readonly signal?: AbortSignal;
}

/**
 * esbuild collects no garbage where this is off, as in its own command: an application that builds once ends with it. A build
 * is a third quicker for a fifth more memory.
 * @see https://pkg.go.dev/runtime#hdr-Environment_Variables
 */
const GOGC = process.env.GOGC ?? "off";

/** Makes a folder that it does without where it cannot be made. */
function ensureDir(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true });
    return true;
  } catch {
    return false;
  }
}

/** Where a project is synthesized to: where `CDKTF_OUTDIR` says, or `cdktf.json`, or `cdktf.out`. @throws StackError where it is no project */
export function outputDir(project: string): string {
  return resolveOutput(project, readCdktfJson(path.join(project, "cdktf.json")));
}

/** Where a project was synthesized to, if it was. */
export function findOutput(project: string): string | undefined {
  const folder = outputDir(project);
  return existsSync(manifestPath(folder)) ? folder : undefined;
}

function resolveOutput(project: string, { output }: CdktfJson): string {
  return path.resolve(project, process.env.CDKTF_OUTDIR || output || "cdktf.out");
}

interface CdktfJson {
  readonly app: string;
  readonly output?: string;
  readonly context?: Readonly<Record<string, unknown>>;
}

/** @throws StackError where it is not there, is not JSON, or names no app */
function readCdktfJson(file: string): CdktfJson {
  const found = readJsonFile<Partial<CdktfJson>>(file, "run this in a project's folder");
  if (typeof found.app === "string" && found.app !== "") return { ...found, app: found.app };
  throw new StackError(
    `${file}: app must be the command that synthesizes, found ${JSON.stringify(found.app)}`,
  );
}
