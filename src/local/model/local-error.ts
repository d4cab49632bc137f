import { GatewrightError } from "#error";
import { EvaluationError } from "#terraform";

/** Thrown where a stack cannot be served; each fault says where, what, and what to do. */
export class LocalError extends GatewrightError {
  override readonly name = "LocalError";

  constructor(errors: readonly string[]) {
    super("GW_LOCAL", errors);
  }
}

/** Collects what is wrong, so that all of it is told at once. */
export class ErrorList {
  readonly #found = new Set<string>();

  add(...faults: readonly string[]): void {
    for (const fault of faults) this.#found.add(fault);
  }

  /** What this makes, or `undefined` where it throws a {@link LocalError}, whose faults are kept. */
  try<Made>(make: () => Made): Made | undefined {
    try {
      return make();
    } catch (error) {
      if (!(error instanceof LocalError || error instanceof EvaluationError)) throw error;
      this.add(...error.errors);
      return undefined;
    }
  }

  /** @throws LocalError where there are any */
  throwAny(): void {
    if (this.#found.size > 0) throw new LocalError([...this.#found]);
  }
}
