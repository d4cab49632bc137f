import type { Access, RouteKey } from "#contract";
import { nameCheck } from "../../checks";
import { type FunctionTarget, isFunctionTarget } from "../../function/function-target";
import { isRecord } from "../../props";
import { isUnresolved } from "../../tokens";
import { describeWrongValue } from "../../validation";
import { isWaived } from "../../waivers";
import type { AuthorizedApi } from "./authorizer";

/**
 * Arguments of an `aws_apigatewayv2_integration` that define the backend of a route.
 *
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/apigatewayv2_integration
 */
export interface IntegrationSettings {
  readonly integrationType: "AWS_PROXY" | "HTTP_PROXY";
  /** HTTP method of the call. `ANY` forwards the method of the request. */
  readonly integrationMethod: string;
  /** Invoke ARN of a function, or a URL. */
  readonly integrationUri: string;
  /** Version of the event's format. An integration of the type `HTTP_PROXY` has none, because it sends no event. */
  readonly payloadFormatVersion?: string;
  /** Time that API Gateway waits for a response, in milliseconds. */
  readonly timeoutMilliseconds: number;
}

/** Backend that a route calls, such as an HTTP endpoint. `httpProxy()` returns one. */
export interface Integration {
  /** Returns the integration arguments of a route. If necessary, allows the API to call the backend. */
  settings(api: AuthorizedApi): IntegrationSettings;
  /** Returns the errors of a route that uses the integration. */
  validateRoute(key: RouteKey, access: Access): readonly string[];
}

/** Target of a route: a Lambda function, or an integration. */
export type RouteTarget = FunctionTarget | Integration;

/**
 * Returns the error of a target that is neither a function nor an integration.
 *
 * @param method name of the method with which an integration returns its settings to this kind of API
 */
export function validateTarget(target: unknown, method: "settings" | "restSettings"): string[] {
  const isAuthorizer = isRecord(target) && ("validate" in target || "validateRest" in target);
  const isIntegration = isRecord(target) && typeof target[method] === "function" && !isAuthorizer;
  if (isFunctionTarget(target) || isIntegration) return [];
  return [
    describeWrongValue("the target", target, "a Lambda function or an integration", "Pass a NodejsFunction."),
  ];
}

/**
 * Rejects a function timeout that is longer than API Gateway waits. With such a timeout, the function could still run
 * after the caller has received an error.
 *
 * @param maxMs time that API Gateway waits, in milliseconds
 */
export function validateFunctionTimeout(target: FunctionTarget, maxMs: number): string[] {
  const { timeoutSeconds, node } = target;
  const maxSeconds = maxMs / 1000;
  if (isUnresolved(timeoutSeconds) || timeoutSeconds <= maxSeconds) return [];
  if (isWaived(target, "function-timeout")) return [];
  return [
    nameCheck(
      `timeout of ${node.path} is ${timeoutSeconds} s; the API stops waiting after ${maxSeconds} s. Set timeoutSeconds to ${maxSeconds} or less.`,
      "function-timeout",
    ),
  ];
}
