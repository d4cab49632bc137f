import { findEncodedSegment, parseRouteKey } from "#aws";
import { ownValue } from "#own-value";
import type { ResolvedResource } from "#terraform";
import type { ReaderContext } from "./reader-context";

/**
 * Resource types that the local gateway ignores, each with the reason or an alternative. No request to the
 * local URL of an API uses such a resource, so the resource causes a warning instead of an error.
 */
const NOT_EMULATED: Readonly<Record<string, string>> = {
  aws_apigatewayv2_domain_name: "use the local URL of the API",
  aws_apigatewayv2_api_mapping: "use the local URL of the API",
  aws_lambda_event_source_mapping: "queues and streams are not polled locally",
  aws_lambda_function_url: "call the function through its API",
  aws_cloudwatch_event_rule: "events and schedules do not fire locally",
  aws_scheduler_schedule: "schedules do not fire locally",
};

/**
 * Returns one line for each part of a stack that has no effect locally. The CLI adds the prefix
 * `not emulated: `.
 */
export function findUnsupported({ stack }: ReaderContext): readonly string[] {
  const resources = stack.resources.flatMap(({ type, address }) => {
    const reason = ownValue(NOT_EMULATED, type);
    return reason === undefined ? [] : [`${address} (${reason})`];
  });
  const endpoints = stack
    .ofType("aws_apigatewayv2_api")
    .filter(isEndpointDisabled)
    .map(({ address }) => `${address}: disable_execute_api_endpoint (ignored locally)`);
  const routes = stack.ofType("aws_apigatewayv2_route").flatMap(({ address, values: { route_key: key } }) => {
    const segment = typeof key === "string" ? findEncodedSegment(parseRouteKey(key)) : undefined;
    return segment === undefined ? [] : [`${address} (how API Gateway matches "${segment}" is unmeasured)`];
  });
  const modules = stack.modules.map((name) => `module.${name} (modules are not read)`);
  return [...resources, ...endpoints, ...routes, ...modules];
}

function isEndpointDisabled({ values }: ResolvedResource): boolean {
  return String(values.disable_execute_api_endpoint) === "true";
}
