import { routeArn } from "#aws";
import type { GatewayRequest } from "../../http/request";
import type { Api, RouteModel, StageModel } from "../../model/model";

/** Result of a route's authorization. */
export type AuthorizationResult = Allowed | Denied;

/** Result for a request that may reach its integration. */
export interface Allowed {
  readonly isAuthorized: true;
  /**
   * Data about the caller for the function, as in `requestContext.authorizer` of payload format 2.0:
   * `{ jwt: { claims, scopes } }`, `{ lambda: { … } }` or `{ iam: { … } }`. Absent on a public route.
   */
  readonly authorizer?: object;
  /**
   * Name of the caller, if an authorizer returns one. Used for `$context.authorizer.principalId` and payload format 1.0.
   */
  readonly principalId?: string;
}

/** Result for a request that is rejected. */
export interface Denied {
  readonly isAuthorized: false;
  readonly status: 401 | 403 | 500;
  /** `Unauthorized`, `Forbidden` or `Internal Server Error`. The response body is `{"message":…}`. */
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Reason for the terminal; never sent to the caller. */
  readonly reason: string;
  /**
   * API Gateway's text for `$context.authorizer.error` in the access log, such as `invalid_token: the token has expired`.
   * Absent if that text is unknown; the access log then has `reason`.
   */
  readonly error?: string;
}

/** Request whose route is known and whose caller must be authorized. */
export interface AuthorizationRequest {
  readonly request: GatewayRequest;
  readonly api: Api;
  readonly stage: StageModel;
  readonly route: RouteModel;
  readonly accountId: string;
  readonly region: string;
  /** Percent-decoded values by parameter name. */
  readonly pathParameters: Readonly<Record<string, string>>;
}

/** Returns the ARN that a policy must allow for this request. */
export function routeArnOf({ api, stage, request }: AuthorizationRequest): string {
  const { method, encodedPath } = request;
  return routeArn({ executionArn: api.executionArn, stage: stage.name, method, encodedPath });
}
