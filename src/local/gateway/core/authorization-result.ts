import type { GatewayResponse } from "../../http/response";

/** Result of authorizing a request. */
export type AuthorizationResult = Allowed | Denied;

/** Result for a request that is allowed to reach its integration. */
export interface Allowed {
  readonly isAuthorized: true;
  /**
   * Data about the caller that the function receives as `requestContext.authorizer` in payload format 2.0:
   * `{ jwt: { claims, scopes } }`, `{ lambda: { … } }` or `{ iam: { … } }`. For a REST API, it is `{ claims }`,
   * `{ principalId, … }` or `{ iam: { … } }`. Absent on a public route.
   */
  readonly authorizer?: object;
  /**
   * Principal ID of the caller, if a Lambda authorizer returned one. Access logs contain it as
   * `$context.authorizer.principalId`.
   */
  readonly principalId?: string;
  /** API key of the caller, if a Lambda authorizer of a REST API returned one. */
  readonly usageIdentifierKey?: string;
  /** Invocation of the function of a REST API's authorizer. Absent if a cached result was used. */
  readonly invocation?: FunctionInvocation;
}

/** Invocation of the function of an authorizer. */
export interface FunctionInvocation {
  readonly requestId: string;
  readonly latencyMs: number;
  /** Status of the Lambda service: 429 for a throttled invocation, and 200 for any other one. */
  readonly status: number;
}

/** Result for a request that is denied. */
export interface Denied {
  readonly isAuthorized: false;
  readonly status: 401 | 403 | 500;
  /** Message in the response body: `Unauthorized`, `Forbidden` or `Internal Server Error`. */
  readonly message: string;
  /** Response of a REST API. Its message depends on the reason. Absent for an HTTP API. */
  readonly response?: GatewayResponse;
  readonly headers?: Readonly<Record<string, string>>;
  /** Reason for the denial. It is printed in the terminal and never sent to the caller. */
  readonly reason: string;
  /**
   * Value of `$context.authorizer.error` in the access log, such as `invalid_token: the token has expired`.
   * If `error` is absent, the access log contains `reason` instead.
   */
  readonly error?: string;
  /** Invocation of the function of a REST API's authorizer. Absent if the function was not invoked. */
  readonly invocation?: FunctionInvocation;
}
