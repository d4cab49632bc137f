import type { OpenApiInfo } from "#contract";
import { type KeyReference, LOG_RETENTION, type LogRetentionDays } from "../../log-group";
import { BOOLEAN, TAGS, TEXT, WITH_ARN } from "../../prop-rules";
import type { PropRules } from "../../props";
import { AUTHORIZER, type Authorizer } from "../common/authorizer";
import { CORS, type Cors } from "../common/cors";
import { OPEN_API } from "../common/document-rules";
import { SHARED_SETTINGS } from "../common/route-rules";
import { THROTTLE, type Throttle } from "../common/throttle";
import type { RouteSettings } from "./http-route";

/** Options of an {@link HttpApi}. None is required. */
export interface HttpApiProps {
  /** Name of the API on AWS, up to 128 characters. Default: the construct's path, `products-dev-api`. */
  readonly name?: string;
  /** Description of the API, up to 1024 characters. Default: none. */
  readonly description?: string;
  /**
   * Authorizer of all routes that do not set their own authorizer. Default: none, so that each route must set
   * an authorizer or be public.
   */
  readonly authorizer?: Authorizer;
  /**
   * Cross-origin access (CORS) for web pages. Default: none, so that browsers block requests from pages of
   * other origins.
   */
  readonly cors?: Cors;
  /**
   * Request limit of each route that does not set its own limit. Default: 10,000 requests per second with a
   * burst of 5,000, which are the limits of an account in most Regions.
   */
  readonly throttle?: Throttle;
  /**
   * Enables CloudWatch metrics per route, which AWS charges for. Default: false, so that CloudWatch only has
   * metrics of the API as a whole.
   */
  readonly detailedMetrics?: boolean;
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

/** Rules for the options of an {@link HttpApi}. */
export const HTTP_API_RULES: PropRules<HttpApiProps> = {
  name: TEXT,
  description: TEXT,
  authorizer: AUTHORIZER,
  cors: CORS,
  throttle: THROTTLE,
  detailedMetrics: BOOLEAN,
  logRetentionDays: LOG_RETENTION,
  logEncryptionKey: WITH_ARN,
  openApi: OPEN_API,
  tags: TAGS,
};

/** Rules for the settings of a route. */
export const ROUTE_RULES: PropRules<RouteSettings> = { authorizer: AUTHORIZER, ...SHARED_SETTINGS };
