/** Body of a response with problem details (RFC 9457). */
export interface ProblemDetails<Code extends string = string> {
  readonly status: number;
  /** Error code for programs. */
  readonly code: Code;
  /** Message for people. */
  readonly detail: string;
  readonly requestId: string;
  /**
   * Errors of the input, if the code is `invalid-input`. `in` is the part of the request, such as `body`.
   * `path` is a JSON Pointer to the invalid value in this part.
   */
  readonly errors?: readonly { readonly in: string; readonly path: string; readonly message: string }[];
}

/**
 * Error for a response with a status of 400 or more that the route does not declare, with the fields of its problem
 * details (RFC 9457). Its message starts with the route key: `GET /things/{thingId}: …`.
 * @see https://www.rfc-editor.org/rfc/rfc9457
 */
export class Problem extends Error {
  override readonly name = "Problem";
  readonly status: number;
  /**
   * Error code for programs. It is `http-<status>` if the body has no code, as in the errors that
   * API Gateway itself sends in an HTTP API.
   */
  readonly code: string;
  /** Message for people, without the route. */
  readonly detail: string;
  readonly requestId?: string;
  /** Errors of the input, if the code is `invalid-input`. */
  readonly errors?: ProblemDetails["errors"];

  /** @param routeKey key of the route, such as `GET /things/{thingId}`, which starts the message. Default: none */
  constructor(status: number, details: Partial<ProblemDetails>, routeKey?: string) {
    const { code, detail = `the API returned ${status}`, requestId, errors } = details;
    super(routeKey === undefined ? detail : `${routeKey}: ${detail}`);
    this.status = status;
    this.detail = detail;
    this.code = code ?? `http-${status}`;
    this.requestId = requestId;
    this.errors = errors;
  }
}
