import type { Route, RouteKey } from "#contract";
import type { FunctionTarget } from "../../function/function-target";
import type { AuthorizedRestApi } from "./rest-authorizer";

/** Conversion of a body between text and binary. Without it, API Gateway passes the body on. */
export type ContentHandling = "CONVERT_TO_BINARY" | "CONVERT_TO_TEXT";

/**
 * Response of an integration, which a REST API sends to the caller. Integrations of the types `AWS_PROXY` and `HTTP_PROXY`
 * have none, because API Gateway passes their responses on.
 *
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/api_gateway_integration_response
 */
export interface RestIntegrationResponse {
  /** Status that the caller gets, 200 to 599. Each response of a route has a different status. */
  readonly statusCode: number;
  /**
   * Java regular expression of the responses of the backend. It must match the whole status, or the whole error message of
   * a function. Default: none, for the default response of a route. It is sent if no pattern matches.
   */
  readonly selectionPattern?: string;
  /**
   * Headers of the response, such as `integration.response.header.Location` or `'no-store'` by
   * `method.response.header.location`. Static values have single quotes. `cors` of the API adds headers. Default: none.
   */
  readonly responseParameters?: Readonly<Record<string, string>>;
  /** Mapping templates by content type. Default: none, so that the body of the backend is passed on. */
  readonly responseTemplates?: Readonly<Record<string, string>>;
  /** Conversion of the body of the response. Default: none. */
  readonly contentHandling?: ContentHandling;
}

/**
 * Arguments of an `aws_api_gateway_integration` that define the backend of a route, and its responses.
 *
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/api_gateway_integration
 */
export interface RestIntegrationSettings {
  /** `AWS_PROXY` and `HTTP_PROXY` pass requests and responses on. The other types need `responses`. */
  readonly type: "AWS" | "AWS_PROXY" | "HTTP" | "HTTP_PROXY" | "MOCK";
  /** HTTP method of the call to the backend. The type `MOCK` has none. */
  readonly integrationHttpMethod?: string;
  /** Invoke ARN of a function, ARN of an action of an AWS service, or a URL. The type `MOCK` has none. */
  readonly uri?: string;
  /** ARN of the role with which API Gateway calls an AWS service. Functions need none. Default: none. */
  readonly credentials?: string;
  /** Time that API Gateway waits for a response, in milliseconds. Default: 29,000. */
  readonly timeoutMilliseconds?: number;
  /**
   * Values of the call: `method.request.path.proxy` by `integration.request.path.proxy`. Static values have single quotes.
   * Default: none.
   */
  readonly requestParameters?: Readonly<Record<string, string>>;
  /** Mapping templates by content type. Default: none. The types `AWS_PROXY` and `HTTP_PROXY` have none. */
  readonly requestTemplates?: Readonly<Record<string, string>>;
  /** Treatment of a request whose content type has no template. Default: `WHEN_NO_MATCH`, which passes the body on. */
  readonly passthroughBehavior?: "NEVER" | "WHEN_NO_MATCH" | "WHEN_NO_TEMPLATES";
  /** Conversion of the body of the request. Default: none. */
  readonly contentHandling?: ContentHandling;
  /** Network of the endpoint. Default: `INTERNET`. */
  readonly connectionType?: "INTERNET" | "VPC_LINK";
  /** ID of the VPC link, for the connection type `VPC_LINK`. Default: none. */
  readonly connectionId?: string;
  /** ARN of the load balancer behind a VPC link of the kind `aws_apigatewayv2_vpc_link`. Default: none. */
  readonly integrationTarget?: string;
  /** Transfer of the response: complete, or as a stream. Only the proxy types can stream. Default: `BUFFERED`. */
  readonly responseTransferMode?: "BUFFERED" | "STREAM";
  /** Responses to which API Gateway maps the responses of the backend. Default: none, for the proxy types. */
  readonly responses?: readonly RestIntegrationResponse[];
}

/** Backend that a route of a REST API calls, such as an HTTP endpoint. `httpProxy()` returns one. */
export interface RestIntegration {
  /**
   * Returns the integration arguments of a route. If necessary, allows the API to call the backend.
   *
   * @param route contract of the first version of the route
   */
  restSettings(api: AuthorizedRestApi, key: RouteKey, route: Route): RestIntegrationSettings;
  /** Returns the errors of a route that uses the integration. @param route contract of a version of the route */
  validateRestRoute(key: RouteKey, route: Route): readonly string[];
}

/** Target of a route of a REST API: a Lambda function, or an integration. */
export type RestRouteTarget = FunctionTarget | RestIntegration;
