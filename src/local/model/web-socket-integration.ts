import type { RE2JS } from "re2js";
import type { LambdaTarget } from "./lambda-interface";
import type {
  BodyConversion,
  MappingTemplate,
  NonProxyBackend,
  PassthroughBehavior,
} from "./non-proxy-integration";

/** Target of a route of a WebSocket API. */
export type WebSocketIntegration =
  | WebSocketLambdaIntegration
  | WebSocketHttpIntegration
  | WebSocketNonProxyIntegration;

/** Integration of a WebSocket API with a Lambda function, of the type `AWS_PROXY`. */
export interface WebSocketLambdaIntegration {
  readonly kind: "AWS_PROXY";
  readonly address: string;
  readonly function: LambdaTarget;
  readonly timeoutMs: number;
  /** Conversion of a message. Default: the message is text. */
  readonly contentHandling?: BodyConversion;
}

/** Integration of a WebSocket API of the type `HTTP_PROXY`. */
export interface WebSocketHttpIntegration {
  readonly kind: "HTTP_PROXY";
  readonly address: string;
  readonly method: string;
  /** URL, with or without path parameters: `https://example.com/{id}`. */
  readonly uri: string;
  readonly timeoutMs: number;
  /** Parameters of the request to the endpoint: `{"integration.request.header.x": "'y'"}`. */
  readonly requestParameters: Readonly<Record<string, string>>;
  readonly contentHandling?: BodyConversion;
}

/**
 * Integration of a WebSocket API of the type `MOCK`, `HTTP` or `AWS`. Its request and response have mapping templates.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-data-transformations.html
 */
export interface WebSocketNonProxyIntegration extends NonProxyBackend {
  readonly requestParameters: Readonly<Record<string, string>>;
  readonly request: WebSocketTemplates;
  /** Handling of a message for which no request template is selected. */
  readonly passthrough: PassthroughBehavior;
  readonly contentHandling?: BodyConversion;
  readonly responses: readonly WebSocketIntegrationResponse[];
}

/** An `aws_apigatewayv2_integration_response`. */
export interface WebSocketIntegrationResponse {
  /** Regular expression that the whole status must match, or the error message of a function. Default: the response is the default. */
  readonly pattern?: RE2JS;
  readonly templates: WebSocketTemplates;
  readonly contentHandling?: BodyConversion;
}

/** Mapping templates. Each message selects one of them. */
export interface WebSocketTemplates {
  /** Expression that yields the key of the template. Default: none. */
  readonly selectionExpression?: string;
  readonly byKey: Readonly<Record<string, MappingTemplate>>;
}
