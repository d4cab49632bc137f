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
 * Returns the execute-api ARN of a request, which the policy that authorizes the request must allow:
 * `arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5/$default/GET/products/1`.
 *
 * The ARN ends with the path of the request, not with the path of the route. Sources disagree about this. In
 * the example of the AWS documentation, the method and the path of the ARN match neither the request nor the
 * route, and some emulators use the path of the route. The path of the request is the stricter choice: a
 * Lambda authorizer that returns a policy for the ARN from its event then allows one product, and not all
 * products.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html
 */
export function routeArn({ executionArn, stage, method, encodedPath }: RouteArnParts): string {
  const path = stage === "$default" ? encodedPath : encodedPath.replace(/^\/[^/]*/, "");
  return `${executionArn}/${stage}/${method}/${path.slice(1)}`;
}
