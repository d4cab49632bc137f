/** Parts of the execute-api ARN of a request. */
export interface RouteArnParts {
  /** ARN of the API: `arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5`. */
  readonly executionArn: string;
  /** Name of the stage. For a stage other than `$default`, the path of the request starts with this name. */
  readonly stage: string;
  readonly method: string;
  /** Percent-encoded path as the caller sent it: `/products/1`, or `/test/products/1` for a stage `test`. */
  readonly encodedPath: string;
}

/**
 * Returns the execute-api ARN of a request:
 * `arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5/$default/GET/products/1`. The request is
 * authorized only if the IAM policy of the caller, or the policy that a Lambda authorizer returns, allows
 * this ARN.
 *
 * The ARN ends with the path of the request, not with the path of the route, although sources disagree about
 * this. In the example of the AWS documentation, the method and the path of the ARN match neither the request
 * nor the route, and some emulators use the path of the route. The path of the request is the stricter
 * choice. If a Lambda authorizer returns a policy for the ARN in its event, that policy then allows only the
 * product `/products/1`, and not all products.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html
 */
export function routeArn({ executionArn, stage, method, encodedPath }: RouteArnParts): string {
  const path = stage === "$default" ? encodedPath : encodedPath.replace(/^\/[^/]*/, "");
  return `${executionArn}/${stage}/${method}/${path.slice(1)}`;
}
