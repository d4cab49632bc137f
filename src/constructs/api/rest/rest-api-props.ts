import type { OpenApiInfo } from "#contract";
import { type KeyReference, LOG_RETENTION, type LogRetentionDays } from "../../log-group";
import {
  BOOLEAN,
  distinctRule,
  LIST,
  literalRule,
  MAP,
  NUMBER,
  oneOf,
  TAGS,
  TEXT,
  WITH_ARN,
} from "../../prop-rules";
import type { PropRules } from "../../props";
import { CORS, type Cors } from "../common/cors";
import { OPEN_API } from "../common/document-rules";
import { EXECUTION_LOGS, type ExecutionLogLevel } from "../common/execution-logs";
import { REST_AUTHORIZER, type RestAuthorizer } from "../common/rest-authorizer";
import { SHARED_SETTINGS } from "../common/route-rules";
import { THROTTLE, type Throttle } from "../common/throttle";
import { API_KEY_SOURCES, type ApiKeySource } from "./api-key-required";
import { API_POLICY, type ApiPolicyStatement } from "./api-policy";
import { API_CACHE, type RestApiCache, ROUTE_CACHE } from "./cache";
import { CANARY, type Canary } from "./canary";
import { ENDPOINT_TYPES, type EndpointType } from "./endpoint";
import type { GatewayResponses } from "./gateway-responses";
import { LOG_ACCOUNT, type RestApiAccount } from "./rest-api-account";
import type { RestRouteSettings } from "./rest-route";
import { TRACE_SAMPLING, type TraceSampling } from "./trace-sampling";
import { GATEWAY_RESPONSES } from "./validate-gateway-responses";

/** Options of a {@link RestApi}. None is required. */
export interface RestApiProps {
  /** Name of the API on AWS. Default: the construct's path, `products-dev-api`. */
  readonly name?: string;
  /** Description of the API. Default: `Managed by Terraform`, because AWS would keep an earlier description. */
  readonly description?: string;
  /**
   * Name of the stage, which is the first segment of the path of the URL: `v1`. Letters, digits, `-` and `_`, up to 128
   * characters. Default: `live`. A Gatewright stack is already one environment, such as `dev`, so the name of an
   * environment would be misleading here.
   */
  readonly stageName?: string;
  /** Variables of the stage, which the event of a function contains. Default: none; `cors` adds variables. */
  readonly stageVariables?: Readonly<Record<string, string>>;
  /**
   * Authorizer of all routes that do not set their own authorizer. Default: none, so that each route must set
   * an authorizer or be public.
   */
  readonly authorizer?: RestAuthorizer;
  /**
   * Requires an API key of a `UsagePlan` for all routes that do not set `apiKeyRequired`, also for public routes. A key is
   * no authentication. Default: false.
   */
  readonly apiKeyRequired?: boolean;
  /**
   * Source of the API key of a request: the header `x-api-key`, or the member `usageIdentifierKey` in the result of a
   * Lambda authorizer. Default: `header`.
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-key-source.html
   */
  readonly apiKeySource?: ApiKeySource;
  /**
   * Cross-origin access (CORS) for web pages. API Gateway then responds to the preflight requests of all paths, and adds
   * CORS headers to its own errors. `handle()` adds these headers to the responses of functions. It gets this configuration
   * in the stage variables `corsOrigins`, `corsExposeHeaders` and `corsCredentials`, so the origins together have at most
   * 512 characters. Default: none, so that browsers block requests from pages of other origins.
   */
  readonly cors?: Cors;
  /**
   * Responses to the errors that API Gateway itself sends, by type: `{ THROTTLED: { status: 503 } }`. `"default"` selects
   * the bodies of API Gateway, such as `{"message":"Forbidden"}`, which the clients of an existing API may read. Default:
   * problem details (RFC 9457) with a status, a code, a detail and the request ID, like the problems of `handle()`.
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
   */
  readonly gatewayResponses?: GatewayResponses | "default";
  /**
   * Validation of requests by API Gateway, which responds with 400 before it invokes a function. The body becomes a model,
   * and required parameters of the path and of the query are required. The function still validates each request. Default:
   * true for all schemas that have a JSON Schema. If the value is set to true, a schema without a JSON Schema is an error.
   */
  readonly validate?: boolean;
  /**
   * Cache for the responses of the routes with the setting `cache`. AWS charges for it by the hour. With false, these
   * routes are not cached, for example in a test environment. Default: none; the setting `cache` of a route is then an
   * error.
   */
  readonly cache?: RestApiCache | false;
  /**
   * Canary release: a percentage of the requests goes to a new deployment, `{ percent: 10 }`. While it is set, all other
   * requests use the deployment that the stage had before. Default: none, so that all requests use a new deployment.
   */
  readonly canary?: Canary;
  /**
   * Request limit of each route that does not set its own limit. Default: 10,000 requests per second with a
   * burst of 5,000, which are the limits of an account in most Regions.
   */
  readonly throttle?: Throttle;
  /**
   * Enables CloudWatch metrics per route, which AWS charges for. Default: false, so that CloudWatch only has
   * metrics of the API and of its stage.
   */
  readonly detailedMetrics?: boolean;
  /** Enables X-Ray tracing of the stage. Default: true. */
  readonly tracing?: boolean;
  /**
   * Requests that X-Ray records: `{ fixedRate: 0.1, reservoirSize: 5 }`. Default: not set, so that the rules of the account
   * apply. Without such a rule, X-Ray records the first request of each second and 5 % of the others.
   */
  readonly traceSampling?: TraceSampling;
  /** Type of the endpoint. Default: `REGIONAL`. */
  readonly endpoint?: EndpointType;
  /** IDs of the VPC endpoints from which callers reach a private API: `vpce-0123456789abcdef0`. Default: none. */
  readonly vpcEndpoints?: readonly string[];
  /**
   * Resource policy: the callers that can send requests, in addition to the authorizers. Default: none. A private API
   * always has a policy that denies requests from other VPC endpoints.
   */
  readonly policy?: readonly ApiPolicyStatement[];
  /**
   * Media types of binary bodies, such as `image/png`. A function gets a body of this type as base64, and API Gateway
   * decodes a base64 response if the request accepts such a type. The types of the binary replies in the contracts are
   * added. Default: only these types.
   */
  readonly binaryTypes?: readonly string[];
  /**
   * Size of a response, in bytes, from which API Gateway compresses it, 0 to 10,485,760. Default: none, so that responses
   * are not compressed.
   */
  readonly minCompressionBytes?: number;
  /**
   * Creates a client certificate, with which API Gateway identifies itself to HTTP endpoints. Default: false.
   */
  readonly clientCertificate?: boolean;
  /**
   * Role of the AWS account with which API Gateway writes logs: a {@link RestApiAccount}, or `existing` if it is declared
   * elsewhere. Default: not stated, which is a warning. The account must still have a role, because API Gateway rejects
   * access logs without it.
   */
  readonly account?: RestApiAccount | "existing";
  /**
   * Writes execution logs, which contain the steps of each request: only errors, or all steps. They need an `account`.
   * Default: none.
   */
  readonly executionLogs?: ExecutionLogLevel;
  /** Retention of the access logs and the execution logs, in days. Default: 30. */
  readonly logRetentionDays?: LogRetentionDays;
  /**
   * Customer managed KMS key that encrypts the logs. Its key policy must allow CloudWatch Logs of the Region to
   * use it. Default: CloudWatch Logs encrypts the logs with a key that AWS owns.
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
   */
  readonly logEncryptionKey?: KeyReference;
  /**
   * Title and version of the OpenAPI document of this API. Synthesis writes the document next to the
   * Terraform JSON, as `<Terraform name of the API>.openapi.json`, and reports each schema without a JSON Schema.
   * Default: the document has the title `products-dev-api`, which is the construct's path, and the version `0.0.0`. A
   * schema without a JSON Schema is `{}`. An API whose routes have no contracts has no document.
   */
  readonly openApi?: OpenApiInfo;
  /** Tags of the API, its stage and its log group. Default: none. */
  readonly tags?: Readonly<Record<string, string>>;
}

