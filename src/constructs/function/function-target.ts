import type { Construct } from "../cdktf";

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
}
