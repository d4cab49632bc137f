import type { RouteKey } from "#aws";
import type { Policy } from "../iam/policy";
import type { ResourcePolicy } from "../iam/resource-policy";
import type { StoredSecrets } from "./env-file";
import type { LambdaTarget } from "./lambda-interface";
import type { CompareWithModel } from "./model-schema";
import type { NonProxyIntegration } from "./non-proxy-integration";
import type { CacheKeyModel, MethodCacheModel } from "./rest-cache-model";
import type { WebSocketIntegration } from "./web-socket-integration";

/** Parts of a stack that the local gateway emulates. References are resolved, and defaults are filled in. */
export interface Model {
  /** Name of the stack: `products-dev`. */
  readonly name: string;
  readonly region: string;
  readonly accountId: string;
  readonly apis: readonly (HttpApiModel | RestApiModel)[];
  readonly webSocketApis: readonly WebSocketApiModel[];
  /** Functions by Terraform address: `aws_lambda_function.create-product`. */
  readonly functions: ReadonlyMap<string, LambdaFunction>;
  /** Errors of the functions that cannot run locally, by Terraform address. */
  readonly functionErrors: ReadonlyMap<string, unknown>;
  /**
   * Roles of functions by the name of the function, for requests to WebSocket connections. A function with a policy that
   * cannot be known is missing.
   */
  readonly functionRoles: ReadonlyMap<string, FunctionRole>;
  readonly tables: readonly TableModel[];
  readonly userPools: readonly UserPoolModel[];
  /** Values of secrets and parameters from the env file. */
  readonly storedSecrets: StoredSecrets;
  /** Parts of the stack that are not emulated, one entry for each part, with the reason. */
  readonly warnings: readonly string[];
  /** Messages about values that differ from those on AWS, each with a fix. */
  readonly notes: readonly string[];
}

/** API with its routes and stages. Each kind of API adds fields. */
export interface Api {
  readonly address: string;
  /** Fake API ID in the format of AWS: ten letters and digits. */
  readonly id: string;
  readonly name: string;
  /** Execution ARN: `arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5`. */
  readonly executionArn: string;
  readonly routes: readonly RouteModel[];
  readonly stages: readonly StageModel[];
}

/**
 * An `aws_apigatewayv2_api`. If the first path segment of a request is the name of a stage, the request goes to that
 * stage. All other requests go to the stage `$default`, if it exists.
 */
export interface HttpApiModel extends Api {
  readonly kind: "HTTP";
  readonly cors?: CorsModel;
}

/** An `aws_api_gateway_rest_api`. The first path segment of a request is the name of its stage. */
export interface RestApiModel extends Api {
  readonly kind: "REST";
  /** Content types whose bodies are base64-encoded in events and decoded in responses: `image/png`, `image/*`. */
  readonly binaryMediaTypes: readonly string[];
  /** Source of the API key of a request: the header `x-api-key`, or the result of a Lambda authorizer. */
  readonly apiKeySource: ApiKeySourceModel;
  /** API keys of the stack. */
  readonly apiKeys: readonly ApiKeyModel[];
  /** Gateway responses by type: `UNAUTHORIZED`, `DEFAULT_4XX`. */
  readonly gatewayResponses: ReadonlyMap<string, GatewayResponseModel>;
  /** Resource policy. Default: every caller may reach the authorizers. */
  readonly policy?: ResourcePolicy;
  /** Mappings of the custom domains of the stack, by domain name in lower case: `api.example.com`, `*.example.com`. */
  readonly domains: ReadonlyMap<string, readonly DomainMapping[]>;
}

/** An `aws_api_gateway_base_path_mapping`, or an `aws_apigatewayv2_api_mapping` of a custom domain. */
export interface DomainMapping {
  readonly address: string;
  /** Path without `/` at its start: `orders/v1`. Empty for all paths that no other mapping has. */
  readonly basePath: string;
  /** Name of the stage. Default: the path segment after the base path is the name. */
  readonly stage?: string;
  /** Terraform address of the API. Absent if the stack does not declare the API. */
  readonly api?: string;
}

/** Source of API keys, as `api_key_source` names it. */
export type ApiKeySourceModel = "AUTHORIZER" | "HEADER";

