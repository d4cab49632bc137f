import {
  type CloudwatchLogGroup,
  type Construct,
  type Wafv2WebAcl,
  Wafv2WebAclLoggingConfiguration,
} from "../../cdktf";
import { createLogGroup, type KeyReference, type LogRetentionDays } from "../../log-group";
import { escapeText } from "../../tokens";

/** Headers with secrets, which a log never contains. */
const SECRET_HEADERS = ["authorization", "cookie", "x-api-key"];

/** Results of rules that the log of a web ACL contains, unless it contains all requests. */
const LOGGED_ACTIONS = ["BLOCK", "COUNT", "EXCLUDED_AS_COUNT"];

/** Settings of the log of a web ACL. */
interface LogSettings {
  readonly name: string;
  readonly logAllRequests: boolean;
  readonly redactedHeaders: readonly string[];
  readonly logRetentionDays: LogRetentionDays;
  readonly logEncryptionKey?: KeyReference;
  readonly tags?: Readonly<Record<string, string>>;
}

/** Creates the log group of a web ACL. AWS WAF accepts only names with this prefix. */
export function createLogs(scope: Construct, settings: LogSettings): CloudwatchLogGroup {
  return createLogGroup(scope, "logs", {
    name: `aws-waf-logs-${settings.name}`,
    retentionDays: settings.logRetentionDays,
    encryptionKey: settings.logEncryptionKey,
    tags: settings.tags,
  });
}

/**
 * Connects a web ACL with its log group.
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/logging-management-configure.html
 */
export function createLogging(
  scope: Construct,
  parts: { readonly webAcl: Wafv2WebAcl; readonly logs: CloudwatchLogGroup },
  { logAllRequests, redactedHeaders }: LogSettings,
): Wafv2WebAclLoggingConfiguration {
  // AWS returns the names in lower case, so that other names would be a change in each plan.
  const headers = new Set([...SECRET_HEADERS, ...redactedHeaders.map((name) => name.toLowerCase())]);
  return new Wafv2WebAclLoggingConfiguration(scope, "logging", {
    resourceArn: parts.webAcl.arn,
    logDestinationConfigs: [parts.logs.arn],
    redactedFields: [...headers].map((name) => ({ singleHeader: { name: escapeText(name) } })),
    loggingFilter: logAllRequests ? undefined : LOGGED_REQUESTS,
  });
}

/** Filter that keeps only the requests that a rule blocks or counts. */
const LOGGED_REQUESTS = {
  defaultBehavior: "DROP",
  filter: [
    {
      behavior: "KEEP",
      requirement: "MEETS_ANY",
      condition: LOGGED_ACTIONS.map((action) => ({ actionCondition: { action } })),
    },
  ],
};
