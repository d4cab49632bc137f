import type { ResolvedResource } from "#terraform";
import type { LambdaFunction } from "./model";

/** Reader of the functions of a stack. It reads each function only once, even if several routes invoke the function. */
export class FunctionReader {
  readonly #read: (resource: ResolvedResource) => LambdaFunction;
  /** Functions by Terraform address, or the error of a function that cannot run. */
  readonly #outcomes = new Map<string, { readonly fn: LambdaFunction } | { readonly error: unknown }>();

  /** @param read reads a function; it throws a LocalError if the function cannot run locally */
  constructor(read: (resource: ResolvedResource) => LambdaFunction) {
    this.#read = read;
  }

  /** Returns a function. @throws LocalError if the function cannot run locally */
  read(resource: ResolvedResource): LambdaFunction {
    const outcome = this.#outcomes.get(resource.address) ?? this.#tryRead(resource);
    this.#outcomes.set(resource.address, outcome);
    if ("error" in outcome) throw outcome.error;
    return outcome.fn;
  }

  /** Returns the functions that were read without an error, by Terraform address. */
  readable(): ReadonlyMap<string, LambdaFunction> {
    const functions = [...this.#outcomes.values()].flatMap((outcome) =>
      "fn" in outcome ? [outcome.fn] : [],
    );
    return new Map(functions.map((fn) => [fn.address, fn]));
  }

  /**
   * Reads functions that no route may invoke. A function that cannot run is only an error if it is invoked.
   * @returns the errors of the functions that cannot run, by Terraform address
   */
  readAll(resources: readonly ResolvedResource[]): ReadonlyMap<string, unknown> {
    const errors = new Map<string, unknown>();
    for (const resource of resources) {
      try {
        this.read(resource);
      } catch (error) {
        errors.set(resource.address, error);
      }
    }
    return errors;
  }

  #tryRead(resource: ResolvedResource): { readonly fn: LambdaFunction } | { readonly error: unknown } {
    try {
      return { fn: this.#read(resource) };
    } catch (error) {
      return { error };
    }
  }
}