/** An `aws_api_gateway_api_key`. It is valid for the stages of its usage plans. */
export interface ApiKeyModel {
  readonly address: string;
  /** Name on AWS: `acme`. */
  readonly name: string;
  readonly id: string;
  /** Value that a request contains. */
  readonly value: string;
  readonly isEnabled: boolean;
  /** Usage plans of the key by the name of the stage. A plan without stages of the API is missing. */
  readonly plans: ReadonlyMap<string, UsagePlanModel>;
}

/** An `aws_api_gateway_usage_plan`. Its limits apply to each of its keys. */
export interface UsagePlanModel {
  readonly address: string;
  /** Name on AWS: `gold`. */
  readonly name: string;
  /** Limits of a key for all stages of the plan together. Default: none. */
  readonly throttle?: ThrottleModel;
  /** Limits of a key for single methods of a stage of the API, by stage name and route key. */
  readonly methodThrottles: ReadonlyMap<string, ReadonlyMap<string, ThrottleModel>>;
  /** Default: none. */
  readonly quota?: QuotaModel;
}

/** Number of requests that a key can send in a period, to all stages of its plan together. */
export interface QuotaModel {
  readonly limit: number;
  readonly period: "DAY" | "WEEK" | "MONTH";
  /** Number of requests by which the limit of the first period is smaller. */
  readonly offset: number;
}

/** An `aws_api_gateway_gateway_response`, which changes the responses of one type of error. */
export interface GatewayResponseModel {
  /** Default: the status of the error. */
  readonly status?: number;
  /** Values of headers, or expressions: `{"gatewayresponse.header.x": "'y'"}`. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Bodies by content type. Default: a JSON object with the message. */
  readonly templates: Readonly<Record<string, string>>;
}

/**
 * Attributes of an API without its routes. They are read before the routes, because each route depends on
 * them.
 */
export type ApiAttributes = Omit<Api, "routes">;

/** A `cors_configuration` block. Names of methods and headers have the same case as in the block. */
export interface CorsModel {
  readonly allowCredentials: boolean;
  readonly allowHeaders: readonly string[];
  readonly allowMethods: readonly string[];
  readonly allowOrigins: readonly string[];
  readonly exposeHeaders: readonly string[];
  /** Value of the `access-control-max-age` header, in seconds. Without a value, the header is not sent. */
  readonly maxAge?: number;
}

/** An `aws_apigatewayv2_stage` or `aws_api_gateway_stage`. */
export interface StageModel {
  readonly address: string;
  /** Name of the stage: `$default`, or the first path segment of requests to the stage. */
  readonly name: string;
  /** True if nothing is deployed to the stage. Its requests get status 404. Absent for a stage with a deployment. */
  readonly isUndeployed?: true;
  readonly variables: Readonly<Record<string, string>>;
  /** Throttling limits of the whole stage. Default: the limits of the account. */
  readonly throttle: ThrottleModel;
  /** Throttling limits of individual routes, by route key. */
  readonly routeThrottles: ReadonlyMap<string, ThrottleModel>;
  /** Format of the access log, with its `$context` variables. Default: no access log. */
  readonly accessLogFormat?: string;
  /** ID of the deployment. Only a stage of a REST API has it. */
  readonly deploymentId?: string;
  /** Canary of the stage of a REST API. */
  readonly canary?: CanaryModel;
  /** True for the model of a canary, and false for its stage. Absent for a stage without a canary. */
  readonly isCanary?: boolean;
  /** True if active X-Ray tracing is enabled. Only a stage of a REST API can have it. */
  readonly isTraced?: boolean;
  /**
   * Cache settings by route key, and by `* /*` for all `GET` methods. The value `undefined` disables the cache. Absent for
   * a stage without a cache.
   */
  readonly methodCaches?: ReadonlyMap<string, MethodCacheModel | undefined>;
}

/** The `canary_settings` of a stage. */
export interface CanaryModel {
  /** Percentage of the requests that go to the canary: 0 to 100. */
  readonly percent: number;
  /** The stage with the variables, the deployment and the cache of the canary. */
  readonly stage: StageModel;
}

/** Throttling limits of a stage or route. API Gateway enforces them with a token bucket. */
export interface ThrottleModel {
  /** Average requests per second. */
  readonly rate: number;
  /** Size of the token bucket, in requests. */
  readonly burst: number;
}