/** Rules for the options of a {@link RestApi}. */
export const REST_API_RULES: PropRules<RestApiProps> = {
  name: TEXT,
  description: TEXT,
  stageName: TEXT,
  stageVariables: MAP,
  authorizer: REST_AUTHORIZER,
  apiKeyRequired: BOOLEAN,
  apiKeySource: literalRule(oneOf(API_KEY_SOURCES)),
  cors: CORS,
  gatewayResponses: GATEWAY_RESPONSES,
  validate: literalRule(BOOLEAN),
  cache: API_CACHE,
  canary: CANARY,
  throttle: THROTTLE,
  detailedMetrics: BOOLEAN,
  tracing: BOOLEAN,
  traceSampling: TRACE_SAMPLING,
  endpoint: literalRule(oneOf(ENDPOINT_TYPES)),
  vpcEndpoints: distinctRule(LIST),
  policy: API_POLICY,
  binaryTypes: distinctRule(LIST),
  minCompressionBytes: NUMBER,
  clientCertificate: literalRule(BOOLEAN),
  account: LOG_ACCOUNT,
  executionLogs: EXECUTION_LOGS,
  logRetentionDays: LOG_RETENTION,
  logEncryptionKey: WITH_ARN,
  openApi: OPEN_API,
  tags: TAGS,
};

/** Rules for the settings of a route. */
export const REST_ROUTE_RULES: PropRules<RestRouteSettings> = {
  authorizer: REST_AUTHORIZER,
  apiKeyRequired: BOOLEAN,
  validate: literalRule(BOOLEAN),
  cache: ROUTE_CACHE,
  ...SHARED_SETTINGS,
};
