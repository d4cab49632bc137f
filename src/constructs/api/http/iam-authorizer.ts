import type { Access } from "#contract";
import { type AuthorizationSettings, type Authorizer, validateTokenAccess } from "../common/authorizer";

/**
 * Authorizer for requests signed with SigV4 by a principal with the permission `execute-api:Invoke`. It creates no
 * resource: it sets the authorization type of its routes to `AWS_IAM`. Setting scopes or groups on these routes is an
 * error.
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
