/**
 * Backpressure limit: a worker is blocked while more than this many characters of its output are unread. The
 * output of a normal invocation stays far below the limit.
 */
const MAX_UNREAD_CHARACTERS = 256 * 1024;
/**
 * Characters that are counted for each line in addition to its length, so that a worker that writes endless
 * empty lines reaches the limit too.
 */
const LINE_OVERHEAD = 500;

/**
 * Counter of the output that a worker has written and the main thread has not read yet. The counter is in
 * memory that both threads share; the main thread runs the gateway.
 *
 * A worker that writes endlessly is blocked until the main thread has read enough, like a process that writes
 * to a full pipe. Without this limit, the unread lines would fill the memory, and the main thread would spend
 * all its time on reading them.
 *
 * Invariant: only the worker calls {@link reserve}, and only the main thread calls {@link release}. `reserve`
 * checks the limit and then increases the counter in a second step. This is safe because no other thread
 * increases the counter.
 *
 * @see https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects/Atomics/wait
 */
export class OutputBuffer {
  readonly memory: SharedArrayBuffer;
  readonly #cell: Int32Array;

  /** @param memory `memory` of the other thread's buffer; default: new memory */
  constructor(memory = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)) {
    this.memory = memory;
    this.#cell = new Int32Array(memory);
  }

  /**
   * Counts a line as unread. The worker calls this method before it sends the line. The call blocks the
   * worker while the limit is exceeded.
   */
  reserve(line: string): void {
    for (let unread = this.#unread(); unread > MAX_UNREAD_CHARACTERS; unread = this.#unread()) {
      Atomics.wait(this.#cell, 0, unread);
    }
    Atomics.add(this.#cell, 0, sizeOf(line));
  }

  /**
   * Counts a line as read, and wakes up a blocked worker. The main thread calls this method for each line
   * that it receives.
   */
  release(line: string): void {
    Atomics.sub(this.#cell, 0, sizeOf(line));
    Atomics.notify(this.#cell, 0);
  }

  #unread(): number {
    return Atomics.load(this.#cell, 0);
  }
}

function sizeOf(line: string): number {
  return line.length + LINE_OVERHEAD;
}
