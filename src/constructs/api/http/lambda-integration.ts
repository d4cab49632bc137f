import { HTTP_API_QUOTAS } from "#aws";
import { nameCheck } from "../../checks";
import { type FunctionTarget, isFunctionTarget } from "../../function/function-target";
import { isRecord } from "../../props";
import { isUnresolved } from "../../tokens";
import { describeWrongValue } from "../../validation";
import { isWaived } from "../../waivers";
import type { AuthorizedApi } from "../common/authorizer";
import type { Integration, IntegrationSettings, RouteTarget } from "../common/integration";

/** Returns the integration of a route's target. A function is invoked with payload format 2.0. */
export function toIntegration(target: RouteTarget): Integration {
  return "settings" in target ? target : new LambdaIntegration(target);
}

/** Returns the error of a target that is neither a function nor an integration. */
export function validateTarget(target: unknown): string[] {
  const isIntegration = isRecord(target) && typeof target.settings === "function" && !("validate" in target);
  if (isFunctionTarget(target) || isIntegration) return [];
  return [
    describeWrongValue("the target", target, "a Lambda function or an integration", "Pass a NodejsFunction."),
  ];
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

  /**
   * Rejects a function timeout that is longer than API Gateway waits. With such a timeout, the function could
   * still run after the caller has received a 503.
   */
  validateRoute(): string[] {
    const { timeoutSeconds, node } = this.#target;
    const maxSeconds = HTTP_API_QUOTAS.integrationTimeoutMs.max / 1000;
    if (isUnresolved(timeoutSeconds) || timeoutSeconds <= maxSeconds) return [];
    if (isWaived(this.#target, "function-timeout")) return [];
    return [
      nameCheck(
        `timeout of ${node.path} is ${timeoutSeconds} s; the API stops waiting after ${maxSeconds} s. Set timeoutSeconds to ${maxSeconds} or less.`,
        "function-timeout",
      ),
    ];
  }
}
