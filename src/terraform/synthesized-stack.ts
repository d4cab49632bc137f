import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { isBody } from "./configuration";
import { Stack, StackError } from "./parsed-stack";
import { isRegularFile } from "./regular-file";

/** Stack that was read from a folder of Terraform JSON. */
export interface SynthesizedStack {
  /** Name of the stack: `products-dev`. */
  readonly name: string;
  /** Folder in which Terraform runs. Each `filename` argument is relative to this folder. */
  readonly dir: string;
  /**
   * Folder from which the stack is deployed, which may not exist. Paths with `../` and installed modules are relative to
   * it. Default: `dir`. Another folder belongs to a stack that was synthesized only for a plan.
   */
  readonly deployDir?: string;
  readonly stack: Stack;
}

/**
 * Reads all stacks of a synthesized app, in the order of `manifest.json`.
 *
 * @param folder output folder of the app: `cdktf.out`
 * @param deployFolder output folder from which the stacks are deployed, if it differs
 * @throws StackError if the folder has no synthesized app
 */
export function readStacks(folder: string, deployFolder = folder): readonly SynthesizedStack[] {
  const file = manifestPath(folder);
  const manifest = readJsonFile(file, "Synthesize the app first.");
  if (!isManifest(manifest)) {
    throw new StackError(
      `${file}: expected the stacks of an app, with names and folders. Synthesize the app again.`,
    );
  }
  return Object.values(manifest.stacks).map(({ name, workingDirectory }) => {
    const dir = path.join(folder, workingDirectory);
    return { name, dir, deployDir: path.join(deployFolder, workingDirectory), stack: Stack.read(dir) };
  });
}

/**
 * Reads one stack from a folder of Terraform JSON. The folder can contain the output of any tool, not only of
 * CDKTF. The stack gets the name of the folder.
 *
 * @throws StackError if the folder has no Terraform JSON
 */
export function readSynthesizedStack(folder: string): SynthesizedStack {
  return { name: path.basename(folder), dir: folder, stack: Stack.read(folder) };
}

interface Manifest {
  readonly stacks: Readonly<Record<string, { readonly name: string; readonly workingDirectory: string }>>;
}

function isManifest(value: unknown): value is Manifest {
  const stacks = isBody(value) ? value.stacks : undefined;
  return (
    isBody(stacks) &&
    Object.values(stacks).every(
      (stack) =>
        isBody(stack) && typeof stack.name === "string" && typeof stack.workingDirectory === "string",
    )
  );
}

/**
 * Returns the path of the file in which CDKTF lists the stacks of an app.
 * @param folder output folder of the app: `cdktf.out`
 */
export function manifestPath(folder: string): string {
  return path.join(folder, "manifest.json");
}

/**
 * Reads a JSON file.
 *
 * @param missingFix last sentence of the error message if the file cannot be read, such as
 * `Synthesize the app first.`
 * @throws StackError if the file cannot be read, or is not JSON
 */
export function readJsonFile(file: string, missingFix: string): unknown {
  const text = readText(file, missingFix);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new StackError(`${file}: the file is not valid JSON (${(error as Error).message}). Correct it.`);
  }
}

function readText(file: string, missingFix: string): string {
  try {
    if (existsSync(file) && !isRegularFile(file)) throw new Error("not a file");
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new StackError(`cannot read ${file} (${(error as Error).message}). ${missingFix}`);
  }
}
