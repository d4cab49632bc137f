import type { ApiGatewayDeployment, ApiGatewayRestApi, Construct } from "../../cdktf";
import { BOOLEAN, MAP, NUMBER, objectRule } from "../../prop-rules";
import { type PropRule, type PropRules, required } from "../../props";
import { isUnresolved, terraformMap } from "../../tokens";
import { describeWrongValue } from "../../validation";
import type { Cors } from "../common/cors";
import type { RestApiCache } from "./cache";
import { corsVariables } from "./cors-variables";
import { createDeployment } from "./deployment";
import { validateStageVariables } from "./stage-variables";

/**
 * Canary release of a stage: API Gateway sends a percentage of the requests to a new deployment, at random. All other
 * requests go to the deployment that the stage had before the canary started.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/canary-release.html
 */
export interface Canary {
  /** Percentage of the requests that go to the new deployment: 0 to 100, such as 10 or 0.5. */
  readonly percent: number;
  /** Variables of the stage for these requests only, in addition to `stageVariables` or in place of them. Default: none. */
  readonly variables?: Readonly<Record<string, string>>;
  /**
   * Caches the responses to these requests in the cache of the stage, separately from those of the other requests. Default:
   * false, so that they are not cached.
   */
  readonly useStageCache?: boolean;
}

const CANARY_RULES: PropRules<Canary> = {
  percent: required(NUMBER),
  variables: MAP,
  useStageCache: BOOLEAN,
};

/** Rule of the prop with the canary of an API. */
export const CANARY: PropRule = objectRule(CANARY_RULES, "{ percent: 10 }");

/** Returns the canary with its defaults. */
export function withCanaryDefaults(canary: Canary | undefined): Canary | undefined {
  if (canary === undefined) return undefined;
  const { percent, variables, useStageCache = false } = canary;
  return { percent, variables: variables && terraformMap(variables), useStageCache };
}

/** Settings of an API that concern its canary. */
interface CanarySettings {
  readonly canary?: Canary;
  readonly cors?: Cors;
  readonly cache?: RestApiCache | false;
}

/** Creates the deployment of the canary, if the settings contain one. */
export function createCanaryDeployment(
  scope: Construct,
  api: ApiGatewayRestApi,
  { canary }: CanarySettings,
): ApiGatewayDeployment | undefined {
  return canary && createDeployment(scope, api, { id: "canary-deployment" });
}

/** Returns the argument of a stage for its canary. */
export function canaryArguments(canary: Canary | undefined, deployment: ApiGatewayDeployment | undefined) {
  if (!canary || !deployment) return undefined;
  const { percent, variables, useStageCache } = canary;
  return {
    deploymentId: deployment.id,
    percentTraffic: percent,
    stageVariableOverrides: variables,
    useStageCache,
  };
}

/** Returns the errors of the canary of an API. */
export function validateCanary({ canary, cors, cache }: CanarySettings): string[] {
  if (canary === undefined) return [];
  const { percent, variables = {}, useStageCache } = canary;
  const isPercentage = isUnresolved(percent) || (percent >= 0 && percent <= 100);
  return [
    ...(isPercentage ? [] : [describeWrongValue("canary.percent", percent, "a number from 0 to 100")]),
    ...validateStageVariables("canary.variables", variables, Object.keys(corsVariables(cors))),
    ...(useStageCache === true && cache === undefined
      ? [
          "canary.useStageCache is true, but the API has no cache. Set `cache` of the API, or remove useStageCache.",
        ]
      : []),
  ];
}
