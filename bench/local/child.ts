import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";

/** A file of this folder in a process of its own, which answers one message with one message. */
export class Child {
  readonly #process: ChildProcess;

  /** @param flags of Node, beside those that this process has */
  constructor(file: string, args: readonly string[], flags: readonly string[] = []) {
    const execArgv = [...process.execArgv, ...flags];
    this.#process = fork(path.join(__dirname, file), args, { execArgv });
    this.#process.on("exit", (code) => {
      if (code) throw new Error(`the process of ${file} ended with ${code}`);
    });
  }

  /** What it says next. */
  async heard<Message>(): Promise<Message> {
    const [message] = await once(this.#process, "message");
    return message;
  }

  ask<Answer>(question: object): Promise<Answer> {
    this.#process.send(question);
    return this.heard<Answer>();
  }

  /** Resolves when nothing is left of it. */
  async end(): Promise<void> {
    this.#process.disconnect();
    await once(this.#process, "exit");
  }
}

/** Has a child answer what it is asked, and end with the process that started it. */
export function answer<Question>(reply: (question: Question) => unknown): void {
  process.on("message", async (question: Question) => tell(await reply(question)));
  process.on("disconnect", () => process.exit());
}

/** Tells the process that started this one. */
export function tell(message: unknown): void {
  process.send?.(message);
}
