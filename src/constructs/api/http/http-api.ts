import {
  type Access,
  type Method,
  type OpenApiInfo,
  parseRouteKey,
  type Route,
  type RouteKeyText,
  route,
} from "#contract";
import {
  Apigatewayv2Api,
  Apigatewayv2Integration,
  Apigatewayv2Route,
  Apigatewayv2Stage,
  type Apigatewayv2StageRouteSettings,
  type CloudwatchLogGroup,
  Construct,
  dependable,
  LambdaPermission,
} from "../../cdktf";
import type { FunctionTarget } from "../../function/function-target";
import { createLogGroup, DEFAULT_LOG_RETENTION_DAYS, type LogRetentionDays } from "../../log-group";
import { escapeId, logGroupName, physicalName, relativePath, uniqueName } from "../../names";
import { addValidation } from "../../validation";
import { ACCESS_LOG_FORMAT } from "../common/access-logs";
import type { AuthorizationSettings, AuthorizedApi, Authorizer } from "../common/authorizer";
import { writeOpenApiDocument } from "../common/openapi-document";
import { ACCOUNT_THROTTLE, type Throttle } from "../common/throttle";
import { type Cors, corsConfiguration } from "./cors";
import { unsupportedPropErrors } from "./unsupported-props";
import { validateHttpApi } from "./validate-http-api";
import { type HttpRoute, type RouteSettings, validateRouteKey } from "./validate-route";
import { versionConflicts } from "./validate-route-versions";

/** Options of an {@link HttpApi}. None is required. */
export interface HttpApiProps {
  /** Name on AWS, up to 128 characters. Default: the construct's path, `products-dev-api`. */
  readonly name?: string;
  /** Up to 1024 characters. Default: none. */
  readonly description?: string;
  /** Authorizer of every route that does not set its own. Default: each route sets one or is public. */
  readonly authorizer?: Authorizer;
  /** Pages that can call from a browser. Default: no page of another origin. */
  readonly cors?: Cors;
  /**
   * Request limit of each route that does not set its own. Default: 10,000 per second with a burst of 5,000, the limits
   * of an account in most regions.
   */
  readonly throttle?: Throttle;
  /** Enables CloudWatch metrics per route, which AWS charges for. Default: false, metrics for the API as a whole. */
  readonly detailedMetrics?: boolean;
  /** Retention of the access logs, in days. Default: 30. */
  readonly logRetentionDays?: LogRetentionDays;
  /** Title and version of an OpenAPI document, written next to the Terraform at synth. Default: no document. */
  readonly openApi?: OpenApiInfo;
  /** Tags of the API, its stage and its log group. Default: none. */
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * API Gateway HTTP API with an automatically deployed `$default` stage and JSON access logs. Errors are reported at
 * synth.
 *
 * @example
 * const api = new HttpApi(this, "api", { throttle: { rate: 50, burst: 100 } });
 * const health = new NodejsFunction(this, "health", { entry: "functions/health/get.ts" });
 * api.route("GET /health", health, { access: "public" });
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api.html
 */
export class HttpApi extends Construct implements AuthorizedApi {
  /** `aws_apigatewayv2_api`. */
  readonly api: Apigatewayv2Api;
  /** `aws_apigatewayv2_stage`, `$default`. */
  readonly stage: Apigatewayv2Stage;
  /** `aws_cloudwatch_log_group`, `/aws/vendedlogs/apis/<name>`. */
  readonly accessLogs: CloudwatchLogGroup;
  /** `aws_apigatewayv2_route` resources by route key. */
  readonly routes: ReadonlyMap<string, Apigatewayv2Route>;
  /** `aws_apigatewayv2_integration` resources by route key. */
  readonly integrations: ReadonlyMap<string, Apigatewayv2Integration>;
  /** `aws_lambda_permission` resources by invoked function. */
  readonly permissions: ReadonlyMap<FunctionTarget, LambdaPermission>;

  readonly #settings: Settings;
  /** Declared routes by the shape of their key. Two routes cannot have the same shape. */
  readonly #declared = new Map<string, HttpRoute>();
  readonly #errors: string[] = [];
  readonly #routes = new Map<string, Apigatewayv2Route>();
  readonly #integrations = new Map<string, Apigatewayv2Integration>();
  readonly #authorizers = new Map<string, Authorizer>();
  readonly #routeSettings: Apigatewayv2StageRouteSettings[] = [];
  readonly #permissions = new Map<FunctionTarget, LambdaPermission>();
  readonly #listeners: ((target: FunctionTarget) => void)[] = [];

