import type { Access } from "#contract";
import { type AuthorizationSettings, type Authorizer, validateTokenAccess } from "./authorizer";
import type { RestAuthorizationSettings, RestAuthorizer } from "./rest-authorizer";
import type { WebSocketAuthorizer } from "./web-socket-authorizer";

/**
 * Authorizer that checks the Signature Version 4 of requests. It allows a request if the IAM principal that
 * signed it has the permission `execute-api:Invoke`. The authorizer creates no resource. It only sets the
 * authorization type of its routes to `AWS_IAM`. Synthesis rejects scopes and groups on these routes, because
 * IAM does not check them.
 *
 * @example
 * const api = new HttpApi(this, "api", { authorizer: new IamAuthorizer() });
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control-iam.html
 */
export class IamAuthorizer implements Authorizer, RestAuthorizer, WebSocketAuthorizer {
  settings(): AuthorizationSettings {
    return { authorizationType: "AWS_IAM" };
  }

  validate(): string[] {
    return [];
  }

  validateRoute(access: Access): string[] {
    return validateTokenAccess(access, "IAM", "Remove them, or use a JwtAuthorizer.");
  }

  restSettings(): RestAuthorizationSettings {
    return { authorization: "AWS_IAM" };
  }

  restIdentitySources(): string[] {
    return [];
  }

  validateRest(): string[] {
    return [];
  }

  webSocketSettings(): AuthorizationSettings {
    return { authorizationType: "AWS_IAM" };
  }

  validateWebSocket(): string[] {
    return [];
  }

  validateRestRoute(access: Access): string[] {
    return validateTokenAccess(access, "IAM", "Remove them, or use the authorizer of a UserPool.");
  }
}
