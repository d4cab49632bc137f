import { HTTP_API_QUOTAS } from "#aws";
import type { FunctionTarget } from "../../function/function-target";
import type { AuthorizedApi } from "../common/authorizer";
import {
  type Integration,
  type IntegrationSettings,
  type RouteTarget,
  validateFunctionTimeout,
} from "../common/integration";

/** Returns the integration of a route's target. A function is invoked with payload format 2.0. */
export function toIntegration(target: RouteTarget): Integration {
  return "settings" in target ? target : new LambdaIntegration(target);
}

/**
 * Lambda proxy integration with payload format 2.0.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
class LambdaIntegration implements Integration {
  readonly #target: FunctionTarget;

  constructor(target: FunctionTarget) {
    this.#target = target;
  }

  settings(api: AuthorizedApi): IntegrationSettings {
    api.grantInvoke(this.#target);
    return {
      integrationType: "AWS_PROXY",
      // Method of API Gateway's call to Lambda, which is always POST. The route can have any method.
      integrationMethod: "POST",
      integrationUri: this.#target.invokeArn,
      payloadFormatVersion: "2.0",
      timeoutMilliseconds: HTTP_API_QUOTAS.integrationTimeoutMs.max,
    };
  }

  validateRoute(): string[] {
    return validateFunctionTimeout(this.#target, HTTP_API_QUOTAS.integrationTimeoutMs.max);
  }
}
