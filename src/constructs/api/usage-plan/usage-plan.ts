import { REST_API_QUOTAS } from "#aws";
import { parseRouteKey, type Route, type RouteKey } from "#contract";
import { ApiGatewayUsagePlan, ApiGatewayUsagePlanKey, Construct, Lazy } from "../../cdktf";
import { physicalName, relativePath, uniqueName } from "../../names";
import { ProjectContext } from "../../project-context";
import { checkProps, isRecord, readProps } from "../../props";
import { escapeTemplates, escapeText, isUnresolved, terraformMap } from "../../tokens";
import {
  addValidation,
  describeWrongValue,
  knownAtSynth,
  unknownAtSynth,
  validateName,
  WRITE_MEMBERS_FIX,
} from "../../validation";
import type { CheckedRoute } from "../common/route-arguments";
import { THROTTLE, type Throttle } from "../common/throttle";
import type { RestApi } from "../rest/rest-api";
import { API_KEY_RULES, ApiKey, type ApiKeyProps } from "./api-key";
import { USAGE_PLAN_RULES, type UsagePlanProps } from "./usage-plan-props";
import { type RouteThrottle, validateUsagePlan } from "./validate-usage-plan";

/**
 * Usage plan of REST APIs: API keys, and the throttle and the quota of each key. A route requires a key if its setting
 * `apiKeyRequired` is true. Invalid options are reported when the app is synthesized.
 *
 * @example
 * const api = new RestApi(this, "api");
 * const list = new NodejsFunction(this, "list", { entry: "functions/products/list.ts" });
 * api.route("GET /products", list, { access: "public", apiKeyRequired: true });
 * const gold = new UsagePlan(this, "gold", { apis: [api], quota: { requests: 10_000, period: "DAY" } });
 * gold.addKey("acme");
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html
 */
export class UsagePlan extends Construct {
  /** The Terraform resource `aws_api_gateway_usage_plan`. */
  readonly plan: ApiGatewayUsagePlan;
  /** Keys of the plan by name. A key of another plan has the path of its construct as its name. */
  readonly keys: ReadonlyMap<string, ApiKey>;
  /** The `aws_api_gateway_usage_plan_key` resources, which add the keys to the plan, by the name of the key. */
  readonly usagePlanKeys: ReadonlyMap<string, ApiGatewayUsagePlanKey>;

  /** REST APIs of the plan. */
  readonly apis: readonly RestApi[];

  readonly #tags?: Record<string, string>;
  readonly #keys = new Map<string, ApiKey>();
  readonly #usagePlanKeys = new Map<string, ApiGatewayUsagePlanKey>();
  readonly #throttles: RouteThrottle[] = [];
  readonly #errors: string[] = [];

  constructor(scope: Construct, id: string, props: UsagePlanProps) {
    super(scope, id);
    const settings = withDefaults(this, readProps(this, props, USAGE_PLAN_RULES));
    this.apis = settings.apis;
    this.#tags = escapeTemplates(settings.tags);
    this.keys = this.#keys;
    this.usagePlanKeys = this.#usagePlanKeys;
    uniqueName(this, "usage plan name", settings.name);
    addValidation(this, () => [
      ...validateUsagePlan({ ...settings, routeThrottles: this.#throttles }),
      ...(Array.isArray(props?.apis) && props.apis.length === 0
        ? ["apis is empty; expected a RestApi. Add one, such as [api]."]
        : []),
      ...this.#errors,
    ]);
    this.plan = createPlan(this, settings, this.#throttles);
  }

  /**
   * Creates an API key, or adds a key of another plan. AWS generates the value of a new key. A key can be in several
   * plans if the plans have no API in common.
   *
   * @param nameOrKey name of the new key, which is also its construct ID: 1 to 64 letters, digits, `-` and `_`. Or a key
   * that another plan created
   * @param props options of the new key
   */
  addKey(nameOrKey: string | ApiKey, props?: ApiKeyProps): ApiKey {
    const key = isKey(nameOrKey) ? this.#shareKey(nameOrKey, props) : this.#createKey(nameOrKey, props);
    this.#errors.push(...ProjectContext.of(this).registry(KeyPlans).add(key, this));
    return key;
  }

  /**
   * Limits the requests of each key to a route, in addition to the throttle of the plan. The route must require a key.
   * The limit applies to each API of the plan that has the route.
   *
   * @param routeOrKey contract from `route()`, or route key such as `"GET /products"`
   */
  throttleRoute<const Declared extends Route | string>(
    routeOrKey: CheckedRoute<Declared>,
    throttle: Throttle,
  ): void {
    const given: unknown = routeOrKey;
    const key = isRecord(given) ? given.key : given;
    if (typeof key !== "string") {
      this.#errors.push(
        describeWrongValue("the route of throttleRoute()", given, "a contract or a route key"),
      );
      return;
    }
    const errors =
      throttle === undefined
        ? [`route "${key}": throttle is not set; expected ${THROTTLE.expected}`]
        : THROTTLE.validate(throttle, "throttle");
    this.#errors.push(...errors);
    if (this.#throttles.some((other) => other.key === key)) {
      this.#errors.push(`route "${key}" has two throttles. Remove one.`);
    } else if (errors.length === 0) this.#throttles.push({ key, throttle });
  }

  #createKey(name: string, props: ApiKeyProps | undefined): ApiKey {
    const { values, errors } = checkProps(props, API_KEY_RULES);
    this.#errors.push(...errors.map((error) => `key "${name}": ${error}`), ...validateKeyName(name));
    const existing = this.#keys.get(name);
    if (existing) {
      this.#errors.push(`duplicate key "${name}". Give one of them another name.`);
      return existing;
    }
    const isValid = validateKeyName(name).length === 0;
    const id = isValid ? freeId(this, name) : `invalid-key-${this.#keys.size}`;
    const physical = `${physicalName(this)}-${isValid ? name : id}`;
    const key = new ApiKey(this, id, { ...values, name: physical, tags: this.#tags });
    this.#add(name, key, new ApiGatewayUsagePlanKey(key, "plan", this.#planKeyArguments(key)));
    return key;
  }

  #shareKey(key: ApiKey, props: ApiKeyProps | undefined): ApiKey {
    const name = relativePath(this, key);
    if (props !== undefined)
      this.#errors.push(
        `key "${name}" belongs to another plan, so its options cannot be set here. Remove them.`,
      );
    if (this.#keys.has(name) || key.node.scope === this) {
      this.#errors.push(`duplicate key "${name}". Add the key once.`);
      return key;
    }
    this.#add(
      name,
      key,
      new ApiGatewayUsagePlanKey(this, freeId(this, `key-${name}`), this.#planKeyArguments(key)),
    );
    return key;
  }

  /** Returns the arguments of the resource that adds a key to this plan. */
  #planKeyArguments(key: ApiKey) {
    return { keyId: key.id, keyType: "API_KEY", usagePlanId: this.plan.id };
  }

