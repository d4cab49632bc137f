import type { OpenApiInfo } from "#contract";
import { type KeyReference, LOG_RETENTION, type LogRetentionDays } from "../../log-group";
import { BOOLEAN, MAP, TEXT, WITH_ARN } from "../../prop-rules";
import type { PropRules } from "../../props";
import { OPEN_API } from "../common/open-api-rule";
import { REST_AUTHORIZER, type RestAuthorizer } from "../common/rest-authorizer";
import { SHARED_SETTINGS } from "../common/route-rules";
import { THROTTLE, type Throttle } from "../common/throttle";
import type { RestRouteSettings } from "./rest-route";

/** Options of a {@link RestApi}. None is required. */
export interface RestApiProps {
  /** Name of the API on AWS. Default: the construct's path, `products-dev-api`. */
  readonly name?: string;
  /** Description of the API. Default: none. */
  readonly description?: string;
  /**
   * Name of the stage, which is the first segment of the path of the URL: `v1`. Letters, digits, `-` and `_`, up to 128
   * characters. Default: `live`. A Gatewright stack is already one environment, such as `dev`, so the name of an
   * environment would be misleading here.
   */
  readonly stageName?: string;
  /** Variables of the stage, which the event of a function contains. Default: none. */
  readonly stageVariables?: Readonly<Record<string, string>>;
  /**
   * Authorizer of all routes that do not set their own authorizer. Default: none, so that each route must set
   * an authorizer or be public.
   */
  readonly authorizer?: RestAuthorizer;
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
  /** Retention of the access logs, in days. Default: 30. */
  readonly logRetentionDays?: LogRetentionDays;
  /**
   * Customer managed KMS key that encrypts the access logs. Its key policy must allow CloudWatch Logs of the Region to
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
  throttle: THROTTLE,
  detailedMetrics: BOOLEAN,
  tracing: BOOLEAN,
  logRetentionDays: LOG_RETENTION,
  logEncryptionKey: WITH_ARN,
  openApi: OPEN_API,
  tags: MAP,
};

/** Rules for the settings of a route. */
export const REST_ROUTE_RULES: PropRules<RestRouteSettings> = {
  authorizer: REST_AUTHORIZER,
  ...SHARED_SETTINGS,
};
