import type { AsyncApiInfo, SocketEvent } from "#contract";
import { type KeyReference, LOG_RETENTION, type LogRetentionDays } from "../../log-group";
import { BOOLEAN, knownRule, oneOf, TAGS, TEXT, WITH_ARN } from "../../prop-rules";
import type { PropRule, PropRules } from "../../props";
import { ASYNC_API } from "../common/document-rules";
import { EXECUTION_LOGS, type ExecutionLogLevel } from "../common/execution-logs";
import { THROTTLE, type Throttle } from "../common/throttle";
import { WEB_SOCKET_AUTHORIZER, type WebSocketAuthorizer } from "../common/web-socket-authorizer";
import { LOG_ACCOUNT, type LogAccount } from "../rest/rest-api-account";
import { EVENTS } from "./message-rules";

/** Options of a {@link WebSocketApi}. Either `authorizer` or `access` is required. */
export interface WebSocketApiProps {
  /** Name of the API on AWS, up to 128 characters. Default: the construct's path, `products-dev-chat`. */
  readonly name?: string;
  /** Description of the API, up to 1024 characters. Default: none. */
  readonly description?: string;
  /**
   * Expression for the route key of a message. Default: `$request.body.action`, which selects the route `sendMessage` for
   * the message `{"action":"sendMessage"}`.
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-develop-routes.html
   */
  readonly routeSelectionExpression?: string;
  /**
   * Name of the stage, which is the path of the URL: `v1`. Letters, digits, `-` and `_`, up to 128 characters.
   * Default: `live`.
   */
  readonly stageName?: string;
  /**
   * Authorizer of the connections: `users.webSocketAuthorizer()` of a `UserPool`, a `WebSocketTokenAuthorizer`, a
   * `RequestAuthorizer` or an `IamAuthorizer`. API Gateway authorizes only the handshake, with the route `$connect`.
   * Default: none. `access` must then be set.
   */
  readonly authorizer?: WebSocketAuthorizer;
  /** `"public"` allows any client to connect. Default: the authorizer allows or denies each connection. */
  readonly access?: "public";
  /**
   * Limit of each route that does not set its own limit, in handshakes and messages per second. Default: 10,000 per second
   * with a burst of 5,000, which are the limits of an account in most Regions.
   */
  readonly throttle?: Throttle;
  /**
   * Enables CloudWatch metrics per route, which AWS charges for. Default: false, so that CloudWatch only has
   * metrics of the API and of its stage.
   */
  readonly detailedMetrics?: boolean;
  /**
   * Role of the AWS account with which API Gateway writes logs: a {@link RestApiAccount}, or `existing` if it is declared
   * elsewhere. Default: none, so that there are no access logs, because API Gateway rejects them without a role.
   */
  readonly account?: LogAccount;
  /**
   * Writes execution logs, which contain the steps of each message: only errors, or all steps. They need an `account`.
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
   * Validates each message of a contract in API Gateway, with a model. If a message does not match, the client gets the
   * error `Bad request body`, which contains neither the ID of the message nor the reason. Default: false. Only the function
   * validates messages, and the client gets all errors.
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-request-validation.html
   */
  readonly validate?: boolean;
  /** Events that the functions send to clients, for the AsyncAPI document. Default: none. */
  readonly events?: readonly SocketEvent[];
  /**
   * Title and version of the AsyncAPI document of this API. Synthesis writes the document next to the Terraform JSON, as
   * `<Terraform name of the API>.asyncapi.json`, and reports each schema without a JSON Schema. Default: the title is the
   * construct's path, `products-dev-chat`, and the version is `0.0.0`. A schema without a JSON Schema is then `{}`. An API
   * without messages and events has no document.
   */
  readonly asyncApi?: AsyncApiInfo;
  /** Tags of the API, its stage and its log groups. Default: none. */
  readonly tags?: Readonly<Record<string, string>>;
}

/** Rule of the prop `access`. An invalid value counts as public, so that only one error reports it. */
const PUBLIC: PropRule = { ...knownRule(oneOf(["public"])), placeholder: () => "public" };

/** Rules for the options of a {@link WebSocketApi}. */
export const WEB_SOCKET_API_RULES: PropRules<WebSocketApiProps> = {
  name: TEXT,
  description: TEXT,
  routeSelectionExpression: TEXT,
  stageName: TEXT,
  authorizer: WEB_SOCKET_AUTHORIZER,
  access: PUBLIC,
  throttle: THROTTLE,
  detailedMetrics: BOOLEAN,
  account: LOG_ACCOUNT,
  executionLogs: EXECUTION_LOGS,
  logRetentionDays: LOG_RETENTION,
  logEncryptionKey: WITH_ARN,
  validate: knownRule(BOOLEAN),
  events: EVENTS,
  asyncApi: ASYNC_API,
  tags: TAGS,
};
