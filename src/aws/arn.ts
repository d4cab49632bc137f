/**
 * Matches an Amazon Resource Name: `arn:partition:service:region:account:resource`. Some services have no Region or no
 * account in their ARNs, such as S3 and IAM.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
 */
const ARN = /^arn:[^:\s]+:[^:\s]+:[^:\s]*:[^:\s]*:.+$/;

/** Returns true for a text with the form of an ARN. The parts may contain wildcards, as in a policy. */
export function isArn(text: string): boolean {
  return ARN.test(text);
}

/**
 * Returns the Region in an ARN: `eu-central-1` in `arn:aws:sns:eu-central-1:123456789012:alarms`. Undefined if the text is no ARN, or if its service is global.
 */
export function arnRegion(text: string): string | undefined {
  if (!isArn(text)) return undefined;
  const [, , , region] = text.split(":");
  return region === "" ? undefined : region;
}
