import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import type { Variant } from "./build";
import { LAMBDA_ENVIRONMENT } from "./environment";

/** Message from `invoke.cjs` after it has run all requested invocations. */
interface InvokeResult {
  /** Result of the last invocation. */
  readonly result: APIGatewayProxyStructuredResultV2;
  /** Average duration of an invocation. */
  readonly microseconds: number;
}

/**
 * Process that runs one variant. Each variant has a separate process, so that the optimizations of V8 for one
 * variant do not affect the times of another variant.
 */
export class Invoker {
  readonly name: string;
  readonly #process: ChildProcess;

  constructor({ name, file }: Variant) {
    this.name = name;
    // Without `execArgv: []`, the child process would inherit the Node options of this process and load tsx.
    this.#process = fork(path.join(__dirname, "invoke.cjs"), [file], {
      execArgv: [],
      env: LAMBDA_ENVIRONMENT,
    });
    this.#process.on("exit", (code) => {
      if (code) throw new Error(`${name}: the process exited with code ${code}`);
    });
  }

  /** Invokes the handler once and returns its result. */
  async invoke(event: string): Promise<APIGatewayProxyStructuredResultV2> {
    return (await this.#request(event, 1)).result;
  }

  /** Invokes the handler `count` times and returns the average duration in microseconds. */
  async time(event: string, count: number): Promise<number> {
    return (await this.#request(event, count)).microseconds;
  }

  end(): void {
    this.#process.kill();
  }

  async #request(event: string, count: number): Promise<InvokeResult> {
    this.#process.send({ event, count });
    const [message] = await once(this.#process, "message");
    return message;
  }
}
