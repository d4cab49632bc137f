import { MONITORING_QUOTAS } from "#aws";
import { type ApiGatewayRestApi, type ApiGatewayStage, type Construct, XraySamplingRule } from "../../cdktf";
import { physicalName, uniqueName } from "../../names";
import { NUMBER, objectRule, TEXT } from "../../prop-rules";
import { type PropRule, type PropRules, required } from "../../props";
import { isUnresolved } from "../../tokens";
import { describeWrongValue, type NameRule, validateName, validateRange } from "../../validation";

/**
 * Requests of an API that X-Ray records. X-Ray cannot select them by path.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-configuring-xray-sampling-rules.html
 */
export interface TraceSampling {
  /** Part of the requests that X-Ray records after the reservoir of a second is used up: 0 to 1, such as 0.05 for 5 %. */
  readonly fixedRate: number;
  /** Requests per second that X-Ray records before it applies `fixedRate`. Default: 1, as in X-Ray's default rule. */
  readonly reservoirSize?: number;
  /** Priority among all rules of the account and the Region: 1, which X-Ray applies first, to 9999. Default: 1000. */
  readonly priority?: number;
  /** Name of the rule, up to 32 characters. Default: the path of the API's construct, `products-dev-api`. */
  readonly ruleName?: string;
}

const TRACE_SAMPLING_RULES: PropRules<TraceSampling> = {
  fixedRate: required(NUMBER),
  reservoirSize: NUMBER,
  priority: NUMBER,
  ruleName: TEXT,
};

/** Rule of a prop with the sampling of traces. */
export const TRACE_SAMPLING: PropRule = objectRule(TRACE_SAMPLING_RULES, "{ fixedRate: 0.05 }");

/** Returns the sampling of traces with its defaults. */
export function withSamplingDefaults(
  scope: Construct,
  sampling: TraceSampling | undefined,
): Required<TraceSampling> | undefined {
  if (sampling === undefined) return undefined;
  const { fixedRate, reservoirSize = 1, priority = 1000, ruleName = physicalName(scope) } = sampling;
  return { fixedRate, reservoirSize, priority, ruleName };
}

/** Settings of an API that its sampling rule contains. */
interface SampledApi {
  readonly name: string;
  readonly stageName: string;
  readonly tracing: boolean;
  readonly traceSampling?: Required<TraceSampling>;
  readonly tags?: Readonly<Record<string, string>>;
}

/** Creates the sampling rule of a stage, if the settings contain the sampling. */
export function createSamplingRule(
  scope: Construct,
  { api, stage }: { readonly api: ApiGatewayRestApi; readonly stage: ApiGatewayStage },
  { traceSampling, tags }: SampledApi,
): XraySamplingRule | undefined {
  if (traceSampling === undefined) return undefined;
  uniqueName(scope, "X-Ray sampling rule name", traceSampling.ruleName, SET_NAME_FIX);
  return new XraySamplingRule(scope, "sampling-rule", {
    ...traceSampling,
    serviceName: `${api.name}/${stage.stageName}`,
    serviceType: "AWS::ApiGateway::Stage",
    host: "*",
    httpMethod: "*",
    urlPath: "*",
    resourceArn: "*",
    version: 1,
    tags,
  });
}

const SET_NAME_FIX = "Set traceSampling.ruleName.";

/** @see https://docs.aws.amazon.com/xray/latest/api/API_SamplingRule.html */
const RULE_NAME: NameRule = {
  kind: "X-Ray sampling rule name",
  max: MONITORING_QUOTAS.samplingRuleNameLength,
  pattern: /^(?!Default$)[^\n]+$/,
  characters: "one line of text other than Default, which X-Ray reserves",
  fix: SET_NAME_FIX,
};

/** Returns the errors of the sampling of an API. */
export function validateSampling(settings: SampledApi): string[] {
  const { traceSampling, tracing } = settings;
  if (traceSampling === undefined) return [];
  const { fixedRate, reservoirSize, priority, ruleName } = traceSampling;
  const isRate = isUnresolved(fixedRate) || (fixedRate >= 0 && fixedRate <= 1);
  return [
    ...(tracing === false
      ? ["traceSampling is set and tracing is false. Set tracing to true, or remove traceSampling."]
      : []),
    ...(isRate ? [] : [describeWrongValue("traceSampling.fixedRate", fixedRate, "a number from 0 to 1")]),
    ...validateRange("traceSampling.reservoirSize", reservoirSize, { min: 0 }),
    ...validateRange("traceSampling.priority", priority, MONITORING_QUOTAS.samplingPriority),
    ...validateName(ruleName, RULE_NAME),
    ...validateServiceName(settings),
  ];
}

/** Returns the error of an API with a name that X-Ray does not accept in a rule. */
function validateServiceName({ name, stageName }: SampledApi): string[] {
  const { length } = `${name}/${stageName}`;
  const max = MONITORING_QUOTAS.samplingServiceNameLength;
  if (length <= max || isUnresolved([name, stageName])) return [];
  return [
    `traceSampling is set, but the names of the API and its stage have ${length} characters with the slash between them; the maximum of X-Ray is ${max}. Set a shorter \`name\`.`,
  ];
}
