import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import type { Variant } from "./build";
import { LAMBDA_ENVIRONMENT } from "./environment";

/** Message that `invoke.cjs` sends after its last invocation. */
interface InvokeResult {
  /** Result of the last invocation. */
  readonly result: APIGatewayProxyStructuredResultV2;
  /** Average time per invocation. */
  readonly microseconds: number;
}

/**
 * Process that runs one variant. Each variant has a separate process, so that V8's optimizations for one
 * variant do not affect another.
 */
export class Invoker {
  readonly name: string;
  readonly #process: ChildProcess;

  constructor({ name, file }: Variant) {
    this.name = name;
    // Without `execArgv: []` the child would inherit this process's Node options and load tsx.
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

  /** Invokes the handler `count` times and returns the average time per invocation in microseconds. */
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
