/** Long enough that whoever saves twice has synthesized once. */
const QUIET_MS = 500;
/** So long a synth may go on though there is something newer: it may never end. */
const OVERTAKEN_MS = 5000;

/** Synthesizes when it is quiet, one synth at a time. */
export class SynthQueue {
  readonly #synthesize: (signal: AbortSignal) => Promise<void>;
  #quiet?: NodeJS.Timeout;
  #last: Promise<void> = Promise.resolve();
  #isWaiting = false;
  #isStopped = false;
  #running?: AbortController;

  /** @param synthesize never rejects, and ends early where it is told to */
  constructor(synthesize: (signal: AbortSignal) => Promise<void>) {
    this.#synthesize = synthesize;
  }

  /** Has a synth run when nobody has asked for one any more for a while. */
  request(): void {
    clearTimeout(this.#quiet);
    this.#quiet = setTimeout(() => this.#add(), QUIET_MS);
  }

  /** Ends the one that runs; no other runs after it. */
  async stop(): Promise<void> {
    clearTimeout(this.#quiet);
    this.#isStopped = true;
    this.#running?.abort();
    await this.#last;
  }

  #add(): void {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    const overtaken = this.#running;
    const ending = setTimeout(() => overtaken?.abort(), OVERTAKEN_MS);
    this.#last = this.#last.then(async () => {
      clearTimeout(ending);
      this.#isWaiting = false;
      if (!this.#isStopped) await this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#running = new AbortController();
    await this.#synthesize(this.#running.signal);
    this.#running = undefined;
  }
}
