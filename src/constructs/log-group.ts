import { CloudwatchLogGroup, type Construct } from "./cdktf";
import { oneOf } from "./prop-rules";
import type { PropRule } from "./props";
import { escapeTemplates } from "./tokens";

/**
 * Log retention that CloudWatch supports, in days.
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
 */
export type LogRetentionDays = (typeof LOG_RETENTION_DAYS)[number];

const LOG_RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

/** Rule of a prop with the log retention. */
export const LOG_RETENTION: PropRule = oneOf(LOG_RETENTION_DAYS);

/** Default log retention, in days, which leaves several weeks to investigate an error. */
export const DEFAULT_LOG_RETENTION_DAYS: LogRetentionDays = 30;

/** Customer managed KMS key, such as a `KmsKey`. */
export interface KeyReference {
  readonly arn: string;
}

/** Properties of a log group. */
export interface LogGroupProps {
  readonly name: string;
  readonly retentionDays: LogRetentionDays;
  readonly encryptionKey?: KeyReference;
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * Creates a log group. It is declared because Lambda would otherwise create the log group itself. The events
 * of such a log group never expire, and `terraform destroy` does not delete it.
 */
export function createLogGroup(
  scope: Construct,
  id: string,
  { name, retentionDays, encryptionKey, tags }: LogGroupProps,
): CloudwatchLogGroup {
  const kmsKeyId = encryptionKey?.arn;
  return new CloudwatchLogGroup(
    scope,
    id,
    escapeTemplates({ name, retentionInDays: retentionDays, kmsKeyId, tags }),
  );
}
