import type { Access } from "#contract";
import { type AuthorizationSettings, type Authorizer, validateTokenAccess } from "../common/authorizer";

/**
 * Lets in callers who sign their requests with AWS credentials that allow `execute-api:Invoke`.
 *
 * @example
 * const api = new HttpApi(this, "api", { authorizer: new IamAuthorizer() });
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control-iam.html
 */
export class IamAuthorizer implements Authorizer {
  settings(): AuthorizationSettings {
    return { authorizationType: "AWS_IAM" };
  }

  validate(): string[] {
    return [];
  }

  validateRoute(access: Access): string[] {
    return validateTokenAccess(access, "IAM", "drop them, or guard the route with a JwtAuthorizer");
  }
}
