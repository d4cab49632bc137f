import type { ResolvedResource } from "#terraform";
import { LocalError } from "./local-error";
import type { QuotaModel, ThrottleModel, UsagePlanModel } from "./model";
import { readText } from "./read-value";
import { type ReaderContext, readOptional } from "./reader-context";
import { type ResolvedBlock, readBlock, readBlocks } from "./resolved-block";

/**
 * Reads an `aws_api_gateway_usage_plan` once for each of its stages of an API.
 *
 * @param apiId ID of the API
 * @returns the plan by the name of the stage; empty if the plan has no stage of the API
 * @see https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/resources/api_gateway_usage_plan
 */
export function readUsagePlan(
  context: ReaderContext,
  resource: ResolvedResource,
  apiId: string,
): ReadonlyMap<string, UsagePlanModel> {
  const stages = readBlocks(resource, "api_stages").filter((block) => block.text("api_id") === apiId);
  const names = stages.map((block) => block.text("stage") ?? "");
  const methodThrottles = new Map(stages.map((block, index) => [names[index] ?? "", readMethods(block)]));
  const throttle = readOptional(context, () => readBlock(resource, "throttle_settings"));
  const plan: UsagePlanModel = {
    address: resource.address,
    name: readOptional(context, () => readText(resource, "name")) ?? resource.address,
    throttle: throttle && readOptional(context, () => readThrottle(throttle)),
    methodThrottles,
    quota: readOptional(context, () => readQuota(resource)),
  };
  return new Map(names.map((name) => [name, plan]));
}

/** Reads the limits of single methods by route key. The path of a limit is `/pets/{id}/GET`, or `//GET` for the root. */
function readMethods(stage: ResolvedBlock): ReadonlyMap<string, ThrottleModel> {
  const entries = stage.blocks("throttle").map((block): [string, ThrottleModel] => {
    const [, path = "", method = ""] = /^(\/.*)\/([^/]+)$/.exec(block.text("path") ?? "") ?? [];
    return [`${method} ${path}`, readThrottle(block)];
  });
  return new Map(entries);
}

/** Reads the limits of a block. The provider sends 0 for a missing limit, with which API Gateway rejects every request. */
function readThrottle(block: ResolvedBlock): ThrottleModel {
  return { rate: block.number("rate_limit") ?? 0, burst: block.number("burst_limit") ?? 0 };
}

const PERIODS = ["DAY", "WEEK", "MONTH"] as const;

function readQuota(resource: ResolvedResource): QuotaModel | undefined {
  const block = readBlock(resource, "quota_settings");
  if (!block) return undefined;
  const text = block.text("period");
  const period = PERIODS.find((name) => name === text);
  if (!period) {
    throw new LocalError([
      `${resource.address}: quota_settings.period is ${JSON.stringify(text)}; expected ${PERIODS.join(", ")}.`,
    ]);
  }
  return { limit: block.number("limit") ?? 0, period, offset: block.number("offset") ?? 0 };
}
