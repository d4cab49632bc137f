/** Parts of a request that identify it in an execute-api ARN. */
export interface RouteArnParts {
  /** `arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5`. */
  readonly executionArn: string;
  /** Name of the stage: `$default`, or the first segment of the path. */
  readonly stage: string;
  readonly method: string;
  /** Percent-encoded path as sent, including the name of a named stage. */
  readonly encodedPath: string;
}

/**
 * Returns the ARN that a policy must allow for a request:
 * `arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5/$default/GET/products/1`.
 *
 * The ARN contains the path of the request, not of the route. Sources disagree: the method and the path in the example
 * of AWS match neither its request nor its route, and some emulators write the path of the route. With the path of the
 * request, a policy that allows the ARN from its event allows one product, not all of them.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html
 */
export function routeArn({ executionArn, stage, method, encodedPath }: RouteArnParts): string {
  const path = stage === "$default" ? encodedPath : encodedPath.replace(/^\/[^/]*/, "");
  return `${executionArn}/${stage}/${method}/${path.slice(1)}`;
}
