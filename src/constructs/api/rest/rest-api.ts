import { type Access, parseRouteKey, type Route, type ToJsonSchema } from "#contract";
import {
  type ApiGatewayDeployment,
  type ApiGatewayIntegration,
  type ApiGatewayIntegrationResponse,
  type ApiGatewayMethod,
  type ApiGatewayMethodResponse,
  type ApiGatewayMethodSettings,
  type ApiGatewayResource,
  type ApiGatewayRestApi,
  type ApiGatewayRestApiPolicy,
  type ApiGatewayStage,
  type CloudwatchLogGroup,
  Construct,
  type LambdaPermission,
  type XraySamplingRule,
} from "../../cdktf";
import { addOpenGreedyRoute } from "../../checks";
import type { FunctionTarget } from "../../function/function-target";
import type { Grantee } from "../../iam/policy";
import { uniqueName } from "../../names";
import { checkProps } from "../../props";
import { escapeTemplates, isUnresolved } from "../../tokens";
import { addValidation } from "../../validation";
import { validateTarget } from "../common/integration";
import { InvokePermissions } from "../common/invoke-permissions";
import type { MonitoredRequestApi, RequestMetrics } from "../common/monitored-api";
import { describeOpenRoute, isOpenGreedyRoute } from "../common/open-greedy-routes";
import { writeOpenApiDocument } from "../common/openapi-document";
import type { AuthorizedRestApi, RestAuthorizer } from "../common/rest-authorizer";
import type { RestRouteTarget } from "../common/rest-integration";
import { type CheckedRoute, type CheckedSettings, pickAccess } from "../common/route-arguments";
import { validateArguments } from "../common/route-rules";
import { RouteTable } from "../common/route-table";
import { addStreamedRoute } from "../common/streamed-routes";
import { needsKeyHeader, validateApiKeySource } from "./api-key-required";
import { describeApiKeys } from "./api-key-scheme";
import { createApiPolicy } from "./api-policy";
import { withContractTypes } from "./binary-types";
import { grantInvalidation } from "./cache";
import { cacheKeyParameters, isCached } from "./cache-key";
import { createCanaryDeployment } from "./canary";
import { createDeployment } from "./deployment";
import { createApiResource } from "./endpoint";
import { createGatewayResponses } from "./gateway-responses";
import { toRestIntegration } from "./lambda-integration";
import { createAccessLogs, createExecutionLogs } from "./logs";
import { Preflights } from "./preflight";
import { RequestValidation } from "./request-validation";
import { ResourceTree } from "./resource-tree";
import { type RestApiSettings, withRestApiDefaults } from "./rest-api-defaults";
import { REST_API_RULES, REST_ROUTE_RULES, type RestApiProps } from "./rest-api-props";
import { restMetrics } from "./rest-metrics";
import { type RestRoute, type RestRouteSettings, validateRestKey } from "./rest-route";
import { listGatewayErrors } from "./route-errors";
import { createRouteResources } from "./route-resources";
import { createRouteSettings, createStage, createStageSettings } from "./stage";
import { createSamplingRule, validateSampling } from "./trace-sampling";
import { validateAccessLogs } from "./validate-access-logs";
import { validateParts } from "./validate-parts";
import { validateRestApi } from "./validate-rest-api";

/**
 * API Gateway REST API with one stage, a deployment of all routes, and JSON access logs. Terraform creates a new
 * deployment when a route or a setting of the API changes. Invalid options are reported when the app is synthesized.
 *
 * @example
 * const api = new RestApi(this, "api", { stageName: "v1", throttle: { rate: 50, burst: 100 } });
 * const health = new NodejsFunction(this, "health", { entry: "functions/health/get.ts" });
 * api.route("GET /health", health, { access: "public" });
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-rest-api.html
 */
export class RestApi extends Construct implements AuthorizedRestApi, MonitoredRequestApi {
  /** The Terraform resource `aws_api_gateway_rest_api`. */
  readonly api: ApiGatewayRestApi;
  /** The Terraform resource `aws_api_gateway_deployment`. */
  readonly deployment: ApiGatewayDeployment;
  /** The Terraform resource `aws_api_gateway_deployment` of the canary, if `canary` is set. */
  readonly canaryDeployment?: ApiGatewayDeployment;
  /** The Terraform resource `aws_api_gateway_stage`. */
  readonly stage: ApiGatewayStage;
  /** The Terraform resource `aws_api_gateway_method_settings` of all methods of the stage. */
  readonly stageSettings: ApiGatewayMethodSettings;
  /** The Terraform resource `aws_cloudwatch_log_group` with the name `/aws/apigateway/<name of the API>`. */
  readonly accessLogs: CloudwatchLogGroup;
  /** The Terraform resource `aws_cloudwatch_log_group` of the execution logs, if `executionLogs` is set. */
  readonly executionLogs?: CloudwatchLogGroup;
  /** The Terraform resource `aws_xray_sampling_rule`, if `traceSampling` is set. */
  readonly samplingRule?: XraySamplingRule;
  /** The Terraform resource `aws_api_gateway_rest_api_policy`, if `policy` is set or the API is private. */
  readonly policy?: ApiGatewayRestApiPolicy;
  /** The `aws_api_gateway_resource` resources by path. */
  readonly resources: ReadonlyMap<string, ApiGatewayResource>;
  /** The `aws_api_gateway_method` resources by route key. */
  readonly methods: ReadonlyMap<string, ApiGatewayMethod>;
  /** The `aws_api_gateway_integration` resources by route key. */
  readonly integrations: ReadonlyMap<string, ApiGatewayIntegration>;
  /** The `aws_api_gateway_method_response` resources by route key. A route with a function has none. */
  readonly methodResponses: ReadonlyMap<string, readonly ApiGatewayMethodResponse[]>;
  /** The `aws_api_gateway_integration_response` resources by route key. A route with a function has none. */
  readonly integrationResponses: ReadonlyMap<string, readonly ApiGatewayIntegrationResponse[]>;
  /** The `aws_lambda_permission` resources by the function that the API can invoke. */
  readonly permissions: ReadonlyMap<FunctionTarget, LambdaPermission>;

