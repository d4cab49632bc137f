import { ACCOUNT_THROTTLE } from "#aws";
import type { Body, ResolvedResource } from "#terraform";
import { validateStage } from "./http-api-limits";
import type { StageModel, ThrottleModel } from "./model";
import { type ReaderContext, readBlock, readBlocks, readText, readValue } from "./reader-context";

/**
 * Reads an `aws_apigatewayv2_stage`. The argument `auto_deploy` is ignored, because the local gateway always
 * serves the current routes of the stack.
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/apigatewayv2_stage
 */
export function readStage(context: ReaderContext, resource: ResolvedResource): StageModel {
  const accessLog = readBlock(resource, "access_log_settings");
  const routeSettings = readBlocks(resource, "route_settings");
  const defaultSettings = readBlock(resource, "default_route_settings");
  const stage = {
    address: resource.address,
    name: readText(resource, "name") ?? "$default",
    variables: (readValue(resource, "stage_variables") ?? {}) as Record<string, string>,
    throttle: toThrottle(defaultSettings),
    routeThrottles: new Map(
      routeSettings.map((settings) => [String(settings.route_key), toThrottle(settings)]),
    ),
    accessLogFormat: accessLog && String(accessLog.format),
  };
  context.errors.add(...validateStage(stage));
  return stage;
}

/** Returns the `$default` stage that AWS creates for an API with a `target` ("quick create"). */
export function createDefaultStage({ address }: ResolvedResource): StageModel {
  return { address, name: "$default", variables: {}, throttle: ACCOUNT_THROTTLE, routeThrottles: new Map() };
}

/**
 * Returns the throttling limits of a settings block, or the limits of the account if there is no block. A
 * limit that the block does not set is 0, which rejects every request.
 */
function toThrottle(settings: Body | undefined): ThrottleModel {
  if (!settings) return ACCOUNT_THROTTLE;
  return {
    rate: Number(settings.throttling_rate_limit ?? 0),
    burst: Number(settings.throttling_burst_limit ?? 0),
  };
}
