import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { Stack, StackError } from "./stack";

/** A stack as it lies on disk. */
export interface StackFolder {
  /** `products-dev`. */
  readonly name: string;
  /** Where Terraform runs, and what its `filename`s are relative to. */
  readonly folder: string;
  readonly stack: Stack;
}

/**
 * Synthesizes the application of a project, as `cdktf synth` does, by what its `cdktf.json` says, and less the two
 * seconds of its command line.
 *
 * @param project the folder of `cdktf.json`
 * @returns the folder of what was synthesized, or `undefined` where the application failed and has said why
 * @see https://developer.hashicorp.com/terraform/cdktf/create-and-deploy/configuration-file
 */
export function synthesize(project: string): string | undefined {
  const file = path.join(project, "cdktf.json");
  const { app, output = "cdktf.out", context = {} } = JSON.parse(readFileSync(file, "utf8")) as CdktfJson;
  const folder = path.resolve(project, process.env.CDKTF_OUTDIR ?? output);
  const { status } = spawnSync(app, {
    cwd: project,
    shell: true,
    stdio: ["ignore", "inherit", "inherit"],
    env: {
      ...process.env,
      CDKTF_OUTDIR: folder,
      CDKTF_CONTEXT_JSON: JSON.stringify({ ...context, cdktfJsonPath: file }),
    },
  });
  return status === 0 ? folder : undefined;
}

interface CdktfJson {
  readonly app: string;
  readonly output?: string;
  readonly context?: Readonly<Record<string, unknown>>;
}

/**
 * Reads what was synthesized, in the order of the stacks' names.
 *
 * @param folder `cdktf.out`
 * @throws StackError where nothing was synthesized there
 */
export function readStacks(folder: string): readonly StackFolder[] {
  const stacks = Object.values(manifest(folder).stacks);
  return stacks.map(({ name, workingDirectory }) => {
    const own = path.join(folder, workingDirectory);
    return { name, folder: own, stack: Stack.read(own) };
  });
}

interface Manifest {
  readonly stacks: Readonly<Record<string, { readonly name: string; readonly workingDirectory: string }>>;
}

function manifest(folder: string): Manifest {
  const file = path.join(folder, "manifest.json");
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new StackError(
      `${file} cannot be read (${(error as Error).message}); synthesize the application first`,
    );
  }
}
