/** Time without a message after which a heartbeat is sent. Browsers can delay a timer by a minute. */
const HEARTBEAT_MS = 8 * 60_000;

/**
 * Calls a function when a connection was idle for 8 minutes. API Gateway closes a connection after 10 minutes without a
 * message. Frames of the type ping do not count as messages.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html
 */
export class Heartbeat {
  readonly #send: () => unknown;
  #lastMessageAt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(send: () => unknown) {
    this.#send = send;
  }

  /** Records a message in either direction. */
  recordMessage(): void {
    this.#lastMessageAt = performance.now();
  }

  start(): void {
    this.recordMessage();
    this.#schedule();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    const delayMs = this.#lastMessageAt + HEARTBEAT_MS - performance.now();
    this.#timer = setTimeout(() => this.#check(), Math.max(0, delayMs));
    // Timers of browsers are numbers. In Node, an open connection keeps the process running, but the timer does not.
    (this.#timer as { unref?(): void }).unref?.();
  }

  #check(): void {
    if (performance.now() - this.#lastMessageAt >= HEARTBEAT_MS) this.#send();
    this.#schedule();
  }
}
