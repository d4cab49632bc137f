import { type Credentials, FUNCTION_CREDENTIALS, LOCAL_CREDENTIALS } from "#aws";
import { errorMessage } from "#error";
import type { AuthorizationResult } from "../gateway/core/authorization-result";
import type { Authorize, RequiredAuthorization } from "../gateway/core/common-steps";
import type { RoutedRecord } from "../gateway/core/request-record";
import type { EventFormats } from "../gateway/core/route-context";
import type { Issuer } from "../issuer/issuer";
import type { Lambda } from "../model/lambda-interface";
import { authorizerFailure } from "./denials";
import { authorizeIam } from "./iam-authorizer";
import { createRemoteKeys } from "./jwks";
import { authorizeJwt } from "./jwt-authorizer";
import { createLambdaAuthorizer } from "./lambda-authorizer";

export interface AuthorizerOptions {
  /**
   * Local issuer of the stack's user pools, with the keys that verify their tokens. The keys of any other
   * issuer are fetched over HTTP.
   */
  readonly issuer: Issuer;
  /** Emulated Lambda service, which runs the functions of Lambda authorizers. */
  readonly lambda: Lambda;
  /** Functions that create the events for Lambda authorizers, by payload format version. */
  readonly events: EventFormats;
  /** Credentials that the IAM authorizer accepts. Default: the local credentials. */
  readonly credentials?: readonly Credentials[];
  /** Returns the time with which tokens and signatures are compared, in milliseconds since the Unix epoch. Default: `Date.now`. */
  readonly now?: () => number;
  /** Timeout of a request to an issuer, in milliseconds. Default: 1500. */
  readonly issuerTimeoutMs?: number;
  /** Timeout of a Lambda authorizer's function, in milliseconds. Default: 10,000. */
  readonly authorizerTimeoutMs?: number;
}

/** Kinds of authorization that HTTP APIs have. */
type HttpApiKind = "JWT" | "CUSTOM" | "AWS_IAM";

type AuthorizersByKind = {
  [Kind in HttpApiKind]: (
    record: RoutedRecord,
    authorization: Extract<RequiredAuthorization, { kind: Kind }>,
  ) => Promise<AuthorizationResult>;
};

/**
 * Creates a function that authorizes the requests of HTTP APIs as API Gateway does. If an unexpected error occurs, the
 * function denies the request with status 500.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control.html
 */
export function createAuthorizer(options: AuthorizerOptions): Authorize {
  const authorizers = createAuthorizers(options);
  return async (record, authorization) => {
    try {
      // The type assertion is safe, because each authorizer is stored under its own kind. TypeScript cannot
      // infer this from `authorization.kind`.
      const authorize = authorizers[authorization.kind as HttpApiKind] as Authorize;
      return await authorize(record, authorization);
    } catch (error) {
      return authorizerFailure(`${record.route.key.text}: the authorizer failed: ${errorMessage(error)}`);
    }
  };
}

function createAuthorizers({
  issuer,
  lambda,
  events,
  now = Date.now,
  ...options
}: AuthorizerOptions): AuthorizersByKind {
  const {
    credentials = [LOCAL_CREDENTIALS, FUNCTION_CREDENTIALS],
    issuerTimeoutMs,
    authorizerTimeoutMs,
  } = options;
  const keys = issuer.keys(createRemoteKeys({ timeoutMs: issuerTimeoutMs }));
  return {
    JWT: (record, authorization) => authorizeJwt(record, authorization, keys, now),
    CUSTOM: createLambdaAuthorizer({ lambda, events, timeoutMs: authorizerTimeoutMs }),
    AWS_IAM: (record) => authorizeIam(record, credentials, now),
  };
}
