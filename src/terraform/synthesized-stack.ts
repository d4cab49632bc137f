import { readFileSync } from "node:fs";
import path from "node:path";
import { Stack, StackError } from "./stack";

/** A stack as it lies on disk. */
export interface SynthesizedStack {
  /** `products-dev`. */
  readonly name: string;
  /** Where Terraform runs, and what its `filename`s are relative to. */
  readonly dir: string;
  readonly stack: Stack;
}

/**
 * Reads what was synthesized, in the order of the stacks' names.
 *
 * @param folder `cdktf.out`
 * @throws StackError where nothing was synthesized there
 */
export function readStacks(folder: string): readonly SynthesizedStack[] {
  const stacks = Object.values(
    readJsonFile<Manifest>(manifestPath(folder), "synthesize the application first").stacks,
  );
  return stacks.map(({ name, workingDirectory }) => {
    const own = path.join(folder, workingDirectory);
    return { name, dir: own, stack: Stack.read(own) };
  });
}

/**
 * Reads one stack's folder, whoever wrote it; its name is the folder's.
 *
 * @throws StackError where there is no Terraform JSON
 */
export function readSynthesizedStack(folder: string): SynthesizedStack {
  return { name: path.basename(folder), dir: folder, stack: Stack.read(folder) };
}

interface Manifest {
  readonly stacks: Readonly<Record<string, { readonly name: string; readonly workingDirectory: string }>>;
}

/** Returns the path of the file in which CDKTF lists its stacks. @param folder `cdktf.out` */
export function manifestPath(folder: string): string {
  return path.join(folder, "manifest.json");
}

/** Reads a JSON file. @throws StackError with `fix` for a file that cannot be read or parsed */
export function readJsonFile<Content>(file: string, fix: string): Content {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new StackError(`${file} cannot be read (${(error as Error).message}); ${fix}`);
  }
}
