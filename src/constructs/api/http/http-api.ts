import { ACCOUNT_THROTTLE } from "#aws";
import { type Access, type Method, parseRouteKey, type Route } from "#contract";
import {
  Apigatewayv2Api,
  Apigatewayv2Integration,
  Apigatewayv2Route,
  Apigatewayv2Stage,
  type Apigatewayv2StageRouteSettings,
  type CloudwatchLogGroup,
  Construct,
  dependable,
  type LambdaPermission,
  Lazy,
} from "../../cdktf";
import { addOpenGreedyRoute } from "../../checks";
import type { FunctionTarget } from "../../function/function-target";
import { createLogGroup, DEFAULT_LOG_RETENTION_DAYS } from "../../log-group";
import { escapeId, logGroupName, physicalName, uniqueName } from "../../names";
import { checkProps } from "../../props";
import { escapeTemplates, escapeText, terraformMap } from "../../tokens";
import { addValidation, knownAtSynth, WRITE_MEMBERS_FIX } from "../../validation";
import { ACCESS_LOG_FORMAT } from "../common/access-logs";
import type { AuthorizationSettings, AuthorizedApi, Authorizer } from "../common/authorizer";
import { encodeCors } from "../common/cors";
import { type RouteTarget, validateTarget } from "../common/integration";
import { InvokePermissions } from "../common/invoke-permissions";
import type { MonitoredRequestApi, RequestMetrics } from "../common/monitored-api";
import { describeOpenRoute, isOpenGreedyRoute } from "../common/open-greedy-routes";
import { writeOpenApiDocument } from "../common/openapi-document";
import { type CheckedRoute, type CheckedSettings, pickAccess } from "../common/route-arguments";
import { validateArguments } from "../common/route-rules";
import { RouteTable } from "../common/route-table";
import { httpMetrics } from "../common/stage-metrics";
import type { Throttle } from "../common/throttle";
import { corsConfiguration } from "./cors-configuration";
import { HTTP_API_RULES, type HttpApiProps, ROUTE_RULES } from "./http-api-props";
import { type HttpRoute, type RouteSettings, validateAuthorizer } from "./http-route";
import { toIntegration } from "./lambda-integration";
import { omitUnsupported, unsupportedPropErrors, validateHttpApi } from "./validate-http-api";

/**
 * API Gateway HTTP API with an automatically deployed `$default` stage and JSON access logs. Invalid options
 * are reported when the app is synthesized.
 *
 * @example
 * const api = new HttpApi(this, "api", { throttle: { rate: 50, burst: 100 } });
 * const health = new NodejsFunction(this, "health", { entry: "functions/health/get.ts" });
 * api.route("GET /health", health, { access: "public" });
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api.html
 */
export class HttpApi extends Construct implements AuthorizedApi, MonitoredRequestApi {
  /** The Terraform resource `aws_apigatewayv2_api`. */
  readonly api: Apigatewayv2Api;
  /** The Terraform resource `aws_apigatewayv2_stage` with the name `$default`. */
  readonly stage: Apigatewayv2Stage;
  /**
   * The Terraform resource `aws_cloudwatch_log_group` with the name `/aws/vendedlogs/apis/<name of the API>`.
   */
  readonly accessLogs: CloudwatchLogGroup;
  /** The `aws_apigatewayv2_route` resources by route key. */
  readonly routes: ReadonlyMap<string, Apigatewayv2Route>;
  /** The `aws_apigatewayv2_integration` resources by route key. */
  readonly integrations: ReadonlyMap<string, Apigatewayv2Integration>;
  /** The `aws_lambda_permission` resources by the function that the API can invoke. */
  readonly permissions: ReadonlyMap<FunctionTarget, LambdaPermission>;

  readonly #settings: Settings;
  readonly #table = new RouteTable<HttpRoute>();
  #hasContracts = false;
  readonly #permissions: InvokePermissions;
  readonly #routes = new Map<string, Apigatewayv2Route>();
  readonly #integrations = new Map<string, Apigatewayv2Integration>();
  readonly #routeSettings: Apigatewayv2StageRouteSettings[] = [];

