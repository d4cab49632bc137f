import { REST_API_QUOTAS } from "#aws";
import type { Route } from "#contract";
import { FUNCTION_TARGET, type FunctionTarget } from "../../../function/function-target";
import { NUMBER, oneOf } from "../../../prop-rules";
import { checkProps, type PropRules, required } from "../../../props";
import { toMilliseconds, validateTimeout } from "../../common/http-endpoint";
import { validateFunctionTimeout } from "../../common/integration";
import type {
  RestIntegration,
  RestIntegrationResponse,
  RestIntegrationSettings,
} from "../../common/rest-integration";
import { functionResponses, successStatus } from "./default-responses";
import {
  type MappingTemplates,
  RESPONSE_MAPPINGS,
  type ResponseMapping,
  requestArguments,
  responseArguments,
  TEMPLATES,
} from "./mapping-options";

/** Options of {@link lambdaTemplate}. None is required. */
export interface LambdaTemplateOptions {
  /** Templates of the event of the function. Default: none, so that the event is the JSON body of the request. */
  readonly template?: MappingTemplates;
  /**
   * Responses to the caller. A `selectionPattern` is compared with the error message of the function. Default: the result of
   * the function with the success status of the contract, or 200. Each error becomes a problem with status 500. With
   * `invocationType: "Event"`, an empty response with status 202.
   */
  readonly responses?: readonly ResponseMapping[];
  /**
   * `Event` invokes the function asynchronously: API Gateway responds before the function runs, and Lambda retries a failed
   * invocation twice. Default: `RequestResponse`.
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-integration-async.html
   */
  readonly invocationType?: "Event" | "RequestResponse";
  /** Seconds that API Gateway waits for a response, 0.05 to 29. Fractions are allowed. Default: 29. */
  readonly timeoutSeconds?: number;
}

type LambdaProps = LambdaTemplateOptions & { readonly function: FunctionTarget };

const LAMBDA_RULES: PropRules<LambdaProps> = {
  function: required(FUNCTION_TARGET),
  template: TEMPLATES,
  responses: RESPONSE_MAPPINGS,
  invocationType: oneOf(["Event", "RequestResponse"]),
  timeoutSeconds: NUMBER,
};

/**
 * Returns a non-proxy integration of a REST API: API Gateway invokes a function with an event that a mapping template
 * creates. The function returns any JSON value, instead of a response with a status. Such a function does not use
 * `handle()`. Use the function itself as the target of a route, unless it already exists in this form, or is invoked
 * asynchronously.
 *
 * @example
 * const report = new NodejsFunction(this, "report", { entry: "functions/report.ts" });
 * const api = new RestApi(this, "api");
 * const later = lambdaTemplate(report, { invocationType: "Event", template: '{"id":"$context.requestId"}' });
 * api.route("POST /reports", later, { access: "public" });
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-custom-integrations.html
 */
export function lambdaTemplate(target: FunctionTarget, options: LambdaTemplateOptions = {}): RestIntegration {
  const { values, errors } = checkProps<LambdaProps>({ ...options, function: target }, LAMBDA_RULES);
  const { template, invocationType, timeoutSeconds } = values;
  const isEvent = invocationType === "Event";
  return {
    restSettings(api, _, route): RestIntegrationSettings {
      if (errors.length === 0) api.grantInvoke(target);
      const headers = invocationType && { "X-Amz-Invocation-Type": invocationType };
      const responses = isEvent ? eventResponses(route) : functionResponses(route);
      return {
        type: "AWS",
        // Method of API Gateway's call to Lambda, which is always POST. The route can have any method.
        integrationHttpMethod: "POST",
        uri: values.function?.invokeArn,
        timeoutMilliseconds: toMilliseconds(timeoutSeconds, REST_API_QUOTAS.integrationTimeoutMs),
        ...requestArguments({ headers, template }),
        responses: values.responses?.map(responseArguments) ?? responses,
      };
    },
    validateRestRoute: () => [
      ...errors,
      ...validateTimeout(timeoutSeconds, REST_API_QUOTAS.integrationTimeoutMs),
      ...(errors.length > 0 || isEvent
        ? []
        : validateFunctionTimeout(target, REST_API_QUOTAS.integrationTimeoutMs.max)),
    ],
  };
}

/** Status of a request that is accepted, and not yet processed. */
const ACCEPTED = 202;

/** Returns the response to an asynchronous invocation. Lambda returns no body. */
function eventResponses(route: Route): readonly RestIntegrationResponse[] {
  return [{ statusCode: route.replies === undefined ? ACCEPTED : successStatus(route) }];
}
