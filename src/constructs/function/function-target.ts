import type { Construct } from "../cdktf";
import { isRecord, type PropRule } from "../props";
import { describeWrongValue } from "../validation";

/**
 * Lambda function that an API can invoke, as an integration or an authorizer. `NodejsFunction` implements it.
 */
export interface FunctionTarget extends Construct {
  /** Name of the function on AWS. */
  readonly functionName: string;
  /** ARN that API Gateway uses to invoke the function. */
  readonly invokeArn: string;
  /** Timeout of an invocation, in seconds. */
  readonly timeoutSeconds: number;
  /** Maximum number of concurrent invocations. Default: the limit of the account. */
  readonly reservedConcurrency?: number;
  /** SQS queue that receives the events of asynchronous invocations that failed. Default: none. */
  readonly deadLetterQueue?: { readonly arn: string };
  /** Log group of the function. Default: `/aws/lambda/<name of the function>`. */
  readonly logGroup?: { readonly name: string };
}

/** Returns the name of the log group of a function. */
export function logGroupNameOf({ functionName, logGroup }: FunctionTarget): string {
  return logGroup?.name ?? `/aws/lambda/${functionName}`;
}

/** Returns true for a function that an API can invoke. */
export function isFunctionTarget(value: unknown): value is FunctionTarget {
  return isRecord(value) && value.functionName !== undefined && value.invokeArn !== undefined;
}

/** Rule of a prop with a function that an API can invoke. */
export const FUNCTION_TARGET: PropRule = {
  expected: "a Lambda function",
  validate: (value, path) =>
    isFunctionTarget(value)
      ? []
      : [describeWrongValue(path, value, "a Lambda function", "Pass a NodejsFunction.")],
};
