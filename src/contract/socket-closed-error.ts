/** Close code of a connection that ended without a close frame (RFC 6455). */
export const ABNORMAL_CLOSURE = 1006;

/**
 * Error for a message whose connection was closed before the reply, or for a connection that was closed or rejected.
 * @example
 * const isRejected = (error: unknown) => error instanceof SocketClosedError && error.code === 1006;
 */
export class SocketClosedError extends Error {
  override readonly name = "SocketClosedError";
  /**
   * Close code of the connection, such as 1001 after 10 minutes without a message. It is 1006 if there was no close frame,
   * such as for a rejected handshake. It is 1000 after `close()`.
   * @see https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1
   */
  readonly code: number;

  constructor(message: string, code: number = ABNORMAL_CLOSURE, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause });
    this.code = code;
  }
}
