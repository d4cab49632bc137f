import { CloudwatchLogGroup, type Construct } from "./cdktf";

/**
 * How long CloudWatch can keep logs, in days.
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
 */
export type LogRetentionDays =
  | 1 | 3 | 5 | 7 | 14 | 30 | 60 | 90 | 120 | 150 | 180 | 365 | 400 | 545 | 731
  | 1096 | 1827 | 2192 | 2557 | 2922 | 3288 | 3653; // biome-ignore format: one line a scale

/** A month: long enough to look into last week's fault, short enough not to become an archive. */
export const DEFAULT_LOG_RETENTION_DAYS: LogRetentionDays = 30;

/** What a log group of ours is made of. */
export interface LogGroupProps {
  readonly name: string;
  readonly retentionDays: LogRetentionDays;
  readonly tags?: Readonly<Record<string, string>>;
}

/** A log group that Terraform owns: it has a retention, and goes with the stack. */
export function createLogGroup(
  scope: Construct,
  id: string,
  { name, retentionDays, tags }: LogGroupProps,
): CloudwatchLogGroup {
  return new CloudwatchLogGroup(scope, id, { name, retentionInDays: retentionDays, tags });
}
