import type { Construct, TerraformResource } from "../../cdktf";
import {
  type Apigatewayv2Api,
  Apigatewayv2Stage,
  type CloudwatchLogGroup,
  dependable,
  Lazy,
} from "../../cdktf";
import { createLogGroup, type KeyReference, type LogRetentionDays } from "../../log-group";
import { logGroupName } from "../../names";
import { WEB_SOCKET_ACCESS_LOG_FORMAT } from "../common/access-logs";
import type { ExecutionLogLevel } from "../common/execution-logs";
import type { Throttle } from "../common/throttle";
import { type LogAccount, listAccount } from "../rest/rest-api-account";

/** Settings of a stage of a WebSocket API and of its logs. */
export interface WebSocketStageSettings {
  readonly name: string;
  readonly stageName: string;
  readonly throttle: Throttle;
  readonly detailedMetrics: boolean;
  readonly account?: LogAccount;
  readonly executionLogs?: ExecutionLogLevel;
  readonly logRetentionDays: LogRetentionDays;
  readonly logEncryptionKey?: KeyReference;
  readonly tags?: Readonly<Record<string, string>>;
}

/** Log groups of a stage. */
export interface WebSocketLogs {
  readonly accessLogs?: CloudwatchLogGroup;
  readonly executionLogs?: CloudwatchLogGroup;
}

/**
 * Creates the log groups of a stage. Without a role of the account there is none, because API Gateway rejects a stage with
 * logs. API Gateway would create the group of the execution logs itself, without a retention.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-logging.html
 */
export function createWebSocketLogs(
  scope: Construct,
  { id }: Apigatewayv2Api,
  settings: WebSocketStageSettings,
): WebSocketLogs {
  const { account, executionLogs, logRetentionDays, logEncryptionKey, tags } = settings;
  if (account === undefined) return {};
  const create = (kind: string, name: string) =>
    createLogGroup(scope, kind, {
      name,
      retentionDays: logRetentionDays,
      encryptionKey: logEncryptionKey,
      tags,
    });
  return {
    accessLogs: create("access-logs", `/aws/vendedlogs/apis/${logGroupName(settings.name)}`),
    executionLogs: executionLogs && create("execution-logs", `/aws/apigateway/${id}/${settings.stageName}`),
  };
}

/**
 * Creates the stage of an API, which deploys each change of a route.
 *
 * @param listRoutes returns the resources of all routes. It is called at synthesis. API Gateway rejects a stage with
 * settings for a route that does not exist, so the stage is created after its routes
 */
export function createWebSocketStage(
  scope: Construct,
  { id }: Apigatewayv2Api,
  { accessLogs, executionLogs }: WebSocketLogs,
  settings: WebSocketStageSettings,
  listRoutes: () => readonly TerraformResource[],
): Apigatewayv2Stage {
  const account = listAccount(scope, settings.account) ?? [];
  const before = [...account, ...(executionLogs ? [executionLogs] : [])];
  const stage = new Apigatewayv2Stage(scope, "stage", {
    apiId: id,
    name: settings.stageName,
    autoDeploy: true,
    accessLogSettings: accessLogs && { destinationArn: accessLogs.arn, format: WEB_SOCKET_ACCESS_LOG_FORMAT },
    defaultRouteSettings: routeSettingsOf(settings),
    tags: settings.tags,
  });
  stage.dependsOn = Lazy.listValue({ produce: () => [...before, ...listRoutes()].map(dependable) });
  return stage;
}

/**
 * Returns the settings of one route or of all routes. All values are set: API Gateway does not use the settings of all
 * routes for missing values, and a missing limit is 0. Data traces are off, because they write messages to the logs.
 */
export function routeSettingsOf({
  throttle,
  detailedMetrics,
  executionLogs,
}: Pick<WebSocketStageSettings, "throttle" | "detailedMetrics" | "executionLogs">) {
  return {
    detailedMetricsEnabled: detailedMetrics,
    throttlingRateLimit: throttle.rate,
    throttlingBurstLimit: throttle.burst,
    loggingLevel: executionLogs ?? "OFF",
    dataTraceEnabled: false,
  };
}
