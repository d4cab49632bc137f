import { ACCOUNT_THROTTLE, selectedField } from "#aws";
import type { Message } from "#contract";
import {
  Apigatewayv2Api,
  type Apigatewayv2Integration,
  type Apigatewayv2Model,
  type Apigatewayv2Route,
  type Apigatewayv2RouteResponse,
  type Apigatewayv2Stage,
  type Apigatewayv2StageRouteSettings,
  type CloudwatchLogGroup,
  Construct,
  type LambdaPermission,
} from "../../cdktf";
import type { FunctionTarget } from "../../function/function-target";
import type { Grantee } from "../../iam/policy";
import { DEFAULT_LOG_RETENTION_DAYS } from "../../log-group";
import { logGroupName, physicalName, uniqueName } from "../../names";
import { checkProps } from "../../props";
import { escapeTemplates, terraformMap } from "../../tokens";
import { addValidation, knownAtSynth, WRITE_MEMBERS_FIX } from "../../validation";
import type { AuthorizedApi } from "../common/authorizer";
import { InvokePermissions } from "../common/invoke-permissions";
import type { MessageMetrics, MonitoredMessageApi } from "../common/monitored-api";
import { schemaConverter } from "../common/openapi-document";
import { webSocketMetrics } from "../common/stage-metrics";
import { writeAsyncApiDocument } from "./asyncapi-document";
import { ConnectionGrants, isGrantee } from "./connection-grants";
import { apiServer, securitySchemes } from "./connection-security";
import { MessageValidation } from "./message-validation";
import { validateDeclaredKeys, validateWebSocketApi } from "./validate-web-socket-api";
import { WEB_SOCKET_API_RULES, type WebSocketApiProps } from "./web-socket-api-props";
import {
  createWebSocketRoute,
  stageSettingsOf,
  type WebSocketRoute,
  type WebSocketRouteSettings,
} from "./web-socket-route";
import {
  type CheckedMessage,
  type CheckedMessageSettings,
  readRouteArguments,
} from "./web-socket-route-arguments";
import { createWebSocketLogs, createWebSocketStage } from "./web-socket-stage";

/**
 * API Gateway WebSocket API with one stage, which deploys its routes automatically. Invalid options are reported when the
 * app is synthesized.
 *
 * @example
 * const chat = new WebSocketApi(this, "chat", { access: "public" });
 * const send = new NodejsFunction(this, "send", { entry: "functions/chat/send.ts" });
 * chat.route("sendMessage", send);
 * chat.grantManageConnections(send);
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api.html
 */
export class WebSocketApi extends Construct implements AuthorizedApi, MonitoredMessageApi {
  /** The Terraform resource `aws_apigatewayv2_api`. */
  readonly api: Apigatewayv2Api;
  /** The Terraform resource `aws_apigatewayv2_stage`. */
  readonly stage: Apigatewayv2Stage;
  /**
   * The Terraform resource `aws_cloudwatch_log_group` with the name `/aws/vendedlogs/apis/<name of the API>`, if `account`
   * is set.
   */
  readonly accessLogs?: CloudwatchLogGroup;
  /** The Terraform resource `aws_cloudwatch_log_group` of the execution logs, if `executionLogs` is set. */
  readonly executionLogs?: CloudwatchLogGroup;
  /** The `aws_apigatewayv2_route` resources by route key. */
  readonly routes: ReadonlyMap<string, Apigatewayv2Route>;
  /** The `aws_apigatewayv2_route_response` resources of the two-way routes, by route key. */
  readonly routeResponses: ReadonlyMap<string, Apigatewayv2RouteResponse>;
  /** The `aws_apigatewayv2_integration` resources by route key. */
  readonly integrations: ReadonlyMap<string, Apigatewayv2Integration>;
  /** The `aws_apigatewayv2_model` resources by route key, if `validate` is true. */
  readonly models: ReadonlyMap<string, Apigatewayv2Model>;
  /** The `aws_lambda_permission` resources by the function that the API can invoke. */
  readonly permissions: ReadonlyMap<FunctionTarget, LambdaPermission>;

