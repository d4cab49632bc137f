/** Frame of a client: the kind of its payload, and the number of its bytes. */
export interface FrameHeader {
  readonly isBinary: boolean;
  readonly isControl: boolean;
  readonly payloadBytes: number;
}

/** Bytes of the masking key, which each frame of a client has. */
const MASK_BYTES = 4;
/** Bytes of a header with the longest form of the length. */
const LONGEST_HEADER = 10;

/**
 * Reader of the frame headers in the data of a client. The package `ws` limits only the size of a whole message, but API
 * Gateway limits the size of each frame, too. The reader keeps no payload.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6455#section-5.2
 */
export class FrameHeaderReader {
  readonly #onFrame: (frame: FrameHeader) => void;
  readonly #header = Buffer.alloc(LONGEST_HEADER);
  #headerBytes = 0;
  /** Bytes of the masking key and of the payload that have not arrived yet. */
  #remaining = 0;

  /** @param onFrame receives each frame before its payload has arrived */
  constructor(onFrame: (frame: FrameHeader) => void) {
    this.#onFrame = onFrame;
  }

  /** Reads the next data of the client. It can start and end anywhere in a frame. */
  read(data: Buffer): void {
    let offset = 0;
    while (offset < data.length) {
      if (this.#remaining > 0) {
        const skipped = Math.min(this.#remaining, data.length - offset);
        this.#remaining -= skipped;
        offset += skipped;
        continue;
      }
      this.#header[this.#headerBytes++] = data[offset++] as number;
      if (this.#headerBytes === headerLength(this.#header, this.#headerBytes)) this.#endHeader();
    }
  }

  #endHeader(): void {
    const opcode = (this.#header[0] as number) & 0x0f;
    const payloadBytes = readLength(this.#header);
    this.#headerBytes = 0;
    this.#remaining = MASK_BYTES + payloadBytes;
    this.#onFrame({ isBinary: opcode === 2, isControl: opcode >= 8, payloadBytes });
  }
}

/** Returns the length of a header without its masking key. It is known when the second byte has arrived. */
function headerLength(header: Buffer, available: number): number {
  if (available < 2) return LONGEST_HEADER;
  const short = (header[1] as number) & 0x7f;
  if (short === 127) return 10;
  return short === 126 ? 4 : 2;
}

function readLength(header: Buffer): number {
  const short = (header[1] as number) & 0x7f;
  if (short === 127) return Number(header.readBigUInt64BE(2));
  return short === 126 ? header.readUInt16BE(2) : short;
}