  constructor(scope: Construct, id: string, props: HttpApiProps = {}) {
    super(scope, id);
    const { values, errors } = checkProps(omitUnsupported(props), HTTP_API_RULES);
    const settings = withDefaults(this, values);
    this.#settings = escapeTemplates(settings);
    this.routes = this.#routes;
    this.integrations = this.#integrations;
    uniqueName(this, "API log group name", logGroupName(settings.name));
    addValidation(this, () => [...unsupportedPropErrors(props), ...errors]);
    addValidation(this, () => [
      ...this.#table.errors,
      ...validateHttpApi(this, settings, this.#table.routes),
    ]);
    this.api = createHttpApi(this, this.#settings, () => this.#table.methods);
    this.#permissions = new InvokePermissions(this, this.api);
    this.permissions = this.#permissions.byTarget;
    this.accessLogs = createLogGroup(this, "access-logs", {
      // All log groups with this prefix share one entry in the resource policy of CloudWatch Logs. For any
      // other name, API Gateway adds an entry per log group to the policy, which would soon exceed the
      // maximum size of the policy, 5,120 characters.
      name: `/aws/vendedlogs/apis/${logGroupName(settings.name)}`,
      retentionDays: settings.logRetentionDays,
      encryptionKey: settings.logEncryptionKey,
      tags: settings.tags,
    });
    writeOpenApiDocument(this, {
      api: this.api,
      routes: () => this.#table.contracts,
      hasContracts: () => this.#hasContracts,
      info: settings.openApi,
    });
    this.stage = createDefaultStage(this, { api: this.api, accessLogs: this.accessLogs }, this.#settings);
    // API Gateway rejects a stage with settings for a route that does not exist, so the stage is created after its
    // routes.
    this.stage.dependsOn = Lazy.listValue({ produce: () => [...this.#routes.values()].map(dependable) });
  }

  /**
   * URL of the API, without a `/` at its end. In Terraform, the URL is a reference to the API and not to the
   * stage, because the stage depends on the routes and their functions. A function of this API can therefore
   * have the URL in an environment variable without a dependency cycle.
   */
  get url(): string {
    return this.api.apiEndpoint;
  }

  /** CloudWatch metrics of the API, for alarms and dashboards. */
  get metrics(): RequestMetrics {
    return httpMetrics(this.api, this.stage);
  }

  /**
   * Adds a route. The first argument is a contract from `route()` or a route key such as `"GET /health"`. The access of
   * the route is defined by the contract or, for a route key, by `settings`.
   *
   * One function can serve several routes. To add a version of a route, call this method again with the
   * contract of that version and the same function. A malformed or duplicate key does not throw an error
   * here. The error is reported when the app is synthesized.
   *
   * @param target function, or another integration such as `httpProxy()`
   */
  route<const Declared extends Route | string, const Settings extends RouteSettings & Access>(
    routeOrKey: CheckedRoute<Declared>,
    target: RouteTarget,
    settings?: CheckedSettings<Declared, Settings, RouteSettings>,
  ): void {
    if (this.#table.rejectMissing({ route: routeOrKey, target })) return;
    const route = routeOrKey as Declared;
    const errors = [
      ...validateTarget(target, "settings"),
      ...validateArguments(route, settings, ROUTE_RULES),
    ];
    if (this.#table.reject(route, errors)) return;
    this.#addRoute(route, target, (settings ?? {}) as RouteSettings & Access);
  }

  #addRoute(routeOrKey: Route | string, target: RouteTarget, settings: RouteSettings & Access): void {
    const contract =
      typeof routeOrKey === "string" ? { ...pickAccess(settings), key: routeOrKey } : routeOrKey;
    if (contract === routeOrKey) this.#hasContracts = true;
    const key = parseRouteKey(contract.key);
    const integration = toIntegration(target);
    const authorizer = this.#selectAuthorizer(contract, settings);
    const added: HttpRoute = {
      key,
      route: contract,
      versions: [contract],
      target,
      integration,
      settings,
      authorizer,
      validateAuthorizer: (access) => (authorizer ? validateAuthorizer(authorizer, access) : []),
      validateIntegration: (access) => integration.validateRoute(key, access),
    };
    if (this.#table.add(added)) this.#createResources(added);
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

  #selectAuthorizer({ access }: Access, settings: RouteSettings): Authorizer | undefined {
    return access === "public" ? undefined : (settings.authorizer ?? this.#settings.authorizer);
  }

  #createResources(added: HttpRoute): void {
    const { key, authorizer, settings } = added;
    const integration = createIntegration(this, added);
    const authorization = authorizer?.settings(this) ?? { authorizationType: "NONE" };
    this.#integrations.set(key.text, integration);
    const route = createRoute(this, added, integration, authorization);
    this.#routes.set(key.text, route);
    if (isOpenGreedyRoute(added))
      addOpenGreedyRoute(route, () => describeOpenRoute(added, this.#table.routes));
    if (!hasOwnSettings(settings)) return;
    this.#routeSettings.push(mergeRouteSettings(added, this.#settings));
    this.stage.putRouteSettings(this.#routeSettings);
  }
}

type Settings = ReturnType<typeof withDefaults>;

function withDefaults(scope: Construct, props: HttpApiProps) {
  const cors = knownAtSynth(scope, "cors", props.cors, WRITE_MEMBERS_FIX);
  return {
    ...props,
    name: props.name ?? physicalName(scope),
    cors: cors && encodeCors(cors),
    openApi: knownAtSynth(scope, "openApi", props.openApi, WRITE_MEMBERS_FIX),
    logEncryptionKey: knownAtSynth(scope, "logEncryptionKey", props.logEncryptionKey, WRITE_MEMBERS_FIX),
    tags: props.tags && terraformMap(props.tags),
    // Always set the rate and the burst. If route settings omit them, both limits are 0, and API Gateway rejects every
    // request with 429.
    throttle: props.throttle ?? ACCOUNT_THROTTLE,
    detailedMetrics: props.detailedMetrics ?? false,
    logRetentionDays: props.logRetentionDays ?? DEFAULT_LOG_RETENTION_DAYS,
  };
}

function createHttpApi(
  scope: Construct,
  settings: Settings,
  methods: () => readonly Method[],
): Apigatewayv2Api {
  const { name, description, cors, tags } = settings;
  return new Apigatewayv2Api(scope, "Default", {
    name,
    description,
    protocolType: "HTTP",
    corsConfiguration: cors && corsConfiguration(cors, methods),
    tags,
  });
}

interface StageParts {
  readonly api: Apigatewayv2Api;
  readonly accessLogs: CloudwatchLogGroup;
}

function createDefaultStage(
  scope: Construct,
  { api, accessLogs }: StageParts,
  settings: Settings,
): Apigatewayv2Stage {
  return new Apigatewayv2Stage(scope, "stage", {
    apiId: api.id,
    name: "$default",
    autoDeploy: true,
    accessLogSettings: { destinationArn: accessLogs.arn, format: ACCESS_LOG_FORMAT },
    defaultRouteSettings: metricsAndThrottle(settings.detailedMetrics, settings.throttle),
    tags: settings.tags,
    dependsOn: [],
  });
}

function hasOwnSettings({ throttle, detailedMetrics }: RouteSettings): boolean {
  return throttle !== undefined || detailedMetrics !== undefined;
}

/**
 * Returns the route settings of the stage for a single route. All values are set, because API Gateway does
 * not use the default route settings of the stage for missing values.
 */
function mergeRouteSettings({ key, settings }: HttpRoute, stage: Settings): Apigatewayv2StageRouteSettings {
  const detailedMetrics = settings.detailedMetrics ?? stage.detailedMetrics;
  return {
    routeKey: escapeText(key.text),
    ...metricsAndThrottle(detailedMetrics, settings.throttle ?? stage.throttle),
  };
}

function metricsAndThrottle(detailedMetricsEnabled: boolean, { rate, burst }: Throttle) {
  return { detailedMetricsEnabled, throttlingRateLimit: rate, throttlingBurstLimit: burst };
}

/**
 * Creates the integration of a single route. If you change the function of the route, Terraform updates the
 * integration in place.
 *
 * Routes do not share an integration. If the function of a shared integration were removed, Terraform would
 * delete the integration while routes still use it, and API Gateway would reject the deletion.
 * `create_before_destroy` would avoid this error, but Terraform also applies it to all resources that the
 * integration depends on. These include functions and tables, which have fixed names. Terraform could not
 * create a replacement with the same name before it deletes the existing resource.
 */
function createIntegration(scope: AuthorizedApi, { key, integration }: HttpRoute): Apigatewayv2Integration {
  const settings = integration.settings(scope);
  return new Apigatewayv2Integration(scope, `integration-${escapeId(key.shape)}`, {
    apiId: scope.api.id,
    ...escapeTemplates(settings),
  });
}

function createRoute(
  scope: AuthorizedApi,
  { key, route: { scopes } }: HttpRoute,
  { id }: Apigatewayv2Integration,
  { authorizationType, authorizerId }: AuthorizationSettings,
): Apigatewayv2Route {
  return new Apigatewayv2Route(scope, escapeId(key.shape), {
    apiId: scope.api.id,
    routeKey: escapeText(key.text),
    target: `integrations/${id}`,
    authorizationType,
    authorizerId,
    authorizationScopes: scopes && escapeTemplates([...scopes]),
  });
}
