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
import { validateHttpApi } from "./http-api-limits";
import { type HttpRoute, type RouteSettings, validateRouteKey } from "./http-route";
import { versionConflicts } from "./route-versions";
import { unsupportedPropErrors } from "./unsupported-props";

export interface HttpApiProps {
  /** 128 characters at most. Default: its path, `products-dev-api`. */
  readonly name?: string;
  /** 1024 characters at most. Default: none. */
  readonly description?: string;
  /** Who guards every route that does not say otherwise. Default: each route must say. */
  readonly authorizer?: Authorizer;
  /** Default: no page of another origin may call. */
  readonly cors?: Cors;
  /** For each route that does not say otherwise. Default: 10,000 a second, 5,000 at once, an account's limits in most regions. */
  readonly throttle?: Throttle;
  /** Whether CloudWatch has metrics of each route, at a price. Default: false, of the API as a whole. */
  readonly detailedMetrics?: boolean;
  /** How long access logs are kept, in days. Default: 30. */
  readonly logRetentionDays?: LogRetentionDays;
  /** Has its OpenAPI document written at synth, beside the Terraform. Default: none is written. */
  readonly openApi?: OpenApiInfo;
  /** Default: none. */
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * An API Gateway HTTP API with its `$default` stage, deployed by itself, and access logs as JSON.
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
  /** `aws_apigatewayv2_route`, by its key. */
  readonly routes: ReadonlyMap<string, Apigatewayv2Route>;
  /** `aws_apigatewayv2_integration`, by its route's key. */
  readonly integrations: ReadonlyMap<string, Apigatewayv2Integration>;
  /** `aws_lambda_permission`, by the function that may be called. */
  readonly permissions: ReadonlyMap<FunctionTarget, LambdaPermission>;

  readonly #settings: Settings;
  /** By the shape of their key, of which each can be there once. */
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
      // Under this prefix CloudWatch needs no entry in its resource policy, whose size an account soon exhausts.
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

  /** Where it is called, without a `/` at its end. It comes of the API, not of the stage: a function may hold it. */
  get url(): string {
    return this.api.apiEndpoint;
  }

  /**
   * Has a function answer a route. A contract says for itself who may call; a bare key says it here.
   *
   * The same function may answer several routes, and each version of one, which are given one after the other. A key
   * that is malformed or there twice is reported at synth.
   */
  route(contract: Route, target: FunctionTarget, settings?: RouteSettings & NoAccess): void;
  route(key: RouteKeyText, target: FunctionTarget, settings?: RouteSettings & Access): void;
  route(what: Route | RouteKeyText, target: FunctionTarget, settings: RouteSettings & Access = {}): void {
    const contract = typeof what === "string" ? route(what, routeAccess(settings)) : what;
    const key = parseRouteKey(contract.key);
    const authorizer = this.#authorizerOf(contract, settings);
    const faults = [...validateRouteKey(key, this.#declared), ...this.#findDuplicate(authorizer)];
    if (faults.length > 0) {
      this.#errors.push(...faults);
      return;
    }
    const known = this.#declared.get(key.shape);
    const declared = { key, route: contract, versions: [contract], target, settings, authorizer };
    if (known) this.#addVersion(known, declared);
    else this.#add(declared);
  }

  /** Lets API Gateway call a function in this API's name: one permission, whatever the number of its routes. */
  grantInvoke(target: FunctionTarget): void {
    if (this.#permissions.has(target)) return;
    this.#permissions.set(target, createInvokePermission(this, this.api, target));
    for (const listener of this.#listeners) listener(target);
  }

  /** Calls back for each function that this API calls, those there are and those to come. */
  onFunction(listener: (target: FunctionTarget) => void): void {
    this.#listeners.push(listener);
    for (const target of this.#permissions.keys()) listener(target);
  }

  #authorizerOf({ access }: Access, settings: RouteSettings): Authorizer | undefined {
    return access === "public" ? undefined : (settings.authorizer ?? this.#settings.authorizer);
  }

  /** The fault of a second authorizer of one name: both would be the same resource. */
  #findDuplicate(authorizer: Authorizer | undefined): string[] {
    if (authorizer?.id === undefined) return [];
    const known = this.#authorizers.get(authorizer.id) ?? authorizer;
    this.#authorizers.set(authorizer.id, known);
    return known === authorizer
      ? []
      : [`has two authorizers called "${authorizer.id}"; give one of them another id`];
  }

  /** Another version of a route that is there: API Gateway does not see it. */
  #addVersion(known: HttpRoute, declared: HttpRoute): void {
    const faults = versionConflicts(known, declared);
    if (faults.length > 0) this.#errors.push(...faults);
    else known.versions.push(declared.route);
  }

  #add(declared: HttpRoute): void {
    const { key, target, authorizer, settings } = declared;
    this.#declared.set(key.shape, declared);
    this.grantInvoke(target);
    const leading = createIntegration(this, this.api, declared);
    const made = createRoute(
      this,
      declared,
      leading,
      authorizer?.settings(this) ?? { authorizationType: "NONE" },
    );
    this.#integrations.set(key.text, leading);
    this.#routes.set(key.text, made);
    // The settings of a route that is not there yet are refused.
    this.stage.dependsOn?.push(dependable(made));
    if (hasOwnSettings(settings)) {
      this.#routeSettings.push(routeSettings(declared, this.#settings));
      this.stage.putRouteSettings(this.#routeSettings);
    }
  }
}

/** Who may call is the contract's to say, and nobody else's. */
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

function routeAccess({ access, scopes, groups }: Access): Access {
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

/** What a route has of its own. The entry stands for itself: what it leaves out is not taken from the stage. */
function routeSettings({ key, settings }: HttpRoute, stage: Settings): Apigatewayv2StageRouteSettings {
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
 * One for each route, and the route's for as long as it is there: a route that is to lead to another function changes
 * it in place. An integration that routes share would be deleted with its function while they still lead to it, which
 * API Gateway refuses; to create its successor first would spread to all it depends on, functions and tables among
 * them, whose fixed names let no successor be created.
 */
function createIntegration(
  scope: Construct,
  api: Apigatewayv2Api,
  { key, target }: HttpRoute,
): Apigatewayv2Integration {
  return new Apigatewayv2Integration(scope, `integration-${escapeId(key.shape)}`, {
    apiId: api.id,
    integrationType: "AWS_PROXY",
    // Of the call to Lambda, whatever the route's method.
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
    // Every stage, method, path and authorizer of this API, and no other API: one statement for each route would
    // overrun the 20 KB of a function's resource policy near 30 routes.
    sourceArn: `${api.executionArn}/*/*`,
  });
}