/** An `aws_apigatewayv2_route` or `aws_api_gateway_method`. */
export interface RouteModel {
  readonly address: string;
  /** Route key, such as `GET /products/{productId}` or `$default`. A method of a REST API has one too. */
  readonly key: RouteKey;
  /** ID of the resource with the path. Only a method of a REST API has it. */
  readonly resourceId?: string;
  /** True if a request must have an API key. Only a method of a REST API can require it. */
  readonly apiKeyRequired?: boolean;
  /** Parameters that a request must have. Only a method of a REST API with a request validator has them. */
  readonly requiredParameters?: readonly RequiredParameter[];
  /** Models of the body. Only a method of a REST API with a request validator has them. */
  readonly bodyModels?: RequestBodyModels | NotEmulated;
  /** Cache key of the responses. Absent if the responses are not cached locally. */
  readonly cacheKey?: CacheKeyModel;
  readonly integration: IntegrationModel | NotEmulated;
  readonly authorization: RouteAuthorization | NotEmulated;
}

/** Parameter of a request: a header, a path parameter or a query parameter. */
export interface RequiredParameter {
  readonly place: "header" | "path" | "querystring";
  readonly name: string;
}

/** Models with which a REST API compares the bodies of requests, by content type. */
export interface RequestBodyModels {
  readonly kind: "MODELS";
  readonly byType: ReadonlyMap<string, CompareWithModel>;
}

/** An `aws_apigatewayv2_api` with the protocol `WEBSOCKET`. The path of a connection is the name of its stage. */
export interface WebSocketApiModel {
  readonly address: string;
  /** Fake API ID in the format of AWS: ten letters and digits. */
  readonly id: string;
  /** Execution ARN: `arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5`. */
  readonly executionArn: string;
  /** Expression that yields the key of a message's route: `$request.body.action`. */
  readonly routeSelectionExpression: string;
  /** Source of the API key of a handshake: the header `x-api-key`, or the result of a Lambda authorizer. */
  readonly apiKeySource: ApiKeySourceModel;
  /** API keys of the stack. */
  readonly apiKeys: readonly ApiKeyModel[];
  readonly routes: readonly WebSocketRouteModel[];
  readonly stages: readonly StageModel[];
}

/** Attributes of a WebSocket API without its routes, which depend on them. */
export type WebSocketAttributes = Omit<WebSocketApiModel, "routes">;

/** An `aws_apigatewayv2_route` of a WebSocket API. */
export interface WebSocketRouteModel {
  readonly address: string;
  /** `$connect`, `$disconnect`, `$default`, or the result of the route selection expression. */
  readonly key: string;
  /** Authorization of `$connect`. Other routes have none, because API Gateway authorizes a connection only once. */
  readonly authorization: WebSocketAuthorization | NotEmulated;
  /** True if a handshake must have an API key. Only `$connect` can require it. */
  readonly apiKeyRequired: boolean;
  /** Parameters of a handshake that mappings can read, such as `route.request.querystring.token`. Empty but for `$connect`. */
  readonly requestParameters: readonly WebSocketRequestParameter[];
  readonly integration: WebSocketIntegration | NotEmulated;
  /** Models with which messages are compared. Absent if they are not validated. */
  readonly models?: MessageModels | NotEmulated;
  /** True if the client receives the response of the integration. */
  readonly isTwoWay: boolean;
}

/** A `request_parameter` of a route. */
export interface WebSocketRequestParameter {
  /** `route.request.querystring.token` or `route.request.header.Authorization`. */
  readonly key: string;
  readonly isRequired: boolean;
}

/** Models of a route. A message selects the model that validates it. */
export interface MessageModels {
  readonly kind: "MODELS";
  /** Expression that yields the key of the model. */
  readonly selectionExpression: string;
  readonly byKey: ReadonlyMap<string, CompareWithModel>;
}

/** Authorization of a `$connect` route. */
export type WebSocketAuthorization = NoAuthorization | IamAuthorization | WebSocketLambdaAuthorization;

/**
 * A Lambda authorizer of a WebSocket API. Its results are not cached.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-lambda-auth.html
 */
export interface WebSocketLambdaAuthorization {
  readonly kind: "REQUEST";
  readonly address: string;
  /** Locations of the identity, such as `route.request.header.Authorization`. */
  readonly identitySources: readonly string[];
  readonly function: LambdaTarget;
}

