/** Text frame that is the last one of its message. */
const TEXT_FRAME = 0x81;
const MASKED = 0x80;
/** Longest payload whose length fits into the second byte of a frame. */
const MAX_PAYLOAD_BYTES = 125;

/**
 * Creates the frame of a short text message from a server.
 * @see https://www.rfc-editor.org/rfc/rfc6455#section-5.2
 */
export function createServerFrame(message: string): Buffer {
  const payload = readPayload(message);
  return Buffer.concat([Buffer.from([TEXT_FRAME, payload.length]), payload]);
}

/** Creates the frame of a short text message from a client, whose payload is masked. */
export function createClientFrame(message: string): Buffer {
  const payload = readPayload(message);
  const mask = Buffer.from([0x12, 0x34, 0x56, 0x78]);
  const masked = payload.map((byte, index) => byte ^ (mask[index % mask.length] ?? 0));
  return Buffer.concat([Buffer.from([TEXT_FRAME, MASKED | payload.length]), mask, masked]);
}

function readPayload(message: string): Buffer {
  const payload = Buffer.from(message);
  if (payload.length <= MAX_PAYLOAD_BYTES) return payload;
  throw new Error(`the message has ${payload.length} bytes; expected at most ${MAX_PAYLOAD_BYTES}`);
}
