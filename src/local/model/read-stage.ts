import type { Body, Resource } from "#terraform";
import { validateStage } from "./deploy-limits";
import type { StageModel, ThrottleModel } from "./model";
import { type ReaderContext, readBlock, readBlocks, rejectUnsupported } from "./reader-context";

/** An account's own: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const ACCOUNT_THROTTLE: ThrottleModel = { rate: 10_000, burst: 5_000 };

/**
 * `aws_apigatewayv2_stage`. Whether it deploys by itself makes no difference: what is written is what is served.
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/apigatewayv2_stage
 */
export function readStage(source: ReaderContext, resource: Resource): StageModel {
  const { values } = source;
  rejectUnsupported(resource, { client_certificate_id: "an HTTP API has none" });
  const logs = readBlock(source, resource, "access_log_settings");
  const routes = readBlocks(source, resource, "route_settings");
  const defaults = readBlock(source, resource, "default_route_settings");
  const stage = {
    address: resource.address,
    name: values.text(resource, "name") ?? "$default",
    variables: (values.value(resource, "stage_variables") ?? {}) as Record<string, string>,
    throttle: throttleOf(defaults),
    routeThrottles: new Map(routes.map((body) => [String(body.route_key), throttleOf(body)])),
    accessLogFormat: logs && String(logs.format),
  };
  source.errors.add(...validateStage(stage));
  return stage;
}

/** The stage of an API that has a `target`. */
export function defaultStage({ address }: Resource): StageModel {
  return { address, name: "$default", variables: {}, throttle: ACCOUNT_THROTTLE, routeThrottles: new Map() };
}

/** Settings that are there without a value for the throttle set it to 0, and every request is refused. */
function throttleOf(settings: Body | undefined): ThrottleModel {
  if (!settings) return ACCOUNT_THROTTLE;
  return {
    rate: Number(settings.throttling_rate_limit ?? 0),
    burst: Number(settings.throttling_burst_limit ?? 0),
  };
}