/** Integration, authorizer or model that is valid on AWS, but not emulated. Requests that need it get status 501. */
export interface NotEmulated {
  readonly kind: "NOT_EMULATED";
  /** Reason with the fix: `aws_lambda_function.list: layers is not emulated. Bundle the content …`. */
  readonly reason: string;
}

/** Authorization of a route. It combines the settings of the route and of its authorizer. */
export type RouteAuthorization =
  | NoAuthorization
  | JwtAuthorization
  | LambdaAuthorization
  | RestLambdaAuthorization
  | CognitoAuthorization
  | IamAuthorization;

export interface NoAuthorization {
  readonly kind: "NONE";
}

/**
 * A JWT authorizer, together with the scopes that the route requires.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
 */
export interface JwtAuthorization {
  readonly kind: "JWT";
  /** Terraform address of the authorizer. */
  readonly address: string;
  /** Locations of the token, such as `$request.header.Authorization`. */
  readonly identitySources: readonly string[];
  readonly issuer: string;
  readonly audiences: readonly string[];
  /**
   * Scopes of the route. A token must have at least one of them. If the list is empty, no scope is required.
   */
  readonly scopes: readonly string[];
}

/**
 * A Lambda authorizer.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
 */
export interface LambdaAuthorization {
  readonly kind: "CUSTOM";
  readonly address: string;
  readonly identitySources: readonly string[];
  readonly function: LambdaTarget;
  readonly payloadFormatVersion: "1.0" | "2.0";
  readonly simpleResponses: boolean;
  /**
   * Time for which a result is cached and reused for requests with the same identity source values. The value
   * 0 disables the cache.
   */
  readonly resultTtlSeconds: number;
}

/**
 * A Lambda authorizer of a REST API.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
 */
export interface RestLambdaAuthorization {
  /** The function of a `TOKEN` authorizer receives one header, and that of a `REQUEST` authorizer the request. */
  readonly kind: "TOKEN" | "REQUEST";
  readonly address: string;
  /** Locations of the identity, such as `method.request.header.Authorization`. */
  readonly identitySources: readonly string[];
  /** Regular expression that the whole token must match. Default: every token is passed to the function. */
  readonly identityPattern?: string;
  readonly function: LambdaTarget;
  /** Time for which a result is reused for requests with the same identity. The value 0 disables the cache. */
  readonly resultTtlSeconds: number;
}

/**
 * An authorizer that accepts the tokens of Cognito user pools.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-integrate-with-cognito.html
 */
export interface CognitoAuthorization {
  readonly kind: "COGNITO_USER_POOLS";
  readonly address: string;
  /** Location of the token: `method.request.header.Authorization`. */
  readonly identitySource: string;
  /** Issuer URLs of the user pools. */
  readonly issuers: readonly string[];
  /** Scopes of the method. With scopes, an access token with one of them is required, and else an ID token. */
  readonly scopes: readonly string[];
}

/**
 * IAM authorization. The caller signs the request with AWS Signature Version 4.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control-iam.html
 */
export interface IamAuthorization {
  readonly kind: "AWS_IAM";
}

/** Target of a route. */
export type IntegrationModel = LambdaIntegration | HttpIntegration | NonProxyIntegration;

/**
 * Time without data after which the response of an integration ends. Only a REST API has integrations that stream their
 * responses. Undefined if the integration returns its whole response.
 */
export type StreamIdleMs = number | undefined;

/** An integration of the type `AWS_PROXY`. */
export interface LambdaIntegration {
  readonly kind: "AWS_PROXY";
  readonly address: string;
  readonly function: LambdaTarget;
  /** Format of the event. A REST API has only `1.0`, in a variant without the field `version`. */
  readonly payloadFormatVersion: "1.0" | "2.0";
  readonly timeoutMs: number;
  readonly streamIdleMs?: StreamIdleMs;
  readonly requestParameters: Readonly<Record<string, string>>;
  readonly responseParameters: readonly ResponseParameters[];
}

/** An integration with `integration_type = "HTTP_PROXY"`. */
export interface HttpIntegration {
  readonly kind: "HTTP_PROXY";
  readonly address: string;
  /** HTTP method of the forwarded request. `ANY` keeps the method of the original request. */
  readonly method: string;
  /** URL, with or without path parameters: `https://example.com/{proxy}`. */
  readonly uri: string;
  readonly timeoutMs: number;
  readonly streamIdleMs?: StreamIdleMs;
  readonly requestParameters: Readonly<Record<string, string>>;
  readonly responseParameters: readonly ResponseParameters[];
}

