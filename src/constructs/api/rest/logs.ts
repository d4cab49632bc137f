import type { Construct } from "../../cdktf";
import {
  type ApiGatewayMethodSettings,
  type ApiGatewayRestApi,
  type CloudwatchLogGroup,
  dependable,
} from "../../cdktf";
import { createLogGroup, type KeyReference, type LogRetentionDays } from "../../log-group";
import { logGroupName } from "../../names";

/** Settings of the log groups of an API. */
interface LogSettings {
  readonly name: string;
  readonly stageName: string;
  readonly logRetentionDays: LogRetentionDays;
  readonly logEncryptionKey?: KeyReference;
  readonly tags?: Readonly<Record<string, string>>;
}

/** Creates the log group of the access logs. */
export function createAccessLogs(scope: Construct, settings: LogSettings): CloudwatchLogGroup {
  const name = `/aws/apigateway/${logGroupName(settings.name)}`;
  return createLogGroup(scope, "access-logs", { name, ...groupSettings(settings) });
}

/** API whose stage writes execution logs. */
interface LoggedApi extends Construct {
  readonly api: ApiGatewayRestApi;
  readonly stageSettings: ApiGatewayMethodSettings;
}

/**
 * Creates the log group of the execution logs, whose name API Gateway defines. API Gateway would otherwise create it
 * itself, without a retention, when a setting enables the logs.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
 */
export function createExecutionLogs(scope: LoggedApi, settings: LogSettings): CloudwatchLogGroup {
  const name = `API-Gateway-Execution-Logs_${scope.api.id}/${settings.stageName}`;
  const logs = createLogGroup(scope, "execution-logs", { name, ...groupSettings(settings) });
  scope.stageSettings.dependsOn = [dependable(logs)];
  return logs;
}

function groupSettings({ logRetentionDays, logEncryptionKey, tags }: LogSettings) {
  return { retentionDays: logRetentionDays, encryptionKey: logEncryptionKey, tags };
}
