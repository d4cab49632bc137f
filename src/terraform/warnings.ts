import path from "node:path";
import { readSynthesizedList } from "./waivers";

/** Warning of a check of the constructs. */
export interface SynthesizedWarning {
  /** Name of the check: `unused-function`. */
  readonly check: string;
  /** Path of the construct that the check reports. */
  readonly construct: string;
  /** Text with the path of the construct, the fix and the name of the check. */
  readonly message: string;
}

/**
 * Reads the warnings of a synthesized stack.
 *
 * @param dir folder with the Terraform JSON of the stack
 * @returns the warnings; none if the stack has no file with warnings
 * @throws StackError if the file is not a list
 */
export function readWarnings(dir: string): readonly SynthesizedWarning[] {
  return readSynthesizedList(path.join(dir, "warnings.json"));
}
