/** A worker waits while more than so many characters of it are unread: far more than a call writes that means well. */
const MAX_CHARACTERS = 256 * 1024;
/** What a line counts for beside its text: an endless row of empty lines takes time too. */
const EACH = 500;

/**
 * How much of what a worker wrote the gateway has not read yet, in memory that both share. A worker that writes without end
 * waits for the gateway, as a process does that writes to a full pipe: otherwise its lines would take all memory there is,
 * and all of the gateway's time.
 *
 * @see https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects/Atomics/wait
 */
export class OutputBuffer {
  readonly memory: SharedArrayBuffer;
  readonly #cell: Int32Array;

  constructor(memory = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)) {
    this.memory = memory;
    this.#cell = new Int32Array(memory);
  }

  /** The worker writes a line; it returns when that may be told. */
  written(line: string): void {
    for (let unread = this.#unread(); unread > MAX_CHARACTERS; unread = this.#unread()) {
      Atomics.wait(this.#cell, 0, unread);
    }
    Atomics.add(this.#cell, 0, characterCount(line));
  }

  /** The gateway has read a line. */
  read(line: string): void {
    Atomics.sub(this.#cell, 0, characterCount(line));
    Atomics.notify(this.#cell, 0);
  }

  #unread(): number {
    return Atomics.load(this.#cell, 0);
  }
}

function characterCount(line: string): number {
  return line.length + EACH;
}
