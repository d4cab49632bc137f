import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import type { Way } from "./build";
import { LAMBDA_ENVIRONMENT } from "./environment";

interface Answer {
  readonly result: APIGatewayProxyStructuredResultV2;
  readonly microseconds: number;
}

/** A way in a process of its own, so that none is compiled for what another does. */
export class Invoker {
  readonly name: string;
  readonly #process: ChildProcess;

  constructor({ name, file }: Way) {
    this.name = name;
    // The bench's own Node options would load tsx there too.
    this.#process = fork(path.join(__dirname, "invoke.cjs"), [file], {
      execArgv: [],
      env: LAMBDA_ENVIRONMENT,
    });
    this.#process.on("exit", (code) => {
      if (code) throw new Error(`${name} cannot be called: its process ended with ${code}`);
    });
  }

  /** What the way answers. */
  async result(event: string): Promise<APIGatewayProxyStructuredResultV2> {
    return (await this.#invoke(event, 1)).result;
  }

  /** How long a request takes on average, in microseconds. */
  async time(event: string, times: number): Promise<number> {
    return (await this.#invoke(event, times)).microseconds;
  }

  end(): void {
    this.#process.kill();
  }

  async #invoke(event: string, times: number): Promise<Answer> {
    this.#process.send({ event, times });
    const [answer] = await once(this.#process, "message");
    return answer;
  }
}
