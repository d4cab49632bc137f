/** Times after which a streamed response ends. */
interface Limits {
  /** Time of the whole response. */
  readonly timeoutMs: number;
  /** Time without data. */
  readonly idleMs: number;
}

/**
 * Ends a streamed response that takes too long, or that has no data for too long.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html
 */
export class StreamLimits {
  /** Error with which the response was ended. */
  error?: Error;
  readonly #timeout: NodeJS.Timeout;
  readonly #idle: NodeJS.Timeout;

  /** @param end ends the response with an error */
  constructor({ timeoutMs, idleMs }: Limits, end: (error: Error) => void) {
    const startTimer = (ms: number, message: string) => setTimeout(() => this.#end(message, end), ms);
    this.#timeout = startTimer(timeoutMs, `integration timed out after ${timeoutMs} ms`);
    this.#idle = startTimer(idleMs, `the stream had no data for ${idleMs} ms`);
  }

  /** Must be called for each chunk of the response. */
  readonly onChunk = (): void => {
    this.#idle.refresh();
  };

  /** Must be called when the response has ended. */
  readonly stop = (): void => {
    clearTimeout(this.#timeout);
    clearTimeout(this.#idle);
  };

  #end(message: string, end: (error: Error) => void): void {
    this.stop();
    this.error = new Error(message);
    end(this.error);
  }
}
