import { existsSync } from "node:fs";
import path from "node:path";
import { StackError } from "./parsed-stack";
import { readJsonFile } from "./synthesized-stack";

/** Waiver of a rule of a scanner, or of a check of Gatewright. `waive()` of the constructs declares it. */
export interface SynthesizedWaiver {
  readonly rule: string;
  readonly reason: string;
  /** Path of the construct to which the waiver applies. */
  readonly construct: string;
  /** Terraform addresses of the resources of the construct. */
  readonly resources: readonly string[];
}

/**
 * Reads the waivers of a synthesized stack.
 *
 * @param dir folder with the Terraform JSON of the stack
 * @returns the waivers in the order of their declaration; none if the stack has no file with waivers
 * @throws StackError if the file is not a list
 */
export function readWaivers(dir: string): readonly SynthesizedWaiver[] {
  return readSynthesizedList(path.join(dir, "waivers.json"));
}

/**
 * Reads a list that synthesis writes next to the Terraform JSON only if the list has items.
 *
 * @throws StackError if the file is not a list
 */
export function readSynthesizedList<Item>(file: string): readonly Item[] {
  if (!existsSync(file)) return [];
  const items = readJsonFile(file, "Synthesize the app again.");
  if (!Array.isArray(items)) throw new StackError(`${file}: expected a list. Synthesize the app again.`);
  return items;
}
