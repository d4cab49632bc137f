import { RenderProblem } from "./template-error";

/**
 * Limits of one rendering. They are far above what a template needs, and end a template that would block the process
 * or exhaust its memory.
 */
export class Budget {
  private steps = 0;
  private depth = 0;

  /** Counts work. @throws RenderProblem if the template does too much work */
  spend(steps: number): void {
    this.steps += steps;
    if (this.steps > MAX_STEPS) {
      throw new RenderProblem(`the template needs more than ${MAX_STEPS} steps. Simplify it.`);
    }
  }

  /** Requires that a text is not too long. @throws RenderProblem if it is too long */
  requireLength(length: number): void {
    if (length > MAX_TEXT_LENGTH) {
      throw new RenderProblem(`a text has more than ${MAX_TEXT_LENGTH} characters. Shorten it.`);
    }
  }

  /** Counts the work of reading or creating a text. @throws RenderProblem if the text is too long, or the work too much */
  spendText(length: number): void {
    this.requireLength(length);
    this.spend(length >> 8);
  }

  /**
   * Counts the start of a part that can contain itself. {@link leave} counts its end; it is not called after an error,
   * which ends the rendering.
   *
   * @throws RenderProblem if the nesting is too deep
   */
  enter(): void {
    this.depth += 1;
    if (this.depth > MAX_DEPTH) {
      throw new RenderProblem(
        `more than ${MAX_DEPTH} parts are inside each other. A part may contain itself.`,
      );
    }
  }

  leave(): void {
    this.depth -= 1;
  }

  /** Computes something that can contain itself. @throws RenderProblem if the nesting is too deep */
  nested<Result>(compute: () => Result): Result {
    this.enter();
    const result = compute();
    this.leave();
    return result;
  }
}

/** Maximum number of rendered parts, calls, and items that a method reads. */
const MAX_STEPS = 1_000_000;

/** Maximum length of the output and of each text. It is the maximum size of a body, 10 MiB. */
const MAX_TEXT_LENGTH = 10 * 1024 * 1024;

/** Maximum number of blocks, macros, lists and maps inside each other. */
const MAX_DEPTH = 400;
