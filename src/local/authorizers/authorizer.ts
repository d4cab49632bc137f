import { type Credentials, LOCAL_CREDENTIALS } from "#aws";
import { errorMessage } from "#error";
import type { AuthorizationRequest, AuthorizationResult } from "../gateway/core/authorization";
import type { EventFormats } from "../gateway/core/route-context";
import type { Issuer } from "../issuer/issuer";
import type { Lambda } from "../model/invocation";
import type { RouteAuthorization } from "../model/model";
import { authorizerFailure } from "./denials";
import { authorizeIam } from "./iam-authorizer";
import { createRemoteKeys } from "./jwks";
import { authorizeJwt } from "./jwt-authorizer";
import { createLambdaAuthorizer } from "./lambda-authorizer";

/** Says whether a request may call its route. It never throws. */
export type Authorize = (
  asked: AuthorizationRequest,
  guard: RouteAuthorization,
) => Promise<AuthorizationResult>;

export interface AuthorizerOptions {
  /** Of the stack's user pools. Other issuers' keys are fetched. */
  readonly issuer: Issuer;
  /** Runs the functions that authorize. */
  readonly lambda: Lambda;
  /** Events of the API, for Lambda authorizers. */
  readonly events: EventFormats;
  /** Whose signatures count. Default: this machine's. */
  readonly credentials?: readonly Credentials[];
  /** Milliseconds since 1970. Default: the clock. */
  readonly now?: () => number;
  /** Milliseconds that an issuer has for a request. Default: 1500. */
  readonly issuerTimeoutMs?: number;
  /** Milliseconds that an authorizer's function has to answer. Default: 10,000. */
  readonly authorizerTimeoutMs?: number;
}

type AuthorizersByKind = {
  [Kind in RouteAuthorization["kind"]]: (
    asked: AuthorizationRequest,
    guard: Extract<RouteAuthorization, { kind: Kind }>,
  ) => Promise<AuthorizationResult>;
};

/**
 * Decides who may call, as API Gateway does.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control.html
 */
export function createAuthorizer(options: AuthorizerOptions): Authorize {
  const judges = createAuthorizers(options);
  return async (asked, guard) => {
    try {
      // A guard goes to the judge of its own kind, which the compiler cannot follow through the table.
      const judge = judges[guard.kind] as (
        asked: AuthorizationRequest,
        guard: RouteAuthorization,
      ) => Promise<AuthorizationResult>;
      return await judge(asked, guard);
    } catch (thrown) {
      return authorizerFailure(`${asked.route.key}: its caller could not be judged: ${errorMessage(thrown)}`);
    }
  };
}

const ALLOWED = Promise.resolve<AuthorizationResult>({ isAuthorized: true });

function createAuthorizers({
  issuer,
  lambda,
  events,
  now = Date.now,
  ...options
}: AuthorizerOptions): AuthorizersByKind {
  const { credentials = [LOCAL_CREDENTIALS], issuerTimeoutMs, authorizerTimeoutMs } = options;
  const keys = issuer.keys(createRemoteKeys({ now, timeoutMs: issuerTimeoutMs }));
  return {
    NONE: () => ALLOWED,
    JWT: (asked, guard) => authorizeJwt(asked, guard, keys, now),
    CUSTOM: createLambdaAuthorizer({ lambda, events, now, timeoutMs: authorizerTimeoutMs }),
    AWS_IAM: (asked) => authorizeIam(asked, credentials, now),
  };
}
