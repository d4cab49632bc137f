import type { LambdaFunction } from "../model/model";
import { createEnvironment } from "./environment";
import { type EnvironmentOwner, ExecutionEnvironment } from "./execution-environment";
import type { Code } from "./function-code";
import type { LogLine } from "./messages";
import { WarmWorkers } from "./warm-workers";
import { WorkerThread } from "./worker-thread";

export interface WorkersOptions {
  /** What every worker runs first. */
  readonly bootstrap: string;
  /** What every function's environment has on top. */
  readonly environment: Readonly<Record<string, string>>;
  readonly isTimed: boolean;
  readonly onLine: (line: LogLine) => void;
}

/** Starts workers, and keeps spare ones. */
export class Workers {
  readonly #options: WorkersOptions;
  readonly #warm = new WarmWorkers();

  constructor(options: WorkersOptions) {
    this.#options = options;
  }

  /** @throws Error where the code cannot be put anywhere, or the function's settings are none that Node starts with */
  start(fn: LambdaFunction, code: Code, owner: EnvironmentOwner): ExecutionEnvironment {
    const { isTimed, onLine } = this.#options;
    const taskRoot = code.taskRoot();
    const thread = this.#warm.take(fn.address, compatibilityKey(fn, code)) ?? this.#thread(fn, code);
    return new ExecutionEnvironment({ fn, taskRoot, isTimed, onLine }, owner, thread);
  }

  /** Makes a worker ready for a function's next code, which is likely to require the packages that this one does. */
  makeSpare(fn: LambdaFunction, code: Code): void {
    this.#warm.put(fn.address, compatibilityKey(fn, code), this.#thread(fn, code));
  }

  dropSpare(address: string): void {
    this.#warm.drop(address);
  }

  /** Ends the spare ones. */
  stop(): Promise<void> {
    return this.#warm.stop();
  }

  #thread(fn: LambdaFunction, { requires }: Code): WorkerThread {
    const { bootstrap, environment } = this.#options;
    return new WorkerThread({ fn, environment: createEnvironment(fn, environment), bootstrap, requires });
  }
}

/** Workers of one text are the same until they have their code. */
function compatibilityKey(fn: LambdaFunction, { requires }: Code): string {
  return JSON.stringify([fn, requires]);
}