  readonly #settings: Settings;
  readonly #declared = new Map<string, WebSocketRoute>();
  readonly #errors: string[] = [];
  readonly #permissions: InvokePermissions;
  readonly #grants: ConnectionGrants;
  readonly #validation: MessageValidation;
  readonly #routes = new Map<string, Apigatewayv2Route>();
  readonly #routeResponses = new Map<string, Apigatewayv2RouteResponse>();
  readonly #integrations = new Map<string, Apigatewayv2Integration>();
  readonly #routeSettings: Apigatewayv2StageRouteSettings[] = [];

  constructor(scope: Construct, id: string, props: WebSocketApiProps = {}) {
    super(scope, id);
    const { values, errors } = checkProps(props, WEB_SOCKET_API_RULES);
    // The schemas of events are objects of a library, which no step may copy.
    const { events = [], ...others } = values;
    const settings = withDefaults(this, others);
    this.#settings = escapeTemplates(settings);
    this.routes = this.#routes;
    this.routeResponses = this.#routeResponses;
    this.integrations = this.#integrations;
    uniqueName(this, "API log group name", logGroupName(settings.name));
    addValidation(this, () => [
      ...errors,
      ...(this.#errors.length > 0
        ? this.#errors
        : validateDeclaredKeys(settings, [...this.#declared.keys()])),
      ...validateWebSocketApi({ ...settings, events }, [...this.#declared.values()]),
      ...this.#validation.validate(),
    ]);
    this.api = createWebSocketApi(this, this.#settings);
    this.#permissions = new InvokePermissions(this, this.api);
    this.permissions = this.#permissions.byTarget;
    this.#grants = new ConnectionGrants(this, this.#settings.stageName);
    const field = selectedField(settings.routeSelectionExpression);
    const convert = schemaConverter(this, settings.asyncApi);
    this.#validation = new MessageValidation(this, {
      field: field ?? "action",
      expression: this.#settings.routeSelectionExpression,
      convert,
    });
    this.models = this.#validation.models;
    writeAsyncApiDocument(this, {
      api: this.api,
      contracts: () => [...[...this.#declared.values()].flatMap(({ message }) => message ?? []), ...events],
      info: settings.asyncApi,
      convert,
      connection: () => ({
        routeKeyField: field,
        securitySchemes: securitySchemes(this, this.#routes.get("$connect")?.authorizationTypeInput),
        defaultServer: apiServer(settings.stageName),
      }),
    });
    const logs = createWebSocketLogs(this, this.api, settings);
    this.accessLogs = logs.accessLogs;
    this.executionLogs = logs.executionLogs;
    this.stage = createWebSocketStage(this, this.api, logs, this.#settings, () => [
      ...this.#routes.values(),
      ...this.#routeResponses.values(),
    ]);
  }

  /**
   * URL to which clients connect: `wss://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com/live`. In Terraform, the URL is a
   * reference to the API and not to the stage, because the stage depends on the routes and their functions. A function of
   * this API can therefore have the URL in an environment variable without a dependency cycle.
   */
  get url(): string {
    return `${this.api.apiEndpoint}/${this.#settings.stageName}`;
  }

  /**
   * Endpoint of `@connections`, for an environment variable of a function that sends messages to connections:
   * `https://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com/live`. Like `url`, it does not refer to the stage.
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html
   */
  get managementUrl(): string {
    return `https://${this.api.id}.execute-api.${this.api.region}.amazonaws.com/${this.#settings.stageName}`;
  }

  /** CloudWatch metrics of the API, for alarms and dashboards. */
  get metrics(): MessageMetrics {
    return webSocketMetrics(this.api, this.stage);
  }

  /**
   * Adds a route. The first argument is a contract from `message()`, or a route key. The route of a contract with a reply is
   * two-way. The function of a contract without a reply gets the permission to send messages to connections, because the
   * runtime sends problems to them.
   *
   * One function can serve several routes. An invalid or duplicate key does not throw an error here. The error is reported
   * when the app is synthesized.
   *
   * @param messageOrKey message, or `$connect`, `$disconnect`, `$default`, or a value of the route selection expression,
   * such as `sendMessage`
   * @param target function that API Gateway invokes
   */
  route<const Declared extends Message | string, const Settings extends WebSocketRouteSettings>(
    messageOrKey: CheckedMessage<Declared>,
    target: FunctionTarget,
    settings?: CheckedMessageSettings<Declared, Settings>,
  ): void {
    const declared = readRouteArguments({ messageOrKey, target, settings });
    if ("errors" in declared) {
      this.#errors.push(...declared.errors);
      return;
    }
    const { route } = declared;
    if (this.#declared.has(route.key)) {
      this.#errors.push(`duplicate route "${route.key}". Remove one.`);
      return;
    }
    this.#declared.set(route.key, route);
    this.#createResources(route);
    if (route.message && !route.isTwoWay && isGrantee(target)) this.#grants.grant(target, "POST");
  }

  /** Allows this API to invoke a function. A second call for the same function has no effect. */
  grantInvoke(target: FunctionTarget): void {
    this.#permissions.grant(target);
  }

  /**
   * Calls a listener once for each function that this API invokes, including functions that are added later.
   */
  onFunction(listener: (target: FunctionTarget) => void): void {
    this.#permissions.onFunction(listener);
  }

  /**
   * Allows a function to send messages to the connections of this API, to read their state, and to close them. The function
   * calls `@connections` at `managementUrl`.
   */
  grantManageConnections(grantee: Grantee): void {
    this.#grants.grant(grantee, "*");
  }

  #createResources(declared: WebSocketRoute): void {
    const { key } = declared;
    const { route, integration, response } = createWebSocketRoute(this, declared, this.#authorize(key));
    this.#routes.set(key, route);
    this.#integrations.set(key, integration);
    if (response) this.#routeResponses.set(key, response);
    if (declared.message && this.#settings.validate) this.#validation.add(declared.message, route);
    const settings = stageSettingsOf(declared, this.#settings);
    if (!settings) return;
    this.#routeSettings.push(settings);
    this.stage.putRouteSettings(this.#routeSettings);
  }

  /** Returns the authorization of a route. API Gateway authorizes a connection only with `$connect`. */
  #authorize(key: string) {
    const { authorizer } = this.#settings;
    return key === "$connect" && authorizer
      ? authorizer.webSocketSettings(this)
      : ({ authorizationType: "NONE" } as const);
  }
}

type Settings = ReturnType<typeof withDefaults>;

function withDefaults(scope: Construct, props: Omit<WebSocketApiProps, "events">) {
  return {
    ...props,
    name: props.name ?? physicalName(scope),
    // The default of Terraform, `$request.method $request.path`, is the one of HTTP APIs.
    routeSelectionExpression: props.routeSelectionExpression ?? "$request.body.action",
    stageName: props.stageName ?? "live",
    // Always set the rate and the burst. If the settings of a stage omit them, both limits are 0, and API Gateway rejects
    // every handshake with 429.
    throttle: props.throttle ?? ACCOUNT_THROTTLE,
    detailedMetrics: props.detailedMetrics ?? false,
    validate: props.validate ?? false,
    asyncApi: knownAtSynth(scope, "asyncApi", props.asyncApi, WRITE_MEMBERS_FIX),
    executionLogs: knownAtSynth(scope, "executionLogs", props.executionLogs),
    logRetentionDays: props.logRetentionDays ?? DEFAULT_LOG_RETENTION_DAYS,
    logEncryptionKey: knownAtSynth(scope, "logEncryptionKey", props.logEncryptionKey, WRITE_MEMBERS_FIX),
    tags: props.tags && terraformMap(props.tags),
  };
}

function createWebSocketApi(scope: Construct, settings: Settings): Apigatewayv2Api {
  const { name, description, routeSelectionExpression, tags } = settings;
  return new Apigatewayv2Api(scope, "Default", {
    name,
    description,
    protocolType: "WEBSOCKET",
    routeSelectionExpression,
    tags,
  });
}
