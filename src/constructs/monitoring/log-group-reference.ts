import { MONITORING_QUOTAS } from "#aws";
import { ARN } from "../prop-rules";
import { isRecord, type PropRule } from "../props";
import { isUnresolved } from "../tokens";
import { describeWrongValue } from "../validation";

/** Log group of a function or an API, such as the `CloudwatchLogGroup` in `create.logGroup` or in `api.accessLogs`. */
export interface LogGroupReference {
  readonly name: string;
  readonly arn: string;
}

/** Rule of a prop with a log group. */
export const LOG_GROUP: PropRule = {
  expected: "a log group",
  validate: (value, path) =>
    isRecord(value) && value.name !== undefined && value.arn !== undefined
      ? ARN.validate(value.arn, `${path}.arn`)
      : [describeWrongValue(path, value, "a log group", "Pass the logGroup of a function.")],
  placeholder: () => ({ name: "unknown", arn: "unknown" }),
};

/** Returns the error of a filter pattern that is too long. */
export function validatePattern(pattern: string | undefined): string[] {
  return validateLength("pattern", pattern, MONITORING_QUOTAS.filterPatternLength);
}

/** Returns the error of a text that is too long. A text that only Terraform knows (a CDKTF token) is not checked. */
export function validateLength(name: string, text: string | undefined, max: number): string[] {
  if (text === undefined || isUnresolved(text) || text.length <= max) return [];
  return [`${name} has ${text.length} characters; the maximum is ${max}. Shorten it.`];
}
