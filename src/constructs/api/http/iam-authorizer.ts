import type { Access } from "#contract";
import { type AuthorizationSettings, type Authorizer, validateTokenAccess } from "../common/authorizer";

/**
 * Authorizer that allows requests that an IAM principal with the permission `execute-api:Invoke` has signed
 * with Signature Version 4. It sets the authorization type of its routes to `AWS_IAM` and creates no
 * resource. Scopes or groups on these routes are an error, because IAM does not check them.
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
    return validateTokenAccess(access, "IAM", "Remove them, or use a JwtAuthorizer.");
  }
}
