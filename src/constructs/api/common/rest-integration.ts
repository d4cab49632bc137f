import type { Access, RouteKey } from "#contract";
import type { FunctionTarget } from "../../function/function-target";
import type { AuthorizedRestApi } from "./rest-authorizer";

/**
 * Arguments of an `aws_api_gateway_integration` that define the backend of a route.
 *
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/api_gateway_integration
 */
export interface RestIntegrationSettings {
  readonly type: "AWS_PROXY" | "HTTP_PROXY";
  /** HTTP method of the call to the backend. */
  readonly integrationHttpMethod: string;
  /** Invoke ARN of a function, or a URL. */
  readonly uri: string;
  /** Time that API Gateway waits for a response, in milliseconds. */
  readonly timeoutMilliseconds: number;
  /**
   * Values of the request that API Gateway puts into the call: `method.request.path.proxy` by
   * `integration.request.path.proxy`. Default: none.
   */
  readonly requestParameters?: Readonly<Record<string, string>>;
}

/** Backend that a route of a REST API calls, such as an HTTP endpoint. `httpProxy()` returns one. */
export interface RestIntegration {
  /** Returns the integration arguments of a route. If necessary, allows the API to call the backend. */
  restSettings(api: AuthorizedRestApi, key: RouteKey): RestIntegrationSettings;
  /** Returns the errors of a route that uses the integration. */
  validateRestRoute(key: RouteKey, access: Access): readonly string[];
}

/** Target of a route of a REST API: a Lambda function, or an integration. */
export type RestRouteTarget = FunctionTarget | RestIntegration;
