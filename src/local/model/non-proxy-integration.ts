import type { RE2JS } from "re2js";
import type { Template, TemplateError } from "#template";
import type { LambdaTarget } from "./lambda-interface";

/** Backend of an integration whose request and response have mapping templates. */
export interface NonProxyBackend {
  readonly kind: "NON_PROXY";
  readonly address: string;
  readonly backend: Backend;
  readonly timeoutMs: number;
}

/**
 * Non-proxy integration of a REST API. Its type is `MOCK`, `HTTP` or `AWS`.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-integration-settings.html
 */
export interface NonProxyIntegration extends NonProxyBackend {
  /** Parameters of the request to the backend: `{"integration.request.header.x": "'y'"}`. */
  readonly requestParameters: Readonly<Record<string, string>>;
  /** Templates of the request to the backend, by the content type of the request: `application/json`. */
  readonly requestTemplates: Readonly<Record<string, MappingTemplate>>;
  /** Handling of a request whose content type has no request template. */
  readonly passthrough: PassthroughBehavior;
  /** Conversion of the body of the request. Default: a binary body stays binary, and other bodies are text. */
  readonly contentHandling?: BodyConversion;
  readonly responses: readonly IntegrationResponse[];
}

/** Backend of a non-proxy integration. */
export type Backend = MockBackend | HttpBackend | LambdaBackend | DynamoDbBackend;

/** No backend: the output of the request template contains the status. */
export interface MockBackend {
  readonly kind: "MOCK";
}

/** Endpoint of an `HTTP` integration. */
export interface HttpBackend {
  readonly kind: "HTTP";
  /** HTTP method of the request to the endpoint. `ANY` keeps the method of the original request. */
  readonly method: string;
  /** URL, with or without path parameters: `https://example.com/{id}`. */
  readonly uri: string;
}

/** Function that receives the output of the request template as its event. */
export interface LambdaBackend {
  readonly kind: "LAMBDA";
  readonly function: LambdaTarget;
}

/** Operation of DynamoDB that an `AWS` integration calls. */
export interface DynamoDbBackend {
  readonly kind: "DYNAMODB";
  readonly method: string;
  readonly region: string;
  /** Operation in the URI: `PutItem`. Without it, a request parameter sets the header `X-Amz-Target`. */
  readonly operation?: string;
}

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/integration-passthrough-behaviors.html */
export type PassthroughBehavior = "WHEN_NO_MATCH" | "WHEN_NO_TEMPLATES" | "NEVER";

/** Conversion of a body between text and binary, as `content_handling` names it. */
export type BodyConversion = "CONVERT_TO_BINARY" | "CONVERT_TO_TEXT";

/** Mapping template of a request or a response. */
export interface MappingTemplate {
  /** Place in the stack: `aws_api_gateway_integration.post: request_templates["application/json"]`. */
  readonly name: string;
  /**
   * Parsed template, or its mistakes, for which API Gateway responds with status 500. Absent for an empty template: the
   * body is not changed.
   */
  readonly template?: Template | TemplateError;
}

/** An `aws_api_gateway_integration_response`. */
export interface IntegrationResponse {
  readonly address: string;
  readonly status: number;
  /** True if the method has an `aws_api_gateway_method_response` with the status. */
  readonly isDeclared: boolean;
  /**
   * Regular expression that the whole status of the backend must match, or the whole error message of a function.
   * Default: the response is the default.
   */
  readonly pattern?: RE2JS;
  /** Values of headers, or expressions: `{"method.response.header.x": "'y'"}`. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Templates of the response, by the content type that the caller accepts. */
  readonly templates: Readonly<Record<string, MappingTemplate>>;
  /** Conversion of the body of the backend. Default: the body is converted to what the caller accepts. */
  readonly contentHandling?: BodyConversion;
}
