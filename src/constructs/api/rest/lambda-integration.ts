import { REST_API_QUOTAS } from "#aws";
import { Fn, Lazy } from "../../cdktf";
import type { FunctionTarget } from "../../function/function-target";
import { validateFunctionTimeout } from "../common/integration";
import type { AuthorizedRestApi } from "../common/rest-authorizer";
import type { RestIntegration, RestIntegrationSettings, RestRouteTarget } from "../common/rest-integration";
import { streamedRouteOf } from "../common/streamed-routes";

/** Returns the integration of a route's target. A function is invoked with the event of a Lambda proxy integration. */
export function toRestIntegration(target: RestRouteTarget): RestIntegration {
  return "restSettings" in target ? target : new LambdaProxyIntegration(target);
}

/**
 * Lambda proxy integration. A function streams either all its responses or none. One route with a streamed reply therefore
 * makes the responses of all its routes streams. Another route can follow, so the values are computed at synthesis.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode-lambda.html
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
      uri: Lazy.stringValue({ produce: () => this.#uri() }),
      timeoutMilliseconds: Lazy.numberValue({ produce: () => this.#maxTimeoutMs() }),
      responseTransferMode: Lazy.stringValue({
        produce: () => (this.#isStreaming() ? "STREAM" : undefined),
      }) as RestIntegrationSettings["responseTransferMode"],
    };
  }

  validateRestRoute(): string[] {
    return validateFunctionTimeout(this.#target, this.#maxTimeoutMs());
  }

  #isStreaming(): boolean {
    return streamedRouteOf(this.#target) !== undefined;
  }

  #maxTimeoutMs(): number {
    return this.#isStreaming() ? REST_API_QUOTAS.streamTimeoutMs : REST_API_QUOTAS.integrationTimeoutMs.max;
  }

  #uri(): string {
    const { invokeArn } = this.#target;
    return this.#isStreaming() ? toStreamingArn(invokeArn) : invokeArn;
  }
}

/**
 * Returns the ARN with which API Gateway calls `InvokeWithResponseStream`. The AWS provider has it as an attribute of a
 * function only since version 6.28, so that older versions would reject the attribute.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_InvokeWithResponseStream.html
 */
function toStreamingArn(invokeArn: string): string {
  const withVersion = Fn.replace(invokeArn, "path/2015-03-31/", "path/2021-11-15/");
  return Fn.replace(withVersion, "/invocations", "/response-streaming-invocations");
}
