import { ACCOUNT_THROTTLE } from "#aws";
import { type ResolvedResource, UnknownValue } from "#terraform";
import { validateStage } from "./http-api-limits";
import type { StageModel, ThrottleModel } from "./model";
import { readText } from "./read-value";
import { type ReaderContext, readOptional } from "./reader-context";
import { type ResolvedBlock, readBlock, readBlocks } from "./resolved-block";

/**
 * Reads an `aws_apigatewayv2_stage`. A stage with a deployment has the current routes of the stack, because only AWS
 * knows the routes at the time of the deployment.
 *
 * @param undeployed effect of a stage to which nothing is deployed, for a message
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/apigatewayv2_stage
 */
export function readStage(
  context: ReaderContext,
  resource: ResolvedResource,
  undeployed = "responds with 404",
): StageModel {
  const optional = <Value>(read: () => Value) => readOptional(context, read);
  const format = optional(() => readBlock(resource, "access_log_settings")?.text("format"));
  const stage = {
    address: resource.address,
    name: readText(resource, "name") ?? "$default",
    variables: readVariables(context, resource),
    throttle: optional(() => readThrottle(readBlock(resource, "default_route_settings"))) ?? ACCOUNT_THROTTLE,
    routeThrottles: optional(() => readRouteThrottles(resource)) ?? new Map(),
    accessLogFormat: format,
    ...(isDeployed(resource) ? {} : { isUndeployed: true as const }),
  };
  if (stage.isUndeployed) {
    context.notes.add(
      `${stage.address}: auto_deploy and deployment_id are not set, so nothing is deployed to the stage "${stage.name}", and it ${undeployed}. Write auto_deploy = true.`,
    );
  }
  context.errors.add(...validateStage(stage));
  return stage;
}

/**
 * Returns true if the stage has a deployment: its own, or one that API Gateway creates after each change. An unknown value
 * counts as a deployment.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-stages.html
 */
function isDeployed({ values: { auto_deploy: isAutomatic, deployment_id: id } }: ResolvedResource): boolean {
  return isAutomatic instanceof UnknownValue || String(isAutomatic) === "true" || Boolean(id);
}

/** Reads the stage variables. A variable whose value only AWS knows is omitted, and a message is added to the context. */
function readVariables(context: ReaderContext, resource: ResolvedResource): Record<string, string> {
  const block = readOptional(context, () => readBlock(resource, "stage_variables"));
  const entries = (block?.names ?? []).flatMap((name) => {
    const value = readOptional(context, () => block?.text(name));
    return value === undefined ? [] : [[name, value]];
  });
  return Object.fromEntries(entries);
}

/** Returns the `$default` stage that AWS creates for an API with a `target` ("quick create"). */
export function createDefaultStage({ address }: ResolvedResource): StageModel {
  return { address, name: "$default", variables: {}, throttle: ACCOUNT_THROTTLE, routeThrottles: new Map() };
}

/**
 * Returns the throttling limits of a settings block, or the limits of the account if there is no block. A
 * limit that the block does not set is 0, which rejects every request.
 */
function readThrottle(settings: ResolvedBlock | undefined): ThrottleModel {
  if (!settings) return ACCOUNT_THROTTLE;
  return {
    rate: settings.number("throttling_rate_limit") ?? 0,
    burst: settings.number("throttling_burst_limit") ?? 0,
  };
}

function readRouteThrottles(resource: ResolvedResource): ReadonlyMap<string, ThrottleModel> {
  const settings = readBlocks(resource, "route_settings");
  return new Map(settings.map((block) => [block.text("route_key") ?? "", readThrottle(block)]));
}
