import type { Construct } from "../cdktf";

/** Invocation target of an API: a function, or in the future one of its aliases. */
export interface FunctionTarget extends Construct {
  /** Function name on AWS, which a permission refers to. */
  readonly functionName: string;
  /** ARN that API Gateway uses to invoke the function. */
  readonly invokeArn: string;
  /** Longest duration of one invocation, in seconds. */
  readonly timeoutSeconds: number;
}
