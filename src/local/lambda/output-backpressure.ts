/**
 * Backpressure limit: a worker pauses while more than this many characters of its output are unread. An invocation
 * that does not write endlessly stays far below it.
 */
const MAX_UNREAD_CHARACTERS = 256 * 1024;
/** Characters that a line counts for in addition to its text, so that endless empty lines reach the limit too. */
const LINE_OVERHEAD = 500;

/**
 * Counter of the output that a worker has written and the host thread has not read yet, in memory that both share.
 * A worker that writes endlessly blocks until the host catches up, like a process that writes to a full pipe. Without
 * this limit, its unread lines would fill the memory, and reading them would take all of the host thread's time.
 *
 * Invariant: only the worker's thread calls {@link reserve}, and only the host thread calls {@link release}. The worker
 * checks the limit and then adds to the counter in two steps; this is safe because no other thread adds.
 *
 * @see https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects/Atomics/wait
 */
export class OutputBuffer {
  readonly memory: SharedArrayBuffer;
  readonly #cell: Int32Array;

  /** @param memory the other side's memory; default: new memory */
  constructor(memory = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)) {
    this.memory = memory;
    this.#cell = new Int32Array(memory);
  }

  /**
   * Counts a line as unread; the worker calls it before it sends the line. Blocks the worker's thread while the limit
   * is exceeded.
   */
  reserve(line: string): void {
    for (let unread = this.#unread(); unread > MAX_UNREAD_CHARACTERS; unread = this.#unread()) {
      Atomics.wait(this.#cell, 0, unread);
    }
    Atomics.add(this.#cell, 0, sizeOf(line));
  }

  /** Counts a line as read, and wakes the worker if it waits; the host calls it once for each line that it receives. */
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
