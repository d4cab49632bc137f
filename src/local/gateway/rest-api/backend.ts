import type { RouteContext } from "../core/route-context";
import type { Payload } from "./payload";
import type { BackendParameters } from "./request-parameters";

/** Request to a backend, after the mappings of the integration. */
export interface BackendRequest {
  readonly parameters: BackendParameters;
  readonly body: Payload;
  readonly context: RouteContext;
  /** Time after which the backend must have responded. */
  readonly timeoutMs: number;
}

/** Response of a backend, before the mappings of the integration response. */
export interface BackendResponse {
  /** Status of the endpoint or the AWS service. */
  readonly status: number;
  /** Names with the spelling of the backend, and values. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
  /** Text that `selection_pattern` must match: the status, or the error message of a function. */
  readonly selector: string;
  readonly requestId?: string;
  /** Error of a function. Access logs contain it as `$context.integration.error`. */
  readonly error?: string;
}
