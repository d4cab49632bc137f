import type { ApiGatewayDeployment, CloudwatchLogGroup } from "../../cdktf";
import {
  ApiGatewayMethodSettings,
  type ApiGatewayRestApi,
  ApiGatewayStage,
  type Construct,
} from "../../cdktf";
import { escapeId } from "../../names";
import { escapeText } from "../../tokens";
import { REST_ACCESS_LOG_FORMAT } from "../common/access-logs";
import type { Throttle } from "../common/throttle";
import { pathShape } from "./resource-tree";
import { methodPath, type RestRoute } from "./rest-route";

/** Settings of a stage. */
export interface StageSettings {
  readonly stageName: string;
  readonly stageVariables?: Readonly<Record<string, string>>;
  readonly tracing: boolean;
  readonly throttle: Throttle;
  readonly detailedMetrics: boolean;
  readonly tags?: Readonly<Record<string, string>>;
}

/** Resources that a stage connects. */
interface StageParts {
  readonly api: ApiGatewayRestApi;
  readonly deployment: ApiGatewayDeployment;
  readonly accessLogs: CloudwatchLogGroup;
}

/** Creates the stage of an API. */
export function createStage(scope: Construct, parts: StageParts, settings: StageSettings): ApiGatewayStage {
  const { api, deployment, accessLogs } = parts;
  return new ApiGatewayStage(scope, "stage", {
    restApiId: api.id,
    deploymentId: deployment.id,
    stageName: settings.stageName,
    variables: settings.stageVariables,
    accessLogSettings: { destinationArn: accessLogs.arn, format: REST_ACCESS_LOG_FORMAT },
    xrayTracingEnabled: settings.tracing,
    tags: settings.tags,
  });
}

/** Creates the settings of all methods of a stage. */
export function createStageSettings(
  scope: Construct,
  stage: ApiGatewayStage,
  settings: StageSettings,
): ApiGatewayMethodSettings {
  return createMethodSettings(scope, stage, "settings", { methodPath: "*/*", ...settings });
}

/**
 * Creates the settings of a single route. All values are set, because API Gateway does not use the settings of all
 * methods for missing values.
 */
export function createRouteSettings(
  scope: Construct,
  stage: ApiGatewayStage,
  { key, settings }: RestRoute,
  defaults: StageSettings,
): ApiGatewayMethodSettings {
  return createMethodSettings(scope, stage, `settings-${key.method} ${escapeId(pathShape(key))}`, {
    methodPath: escapeText(methodPath(key)),
    throttle: settings.throttle ?? defaults.throttle,
    detailedMetrics: settings.detailedMetrics ?? defaults.detailedMetrics,
  });
}

interface MethodSettings {
  readonly methodPath: string;
  readonly throttle: Throttle;
  readonly detailedMetrics: boolean;
}

function createMethodSettings(
  scope: Construct,
  stage: ApiGatewayStage,
  id: string,
  { methodPath, throttle, detailedMetrics }: MethodSettings,
): ApiGatewayMethodSettings {
  return new ApiGatewayMethodSettings(scope, id, {
    restApiId: stage.restApiId,
    stageName: stage.stageName,
    methodPath,
    settings: {
      metricsEnabled: detailedMetrics,
      throttlingRateLimit: throttle.rate,
      throttlingBurstLimit: throttle.burst,
      loggingLevel: "OFF",
      dataTraceEnabled: false,
    },
  });
}