  readonly #settings: RestApiSettings;
  readonly #table = new RouteTable<RestRoute>();
  #hasContracts = false;
  readonly #tree: ResourceTree;
  readonly #preflights?: Preflights;
  readonly #permissions: InvokePermissions;
  readonly #validation: RequestValidation;
  readonly #methods = new Map<string, ApiGatewayMethod>();
  readonly #integrations = new Map<string, ApiGatewayIntegration>();
  readonly #methodResponses = new Map<string, readonly ApiGatewayMethodResponse[]>();
  readonly #integrationResponses = new Map<string, readonly ApiGatewayIntegrationResponse[]>();

  constructor(scope: Construct, id: string, props: RestApiProps = {}) {
    super(scope, id);
    const { values, errors } = checkProps(props, REST_API_RULES);
    const settings = withRestApiDefaults(this, values);
    this.#settings = escapeTemplates(settings);
    this.methods = this.#methods;
    this.integrations = this.#integrations;
    this.methodResponses = this.#methodResponses;
    this.integrationResponses = this.#integrationResponses;
    // The metrics of a REST API are identified by its name, so that the metrics of two APIs of one name are mixed.
    uniqueName(this, "REST API name", settings.name);
    addValidation(this, () => [
      ...errors,
      ...this.#validateRoutes(),
      ...this.#validation.validate(),
      ...validateRestApi(this, settings, this.#table.routes),
      ...validateSampling(settings),
      ...validateParts(this, this.api),
      ...validateApiKeySource(settings, this.#table.routes, this.#methods),
      ...validateAccessLogs(this),
    ]);
    const binaryTypes = withContractTypes(this.#settings.binaryTypes, () => this.#table.routes);
    this.api = createApiResource(this, { ...this.#settings, binaryTypes });
    this.policy = createApiPolicy(this, this.api, settings);
    this.#tree = new ResourceTree(this, this.api);
    this.resources = this.#tree.resources;
    this.#validation = new RequestValidation(this, settings);
    this.#permissions = new InvokePermissions(this, this.api);
    this.permissions = this.#permissions.byTarget;
    this.accessLogs = createAccessLogs(this, settings);
    this.deployment = createDeployment(this, this.api, {
      id: "deployment",
      isKept: settings.canary !== undefined,
    });
    this.canaryDeployment = createCanaryDeployment(this, this.api, settings);
    this.stage = createStage(this, this, this.#settings);
    this.samplingRule = createSamplingRule(this, this, this.#settings);
    this.stageSettings = createStageSettings(this, this.stage, this.#settings);
    if (settings.executionLogs) this.executionLogs = createExecutionLogs(this, settings);
    if (this.#settings.cors) this.#preflights = new Preflights(this, this.api, this.#settings.cors);
    createGatewayResponses(this, this.api, this.#settings);
    writeOpenApiDocument(this, {
      api: this.api,
      routes: () => this.#table.contracts,
      hasContracts: () => this.#hasContracts,
      info: settings.openApi,
      gatewayErrors: (route) => listGatewayErrors(this, route, this.#settings.gatewayResponses),
      complete: (document) => describeApiKeys(document, this.#table.routes, settings),
    });
  }

  /**
   * URL of the stage, without a `/` at its end: `https://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com/live`. In
   * Terraform, the URL is a reference to the API and not to the stage, because the stage depends on the routes and their
   * functions. A function of this API can therefore have the URL in an environment variable without a dependency cycle.
   */
  get url(): string {
    return `https://${this.api.id}.execute-api.${this.api.region}.amazonaws.com/${this.#settings.stageName}`;
  }

  /** Function that converts the schemas of contracts to JSON Schema. Undefined if each schema converts itself. */
  get jsonSchema(): ToJsonSchema | undefined {
    return this.#settings.convert;
  }

  /** CloudWatch metrics of the stage, for alarms and dashboards. */
  get metrics(): RequestMetrics {
    return restMetrics(this.stage, this.api, () => this.#hasRouteMetrics());
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
  route<const Declared extends Route | string, const Settings extends RestRouteSettings & Access>(
    routeOrKey: CheckedRoute<Declared>,
    target: RestRouteTarget,
    settings?: CheckedSettings<Declared, Settings, RestRouteSettings>,
  ): void {
    if (this.#table.rejectMissing({ route: routeOrKey, target })) return;
    const route = routeOrKey as Declared;
    const errors = [
      ...validateTarget(target, "restSettings"),
      ...validateArguments(route, settings, REST_ROUTE_RULES),
    ];
    if (this.#table.reject(route, errors)) return;
    this.#addRoute(route, target, (settings ?? {}) as RestRouteSettings & Access);
  }

  /** Allows this API to invoke a function. A second call for the same function has no effect. */
  grantInvoke(target: FunctionTarget): void {
    this.#permissions.grant(target);
  }

  /**
   * Allows a function to replace stored responses of the cache. The function signs a request to a route with an
   * `IamAuthorizer`, and sends the header `Cache-Control: max-age=0`.
   */
  grantInvalidateCache(grantee: Grantee): void {
    grantInvalidation(this, grantee, this.#settings.stageName);
  }

  /**
   * Calls a listener once for each function that this API invokes, including functions that are added later.
   */
  onFunction(listener: (target: FunctionTarget) => void): void {
    this.#permissions.onFunction(listener);
  }

  #addRoute(routeOrKey: Route | string, target: RestRouteTarget, settings: RestRouteSettings & Access): void {
    const contract =
      typeof routeOrKey === "string" ? { ...pickAccess(settings), key: routeOrKey } : routeOrKey;
    if (contract === routeOrKey) this.#hasContracts = true;
    const key = parseRouteKey(contract.key);
    const integration = toRestIntegration(target);
    const authorizer = this.#selectAuthorizer(contract, settings);
    const added: RestRoute = {
      key,
      route: contract,
      versions: [contract],
      target,
      integration,
      settings,
      authorizer,
      apiKeyRequired: settings.apiKeyRequired ?? this.#settings.apiKeyRequired,
      validateAuthorizer: (access) => authorizer?.validateRestRoute(access) ?? [],
      validateIntegration: (version) => integration.validateRestRoute(key, version),
    };
    if (this.#table.reject(contract, this.#validateKey(added))) return;
    addStreamedRoute(this, added);
    if (this.#table.add(added)) this.#createResources(added);
    const declared = this.#table.get(key);
    const method = declared && this.#methods.get(declared.key.text);
    if (declared && method) this.#validation.update(declared, method);
  }

  /** Returns the errors of a key that only REST APIs have. The table reports a malformed and a duplicate key. */
  #validateKey({ key }: RestRoute): string[] {
    if (key.error !== undefined || this.#table.has(key)) return [];
    return [...validateRestKey(key), ...this.#tree.validate(key)];
  }

  /** Returns the errors of the declarations of routes. A route with an error counts as a route. */
  #validateRoutes(): readonly string[] {
    const { errors, routes } = this.#table;
    if (routes.length > 0 || errors.length > 0) return errors;
    return ["has no route, and API Gateway rejects the deployment of an API without methods. Add a route."];
  }

  #selectAuthorizer({ access }: Access, settings: RestRouteSettings): RestAuthorizer | undefined {
    return access === "public" ? undefined : (settings.authorizer ?? this.#settings.authorizer);
  }

  #hasRouteMetrics(): boolean {
    const settings = this.#table.routes.map((route) => route.settings.detailedMetrics);
    return [this.#settings.detailedMetrics, ...settings].some(
      (isEnabled) => isEnabled === true || isUnresolved(isEnabled),
    );
  }

  #createResources(added: RestRoute): void {
    const { key, settings } = added;
    const resourceId = this.#tree.add(key);
    this.#preflights?.add(key, resourceId, needsKeyHeader(added, this.#settings));
    const cacheKey = () => cacheKeyParameters(added, this.#settings);
    const validated = () => this.#validation.parametersOf(added);
    const checkedTypes = () => this.#validation.checkedTypesOf(added);
    const { cors } = this.#settings;
    const { method, ...parts } = createRouteResources(this, added, {
      resourceId,
      cacheKey,
      validated,
      checkedTypes,
      cors,
    });
    this.#methods.set(key.text, method);
    this.#integrations.set(key.text, parts.integration);
    this.#methodResponses.set(key.text, parts.methodResponses);
    this.#integrationResponses.set(key.text, parts.integrationResponses);
    if (isOpenGreedyRoute(added))
      addOpenGreedyRoute(method, () => describeOpenRoute(added, this.#table.routes));
    const hasSettings = settings.throttle !== undefined || settings.detailedMetrics !== undefined;
    if (!hasSettings && !isCached(added, this.#settings)) return;
    createRouteSettings(this, this.stageSettings, added, this.#settings);
  }
}