  constructor(scope: Construct, id: string, props: HttpApiProps = {}) {
    super(scope, id);
    const settings = withDefaults(this, props);
    this.#settings = settings;
    this.routes = this.#routes;
    this.integrations = this.#integrations;
    this.permissions = this.#permissions;
    uniqueName(this, "API log group name", logGroupName(settings.name));
    addValidation(this, () => unsupportedPropErrors(props));
    addValidation(this, () => [...this.#errors, ...validateHttpApi(settings, [...this.#declared.values()])]);
    this.api = createHttpApi(this, settings, () => [...this.#declared.values()].map(({ key }) => key.method));
    this.accessLogs = createLogGroup(this, "access-logs", {
      // A log group with this prefix needs no entry in the CloudWatch Logs resource policy. Its size is limited per
      // account, and one entry for each log group soon exceeds the limit.
      name: `/aws/vendedlogs/apis/${logGroupName(settings.name)}`,
      retentionDays: settings.logRetentionDays,
      tags: settings.tags,
    });
    if (settings.openApi) {
      const routes = () => [...this.#declared.values()].flatMap(({ versions }) => versions);
      writeOpenApiDocument(this, () => this.api.friendlyUniqueId, routes, settings.openApi);
    }
    this.stage = createDefaultStage(this, { api: this.api, accessLogs: this.accessLogs }, settings);
  }

  /**
   * URL of the API, without a `/` at its end. It refers to the API and not to the stage, so a function of the API can
   * use it without a dependency cycle.
   */
  get url(): string {
    return this.api.apiEndpoint;
  }

  /**
   * Adds a route that invokes a function. A contract defines the access itself; with a route key, `settings` does.
   *
   * One function can serve several routes. To add a version of a route, call this again with the contract of that
   * version and the same function. A malformed or duplicate key is reported at synth.
   */
  route(contract: Route, target: FunctionTarget, settings?: RouteSettings & NoAccess): void;
  route(key: RouteKeyText, target: FunctionTarget, settings?: RouteSettings & Access): void;
  route(
    routeOrKey: Route | RouteKeyText,
    target: FunctionTarget,
    settings: RouteSettings & Access = {},
  ): void {
    const contract = typeof routeOrKey === "string" ? route(routeOrKey, pickAccess(settings)) : routeOrKey;
    const key = parseRouteKey(contract.key);
    const authorizer = this.#selectAuthorizer(contract, settings);
    const errors = [...validateRouteKey(key, this.#declared), ...this.#validateAuthorizerId(authorizer)];
    if (errors.length > 0) {
      this.#errors.push(...errors);
      return;
    }
    const existing = this.#declared.get(key.shape);
    const added = { key, route: contract, versions: [contract], target, settings, authorizer };
    if (existing) this.#addVersion(existing, added);
    else this.#addRoute(added);
  }

  /** Allows this API to invoke a function. A function has one permission, however many routes invoke it. */
  grantInvoke(target: FunctionTarget): void {
    if (this.#permissions.has(target)) return;
    this.#permissions.set(target, createInvokePermission(this, this.api, target));
    for (const listener of this.#listeners) listener(target);
  }

  /** Calls a listener for each function that this API invokes, including functions that are added later. */
  onFunction(listener: (target: FunctionTarget) => void): void {
    this.#listeners.push(listener);
    for (const target of this.#permissions.keys()) listener(target);
  }

  #selectAuthorizer({ access }: Access, settings: RouteSettings): Authorizer | undefined {
    return access === "public" ? undefined : (settings.authorizer ?? this.#settings.authorizer);
  }

  /** Rejects a second authorizer with the same id, because both would be the same resource. */
  #validateAuthorizerId(authorizer: Authorizer | undefined): string[] {
    if (authorizer?.id === undefined) return [];
    const existing = this.#authorizers.get(authorizer.id) ?? authorizer;
    this.#authorizers.set(authorizer.id, existing);
    return existing === authorizer
      ? []
      : [`duplicate authorizer "${authorizer.id}". Give one of them another id.`];
  }

  /** Adds a version to an existing route. It creates no resource, because API Gateway knows a single route. */
  #addVersion(existing: HttpRoute, added: HttpRoute): void {
    const errors = versionConflicts(existing, added);
    if (errors.length > 0) this.#errors.push(...errors);
    else existing.versions.push(added.route);
  }

  #addRoute(added: HttpRoute): void {
    const { key, target, authorizer, settings } = added;
    this.#declared.set(key.shape, added);
    this.grantInvoke(target);
    const integration = createIntegration(this, this.api, added);
    const authorization = authorizer?.settings(this) ?? { authorizationType: "NONE" };
    const routeResource = createRoute(this, added, integration, authorization);
    this.#integrations.set(key.text, integration);
    this.#routes.set(key.text, routeResource);
    // API Gateway rejects route settings on a stage when the route does not exist yet.
    this.stage.dependsOn?.push(dependable(routeResource));
    if (hasOwnSettings(settings)) {
      this.#routeSettings.push(mergeRouteSettings(added, this.#settings));
      this.stage.putRouteSettings(this.#routeSettings);
    }
  }
}

/** Settings without access: a contract defines the access of its route, so `settings` must not repeat it. */
type NoAccess = { readonly [Name in keyof Access]?: never };

type Settings = ReturnType<typeof withDefaults>;

function withDefaults(scope: Construct, props: HttpApiProps) {
  return {
    ...props,
    name: props.name ?? physicalName(scope),
    throttle: props.throttle ?? ACCOUNT_THROTTLE,
    detailedMetrics: props.detailedMetrics ?? false,
    logRetentionDays: props.logRetentionDays ?? DEFAULT_LOG_RETENTION_DAYS,
  };
}

function pickAccess({ access, scopes, groups }: Access): Access {
  return { access, scopes, groups };
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
 * Returns the stage's entry for a route that has its own settings. An entry is always complete, because API Gateway
 * does not take missing values from the stage.
 */
function mergeRouteSettings({ key, settings }: HttpRoute, stage: Settings): Apigatewayv2StageRouteSettings {
  const detailedMetrics = settings.detailedMetrics ?? stage.detailedMetrics;
  return {
    routeKey: key.text,
    ...metricsAndThrottle(detailedMetrics, settings.throttle ?? stage.throttle),
  };
}

function metricsAndThrottle(detailedMetricsEnabled: boolean, { rate, burst }: Throttle) {
  return { detailedMetricsEnabled, throttlingRateLimit: rate, throttlingBurstLimit: burst };
}

/**
 * Creates the integration of a single route. It exists as long as the route, and a route that moves to another function
 * changes it in place.
 *
 * Routes do not share an integration. Terraform would delete a shared one together with its function while routes still
 * use it, which API Gateway rejects. `create_before_destroy` would avoid that, but it also applies to everything that
 * the integration depends on. Functions and tables have fixed names, so Terraform cannot create their replacements
 * first.
 */
function createIntegration(
  scope: Construct,
  api: Apigatewayv2Api,
  { key, target }: HttpRoute,
): Apigatewayv2Integration {
  return new Apigatewayv2Integration(scope, `integration-${escapeId(key.shape)}`, {
    apiId: api.id,
    integrationType: "AWS_PROXY",
    // Lambda is always invoked with POST. The route can have any method.
    integrationMethod: "POST",
    integrationUri: target.invokeArn,
    payloadFormatVersion: "2.0",
    timeoutMilliseconds: 30_000,
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
    routeKey: key.text,
    target: `integrations/${id}`,
    authorizationType,
    authorizerId,
    authorizationScopes: scopes && [...scopes],
  });
}

function createInvokePermission(
  scope: Construct,
  api: Apigatewayv2Api,
  target: FunctionTarget,
): LambdaPermission {
  return new LambdaPermission(scope, `permission-${relativePath(scope, target)}`, {
    action: "lambda:InvokeFunction",
    functionName: target.functionName,
    principal: "apigateway.amazonaws.com",
    // Covers every stage, method, path and authorizer of this API, and no other API. One statement per route would
    // exceed the 20 KB of a function's resource policy at about 30 routes.
    sourceArn: `${api.executionArn}/*/*`,
  });
}
