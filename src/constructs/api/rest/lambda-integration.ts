import { REST_API_QUOTAS } from "#aws";
import type { FunctionTarget } from "../../function/function-target";
import { validateFunctionTimeout } from "../common/integration";
import type { AuthorizedRestApi } from "../common/rest-authorizer";
import type { RestIntegration, RestIntegrationSettings, RestRouteTarget } from "../common/rest-integration";

/** Returns the integration of a route's target. A function is invoked with the event of a Lambda proxy integration. */
export function toRestIntegration(target: RestRouteTarget): RestIntegration {
  return "restSettings" in target ? target : new LambdaProxyIntegration(target);
}

/**
 * Lambda proxy integration.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 */
class LambdaProxyIntegration implements RestIntegration {
  readonly #target: FunctionTarget;

  constructor(target: FunctionTarget) {
    this.#target = target;
  }

  restSettings(api: AuthorizedRestApi): RestIntegrationSettings {
    api.grantInvoke(this.#target);
    return {
      type: "AWS_PROXY",
      // Method of API Gateway's call to Lambda, which is always POST. The route can have any method.
      integrationHttpMethod: "POST",
      uri: this.#target.invokeArn,
      timeoutMilliseconds: REST_API_QUOTAS.integrationTimeoutMs.max,
    };
  }

  validateRestRoute(): string[] {
    return validateFunctionTimeout(this.#target, REST_API_QUOTAS.integrationTimeoutMs.max);
  }
}
