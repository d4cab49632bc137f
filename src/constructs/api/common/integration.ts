import type { Access, RouteKey } from "#contract";
import type { FunctionTarget } from "../../function/function-target";
import type { AuthorizedApi } from "./authorizer";

/**
 * Arguments of an `aws_apigatewayv2_integration` that define the backend of a route.
 *
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/apigatewayv2_integration
 */
export interface IntegrationSettings {
  readonly integrationType: "AWS_PROXY" | "HTTP_PROXY";
  /** HTTP method of the call. `ANY` forwards the method of the request. */
  readonly integrationMethod: string;
  /** Invoke ARN of a function, or a URL. */
  readonly integrationUri: string;
  /** Version of the event's format. An integration of the type `HTTP_PROXY` has none, because it sends no event. */
  readonly payloadFormatVersion?: string;
  /** Time that API Gateway waits for a response, in milliseconds. */
  readonly timeoutMilliseconds: number;
}

/** Backend that a route calls, such as an HTTP endpoint. `httpProxy()` returns one. */
export interface Integration {
  /** Returns the integration arguments of a route. If necessary, allows the API to call the backend. */
  settings(api: AuthorizedApi): IntegrationSettings;
  /** Returns the errors of a route that uses the integration. */
  validateRoute(key: RouteKey, access: Access): readonly string[];
}

/** Target of a route: a Lambda function, or an integration. */
export type RouteTarget = FunctionTarget | Integration;