/** Parameter mappings that apply to responses with a given status. */
export interface ResponseParameters {
  /** Status code: `200`. */
  readonly status: string;
  /**
   * Values or expressions. Each key names an operation and its target:
   * `{"append:header.x": "$context.requestId"}`.
   */
  readonly mappings: Readonly<Record<string, string>>;
}

/** An `aws_lambda_function` whose code is a local zip. */
export interface LambdaFunction {
  readonly address: string;
  /** Name of the function: `products-dev-create-product`. */
  readonly name: string;
  /** ARN: `arn:aws:lambda:eu-central-1:123456789012:function:products-dev-create-product`. */
  readonly arn: string;
  /** `$LATEST`, or the published version. */
  readonly version: string;
  /** Absolute path of the zip. */
  readonly zipFile: string;
  /** `source_code_hash`, if it is set. */
  readonly codeHash?: string;
  /** File in the zip without its extension, and the name of its export: `index.handler`. */
  readonly handler: string;
  /** Runtime: `nodejs22.x`. */
  readonly runtime: string;
  readonly environment: Readonly<Record<string, string>>;
  /**
   * Local URLs that replace the scheme and the host of HTTPS requests of the function, by the start of the URL, such as
   * `https://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com/`. Default: none.
   */
  readonly redirects?: Readonly<Record<string, string>>;
  readonly memoryMb: number;
  readonly timeoutMs: number;
  /** Maximum number of concurrent invocations; 0 throttles every invocation. Default: no reserved concurrency. */
  readonly reservedConcurrency?: number;
  readonly logGroup: string;
  /** Level below which the console of the function writes nothing: `INFO`. */
  readonly logLevel: string;
  /** True if active X-Ray tracing is enabled. */
  readonly isTraced: boolean;
}

/** Role of a function, with all its policies. */
export interface FunctionRole {
  readonly name: string;
  readonly policies: readonly Policy[];
}

/** An `aws_dynamodb_table`. */
export interface TableModel {
  readonly address: string;
  readonly name: string;
  /** Input for the CreateTable operation, which creates the table in the local DynamoDB. */
  readonly definition: TableDefinition;
}

/**
 * Input for the CreateTable operation of DynamoDB.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html
 */
export interface TableDefinition {
  readonly TableName: string;
  readonly AttributeDefinitions: readonly {
    readonly AttributeName: string;
    readonly AttributeType: string;
  }[];
  readonly KeySchema: KeySchema;
  readonly BillingMode: "PAY_PER_REQUEST" | "PROVISIONED";
  readonly ProvisionedThroughput?: Throughput;
  readonly GlobalSecondaryIndexes?: readonly (SecondaryIndex & {
    readonly ProvisionedThroughput?: Throughput;
  })[];
  readonly LocalSecondaryIndexes?: readonly SecondaryIndex[];
}

export type KeySchema = readonly { readonly AttributeName: string; readonly KeyType: "HASH" | "RANGE" }[];

export interface Throughput {
  readonly ReadCapacityUnits: number;
  readonly WriteCapacityUnits: number;
}

export interface SecondaryIndex {
  readonly IndexName: string;
  readonly KeySchema: KeySchema;
  readonly Projection: { readonly ProjectionType: string; readonly NonKeyAttributes?: readonly string[] };
}

/** Settings of an `aws_cognito_user_pool` that determine the content of its access tokens. */
export interface UserPoolModel {
  readonly address: string;
  /** Terraform name of the user pool, which is its address without the resource type: `users`. */
  readonly label: string;
  /** Fake ID in the format of Cognito: `eu-central-1_Ab3dE6gHi`. */
  readonly id: string;
  /** Issuer URL: `https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Ab3dE6gHi`. */
  readonly issuer: string;
  /** App clients of the pool. By default, tokens are issued for the first client. */
  readonly clients: readonly AppClientModel[];
  /** Scopes of the pool's resource servers: `products/read`. */
  readonly scopes: readonly string[];
  readonly groups: readonly string[];
  /** Validity of an access token, in minutes. */
  readonly tokenMinutes: number;
}

/** App client of a user pool. */
export interface AppClientModel {
  /** Fake ID in the format of Cognito. */
  readonly id: string;
  /** Name of the client on AWS, which several clients of a pool can have. */
  readonly name: string;
}
