import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";

/** Child process that runs a file of this folder. It answers each message of the parent with one message. */
export class Child {
  readonly #process: ChildProcess;

  /** @param nodeFlags Node options of the child, in addition to those of this process */
  constructor(file: string, args: readonly string[], nodeFlags: readonly string[] = []) {
    const execArgv = [...process.execArgv, ...nodeFlags];
    this.#process = fork(path.join(__dirname, file), args, { execArgv });
    this.#process.on("exit", (code) => {
      if (code) throw new Error(`${file}: the process exited with code ${code}`);
    });
  }

  /** Resolves with the next message from the child. */
  async receive<Message>(): Promise<Message> {
    const [message] = await once(this.#process, "message");
    return message;
  }

  /** Sends a message to the child and resolves with the answer. */
  request<Reply>(message: object): Promise<Reply> {
    this.#process.send(message);
    return this.receive<Reply>();
  }

  /** Ends the child and resolves after it has exited. */
  async end(): Promise<void> {
    this.#process.disconnect();
    await once(this.#process, "exit");
  }
}

/**
 * Sends an answer to every message from the parent process, and exits when the parent disconnects. Runs in
 * the child process.
 */
export function handleRequests<Request>(createReply: (request: Request) => unknown): void {
  process.on("message", async (request: Request) => sendToParent(await createReply(request)));
  process.on("disconnect", () => process.exit());
}

/** Sends a message to the parent process. Runs in the child process. */
export function sendToParent(message: unknown): void {
  process.send?.(message);
}
