import type { Construct } from "../cdktf";

/** What an API can call: a function, or later one of its aliases. */
export interface FunctionTarget extends Construct {
  /** The function's name on AWS: what a permission is given on. */
  readonly functionName: string;
  /** What API Gateway calls it by. */
  readonly invokeArn: string;
  /** How long one call may take, in seconds. */
  readonly timeoutSeconds: number;
}
