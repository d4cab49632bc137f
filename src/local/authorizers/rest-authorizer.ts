import { FUNCTION_CREDENTIALS, LOCAL_CREDENTIALS } from "#aws";
import { errorMessage } from "#error";
import type { AuthorizationResult } from "../gateway/core/authorization-result";
import type { Authorize, RequiredAuthorization } from "../gateway/core/common-steps";
import type { RoutedRecord } from "../gateway/core/request-record";
import type { AuthorizerOptions } from "./authorizer";
import { authorizeCognito } from "./cognito-authorizer";
import { createRemoteKeys } from "./jwks";
import { denyRest } from "./rest-denials";
import { authorizeRestIam } from "./rest-iam-authorizer";
import { createRestLambdaAuthorizer } from "./rest-lambda-authorizer";

/** Credentials with which a request can be signed. */
const CREDENTIALS = [LOCAL_CREDENTIALS, FUNCTION_CREDENTIALS];

/**
 * Creates a function that authorizes the requests of REST APIs as API Gateway does. If an unexpected error occurs, the
 * function denies the request with status 500.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html
 */
export function createRestAuthorizer({
  issuer,
  lambda,
  now = Date.now,
}: Pick<AuthorizerOptions, "issuer" | "lambda" | "now">): Authorize {
  const keys = issuer.keys(createRemoteKeys());
  const authorizeByLambda = createRestLambdaAuthorizer(lambda);
  const authorize = (
    record: RoutedRecord,
    authorization: RequiredAuthorization,
  ): Promise<AuthorizationResult> => {
    switch (authorization.kind) {
      case "TOKEN":
      case "REQUEST":
        return authorizeByLambda(record, authorization);
      case "COGNITO_USER_POOLS":
        return authorizeCognito(record, authorization, keys, now);
      case "AWS_IAM":
        return authorizeRestIam(record, CREDENTIALS, now);
      default:
        throw new Error(`REST APIs have no authorization ${authorization.kind}`);
    }
  };
  return async (record, authorization) => {
    try {
      return await authorize(record, authorization);
    } catch (error) {
      const reason = `${record.route.key.text}: the authorizer failed: ${errorMessage(error)}`;
      return denyRest("AUTHORIZER_FAILURE", null, reason);
    }
  };
}
