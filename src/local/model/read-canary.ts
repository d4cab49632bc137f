import { fakeId } from "#aws";
import { blocks, type ResolvedResource } from "#terraform";
import { formatFound, LocalError } from "./local-error";
import type { CanaryModel, StageModel } from "./model";
import { type ReaderContext, readOptional } from "./reader-context";
import { readBlock } from "./resolved-block";

/**
 * Reads the canary of an `aws_api_gateway_stage`. Its variables are those of the stage, and its overrides in addition or
 * in place of them, as LocalStack's test `test_invoking_canary_deployment` measured on AWS.
 *
 * @param stage model of the stage
 * @returns `undefined` for a stage without a canary
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/canary-release.html
 */
export function readCanary(
  context: ReaderContext,
  resource: ResolvedResource,
  stage: StageModel,
): CanaryModel | undefined {
  const optional = <Value>(read: () => Value) => readOptional(context, read);
  const settings = optional(() => readBlock(resource, "canary_settings"));
  if (!settings) return undefined;
  const overrides = optional(() => settings.textMap("stage_variable_overrides")) ?? {};
  const [{ deployment_id: deploymentId } = {}] = blocks(resource.values.canary_settings);
  const usesCache = optional(() => settings.boolean("use_stage_cache")) ?? false;
  const canary: StageModel = {
    ...stage,
    variables: { ...stage.variables, ...overrides },
    // The ID is fake if it depends on a value that only AWS knows, such as a trigger.
    deploymentId: typeof deploymentId === "string" ? deploymentId : fakeId(`${resource.address} canary`, 6),
    methodCaches: usesCache ? stage.methodCaches : undefined,
    isCanary: true,
  };
  return {
    percent: readPercent(resource, optional(() => settings.number("percent_traffic")) ?? 0),
    stage: canary,
  };
}

function readPercent({ address }: ResolvedResource, percent: number): number {
  if (percent >= 0 && percent <= 100) return percent;
  throw new LocalError([
    `${address}: canary_settings.percent_traffic is ${formatFound(percent)}; expected a number from 0 to 100.`,
  ]);
}
