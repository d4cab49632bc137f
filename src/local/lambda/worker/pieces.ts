/**
 * A line that goes on for longer is several: an event of CloudWatch Logs holds a megabyte.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
 */
const LONGEST = 1024 * 1024;

/** A line as one that is short enough, or as several. */
export function pieces(line: string): string[] {
  const count = Math.max(1, Math.ceil(line.length / LONGEST));
  return Array.from({ length: count }, (_, index) => line.slice(index * LONGEST, (index + 1) * LONGEST));
}
