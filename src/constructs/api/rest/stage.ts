import {
  ApiGatewayClientCertificate,
  type ApiGatewayDeployment,
  ApiGatewayMethodSettings,
  type ApiGatewayRestApi,
  ApiGatewayStage,
  type CloudwatchLogGroup,
  type Construct,
  dependable,
} from "../../cdktf";
import { addStageWithoutAccount } from "../../checks";
import { escapeId } from "../../names";
import { escapeText, terraformMap } from "../../tokens";
import { REST_ACCESS_LOG_FORMAT } from "../common/access-logs";
import type { Cors } from "../common/cors";
import type { ExecutionLogLevel } from "../common/execution-logs";
import type { Throttle } from "../common/throttle";
import { cacheArguments, cacheClusterArguments, type RestApiCache } from "./cache";
import { type Canary, canaryArguments } from "./canary";
import { corsVariables } from "./cors-variables";
import { pathShape } from "./resource-tree";
import { type LogAccount, listAccount } from "./rest-api-account";
import { methodPath, type RestRoute } from "./rest-route";

/** Settings of a stage. */
export interface StageSettings {
  readonly stageName: string;
  readonly stageVariables?: Readonly<Record<string, string>>;
  readonly cors?: Cors;
  readonly tracing: boolean;
  readonly throttle: Throttle;
  readonly detailedMetrics: boolean;
  readonly executionLogs?: ExecutionLogLevel;
  readonly clientCertificate: boolean;
  readonly account?: LogAccount;
  readonly cache?: RestApiCache | false;
  readonly canary?: Canary;
  readonly tags?: Readonly<Record<string, string>>;
}

/** Resources that a stage connects. */
interface StageParts {
  readonly api: ApiGatewayRestApi;
  readonly deployment: ApiGatewayDeployment;
  readonly canaryDeployment?: ApiGatewayDeployment;
  readonly accessLogs: CloudwatchLogGroup;
}

/** Creates the stage of an API. */
export function createStage(scope: Construct, parts: StageParts, settings: StageSettings): ApiGatewayStage {
  const { api, deployment, canaryDeployment, accessLogs } = parts;
  const { tags, clientCertificate } = settings;
  const certificate = clientCertificate
    ? new ApiGatewayClientCertificate(scope, "client-certificate", { tags })
    : undefined;
  const stage = new ApiGatewayStage(scope, "stage", {
    restApiId: api.id,
    deploymentId: deployment.id,
    stageName: settings.stageName,
    variables: createVariables(settings),
    accessLogSettings: { destinationArn: accessLogs.arn, format: REST_ACCESS_LOG_FORMAT },
    xrayTracingEnabled: settings.tracing,
    clientCertificateId: certificate?.id,
    ...cacheClusterArguments(settings.cache),
    canarySettings: canaryArguments(settings.canary, canaryDeployment),
    tags,
    dependsOn: listAccount(scope, settings.account),
  });
  if (settings.account === undefined) addStageWithoutAccount(stage);
  return stage;
}

/** Returns the variables of a stage, or undefined if it has none. */
function createVariables({ stageVariables, cors }: StageSettings): Record<string, string> | undefined {
  return stageVariables || cors ? terraformMap({ ...stageVariables, ...corsVariables(cors) }) : undefined;
}

/** Creates the settings of all methods of a stage. */
export function createStageSettings(
  scope: Construct,
  stage: ApiGatewayStage,
  settings: StageSettings,
): ApiGatewayMethodSettings {
  const cache = cacheArguments(settings.cache);
  return createMethodSettings(scope, stage, "settings", { methodPath: "*/*", ...settings, cache });
}

/**
 * Creates the settings of a single route. All values are set, because API Gateway does not use the settings of all
 * methods for missing values.
 */
export function createRouteSettings(
  scope: Construct,
  stageSettings: ApiGatewayMethodSettings,
  { key, settings }: RestRoute,
  defaults: StageSettings,
): ApiGatewayMethodSettings {
  const resource = createMethodSettings(
    scope,
    stageSettings,
    `settings-${key.method} ${escapeId(pathShape(key))}`,
    {
      methodPath: escapeText(methodPath(key)),
      throttle: settings.throttle ?? defaults.throttle,
      detailedMetrics: settings.detailedMetrics ?? defaults.detailedMetrics,
      executionLogs: defaults.executionLogs,
      cache: cacheArguments(defaults.cache, settings.cache),
    },
  );
  // The log group of the execution logs must exist before a setting enables the logs.
  resource.dependsOn = [dependable(stageSettings)];
  return resource;
}

interface MethodSettings {
  readonly methodPath: string;
  readonly throttle: Throttle;
  readonly detailedMetrics: boolean;
  readonly executionLogs?: ExecutionLogLevel;
  readonly cache: ReturnType<typeof cacheArguments>;
}

function createMethodSettings(
  scope: Construct,
  stage: Pick<ApiGatewayStage, "restApiId" | "stageName">,
  id: string,
  { methodPath, throttle, detailedMetrics, executionLogs, cache }: MethodSettings,
): ApiGatewayMethodSettings {
  return new ApiGatewayMethodSettings(scope, id, {
    restApiId: stage.restApiId,
    stageName: stage.stageName,
    methodPath,
    settings: {
      metricsEnabled: detailedMetrics,
      throttlingRateLimit: throttle.rate,
      throttlingBurstLimit: throttle.burst,
      loggingLevel: executionLogs ?? "OFF",
      dataTraceEnabled: false,
      ...cache,
    },
  });
}