  #add(name: string, key: ApiKey, usagePlanKey: ApiGatewayUsagePlanKey): void {
    this.#keys.set(name, key);
    this.#usagePlanKeys.set(name, usagePlanKey);
  }
}

/**
 * Returns the ID of a child. A suffix that no name has makes an ID unique that the plan uses itself, such as `Default`, or
 * that CDKTF takes from the prototype of objects, such as `toString`.
 */
function freeId(scope: Construct, id: string): string {
  return scope.node.tryFindChild(id) === undefined ? id : `${id}.key`;
}

function isKey(value: unknown): value is ApiKey {
  return isRecord(value) && value.key !== undefined;
}

const KEY_NAME = {
  kind: "key name",
  max: 64,
  pattern: /^[A-Za-z0-9][\w-]*$/,
  characters: "letters, digits, - and _, starting with a letter or a digit",
  fix: "Rename it.",
};

function validateKeyName(name: unknown): string[] {
  if (typeof name !== "string") return [describeWrongValue("the name of a key", name, "a string")];
  if (isUnresolved(name)) return [unknownAtSynth("the name of a key", "Write it as a literal.")];
  return validateName(name, KEY_NAME);
}

/** Usage plans of the API keys of an app. */
class KeyPlans {
  readonly #byKey = new Map<ApiKey, UsagePlan[]>();

  /**
   * Adds a plan to a key. Returns the errors: API Gateway rejects a key in two plans with the same stage
   * (https://github.com/aws/aws-cdk/issues/11876), and a key in too many plans.
   */
  add(key: ApiKey, plan: UsagePlan): string[] {
    const plans = (this.#byKey.get(key) ?? []).filter((other) => other !== plan);
    this.#byKey.set(key, [...plans, plan]);
    const conflict = plans.find((other) => other.apis.some((api) => plan.apis.includes(api)));
    const { plansPerKey: max } = REST_API_QUOTAS;
    return [
      ...(conflict
        ? [
            `key ${key.node.path} is also in the plan ${conflict.node.path}, which has an API of this plan. A key can be in only one plan of a stage. Create a second key.`,
          ]
        : []),
      ...(plans.length === max
        ? [`key ${key.node.path} is in more than ${max} plans, the maximum. Create a second key.`]
        : []),
    ];
  }
}

function withDefaults(scope: Construct, props: UsagePlanProps) {
  const known = <Value>(field: string, value: Value) => knownAtSynth(scope, field, value, WRITE_MEMBERS_FIX);
  return {
    ...props,
    name: props.name ?? physicalName(scope),
    apis: knownAtSynth(scope, "apis", props.apis, "Write a list of RestApis.") ?? [],
    throttle: known("throttle", props.throttle),
    quota: known("quota", props.quota),
    tags: props.tags && terraformMap(props.tags),
  };
}

function createPlan(
  scope: Construct,
  { name, description, apis, throttle, quota, tags }: ReturnType<typeof withDefaults>,
  throttles: readonly RouteThrottle[],
): ApiGatewayUsagePlan {
  return new ApiGatewayUsagePlan(scope, "Default", {
    ...escapeTemplates({
      name,
      description,
      tags,
      throttleSettings: throttle && { rateLimit: throttle.rate, burstLimit: throttle.burst },
      quotaSettings: quota && { limit: quota.requests, period: quota.period, offset: quota.offset },
    }),
    // The list is lazy, because throttles are added later.
    apiStages: Lazy.anyValue({
      produce: () => apis.map((api) => describeStage(api, throttles)),
    }) as never,
  });
}

/** Returns a stage of a plan, with the throttles of the routes that its API has. */
function describeStage({ api, stage, methods }: RestApi, throttles: readonly RouteThrottle[]) {
  const own = throttles.filter(({ key }) => methods.has(key));
  return {
    api_id: api.id,
    // The reference orders the resources: API Gateway rejects a plan with a stage that does not exist.
    stage: stage.stageName,
    throttle: own.map(({ key, throttle }) => ({
      path: escapeText(throttlePath(parseRouteKey(key))),
      rate_limit: throttle.rate,
      burst_limit: throttle.burst,
    })),
  };
}

/** Returns the path of a method in a plan: `/products/{productId}/GET`, or `//GET` for the path `/`. */
function throttlePath({ path, method }: RouteKey): string {
  return `${path}/${method}`;
}
