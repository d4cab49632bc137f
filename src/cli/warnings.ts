import { readWarnings, type SynthesizedStack } from "#terraform";

/**
 * Formats the warnings of the checks of a stack, one per line. All commands that synthesize a project print warnings
 * with this function.
 */
export function formatWarnings({ dir }: Pick<SynthesizedStack, "dir">): readonly string[] {
  return readWarnings(dir).map(({ message }) => `warning: ${message}`);
}

/** Warnings of a stack that is synthesized again and again. */
export class RepeatedWarnings {
  #stack?: Pick<SynthesizedStack, "dir">;
  #lines: readonly string[] = [];

  /** Selects the stack, and returns its warnings. */
  select(stack: Pick<SynthesizedStack, "dir">): readonly string[] {
    this.#stack = stack;
    return this.readNew();
  }

  /** Returns the warnings of the latest synthesis that the synthesis before did not have. */
  readNew(): readonly string[] {
    if (this.#stack === undefined) return [];
    const previous = this.#lines;
    this.#lines = formatWarnings(this.#stack);
    return this.#lines.filter((line) => !previous.includes(line));
  }
}
