import type { IntegrationFailure } from "./invoke";

/** Reason why an integration gave no response. The last three occur only with non-proxy integrations. */
export type NonProxyFailure =
  | IntegrationFailure
  | "INVALID_EVENT"
  | "INVALID_PAYLOAD"
  | "UNSUPPORTED_MEDIA_TYPE";

/**
 * Error that ends a request to a non-proxy integration. Its message is for the terminal. Each kind of API has its own
 * response to a failure.
 */
export class MappingError extends Error {
  override readonly name = "MappingError";
  readonly failure: NonProxyFailure;

  constructor(failure: NonProxyFailure, message: string) {
    super(message);
    this.failure = failure;
  }
}
