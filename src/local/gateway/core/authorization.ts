import { routeArn } from "#aws";
import type { GatewayRequest } from "../../http/request";
import type { Api, RouteModel, StageModel } from "../../model/model";

/** What a guard has to say of a request. */
export type AuthorizationResult = Allowed | Denied;

export interface Allowed {
  readonly isAuthorized: true;
  /**
   * What a function is told of its caller, as `requestContext.authorizer` of payload format 2.0:
   * `{ jwt: { claims, scopes } }`, `{ lambda: { … } }` or `{ iam: { … } }`; nothing on an open route.
   */
  readonly authorizer?: object;
  /** The caller's name for `$context.authorizer.principalId` and payload format 1.0, where an authorizer gives one. */
  readonly principalId?: string;
}

export interface Denied {
  readonly isAuthorized: false;
  readonly status: 401 | 403 | 500;
  /** `Unauthorized`, `Forbidden`, `Internal Server Error`: the answer is `{"message":…}`. */
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Why, for the terminal; never told to the caller. */
  readonly reason: string;
  /**
   * What API Gateway itself says of it, for the access log's `$context.authorizer.error`:
   * `invalid_token: the token has expired`. Absent where its words are not known: `reason` then says it.
   */
  readonly error?: string;
}

/** A request at its route, whose caller is to be judged. */
export interface AuthorizationRequest {
  readonly request: GatewayRequest;
  readonly api: Api;
  readonly stage: StageModel;
  readonly route: RouteModel;
  readonly accountId: string;
  readonly region: string;
  /** Percent-decoded, by name. */
  readonly pathParameters: Readonly<Record<string, string>>;
}

/** Returns the ARN that a policy must allow for this request. */
export function routeArnOf({ api, stage, request }: AuthorizationRequest): string {
  const { method, encodedPath } = request;
  return routeArn({ executionArn: api.executionArn, stage: stage.name, method, encodedPath });
}
