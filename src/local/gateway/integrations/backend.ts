import type { Span } from "../../trace";
import type { Payload } from "./payload";

/** Parameters of a request to a backend that mappings or overrides set, by name. A list has several values. */
export type BackendParameters = Readonly<
  Record<"header" | "path" | "querystring", Readonly<Record<string, string | readonly string[]>>>
>;

/** Request of a client, as far as backends need it. A message of a WebSocket connection counts as a request. */
export interface BackendCaller {
  readonly apiId: string;
  /** HTTP method of the request. An integration with the method `ANY` keeps it. */
  readonly method: string;
  /** Content type of the request. Absent if it has none. */
  readonly contentType: string | undefined;
  /** X-Ray trace header: `Root=1-…`. */
  readonly traceHeader: string;
  readonly stageVariables: Readonly<Record<string, string>>;
  readonly span?: Span;
}

/** Request to a backend, after the mappings of the integration. */
export interface BackendRequest {
  readonly parameters: BackendParameters;
  readonly body: Payload;
  readonly caller: BackendCaller;
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
  /** Text that selects the integration response: the status, or the error message of a function. */
  readonly selector: string;
  readonly requestId?: string;
  /** Error of a function. Access logs contain it as `$context.integration.error`. */
  readonly error?: string;
}

/** Returns the values of the headers with a name, which is not case-sensitive. */
export function findHeaders({ headers }: Pick<BackendResponse, "headers">, name: string): readonly string[] {
  return headers.filter(([key]) => key.toLowerCase() === name.toLowerCase()).map(([, value]) => value);
}
