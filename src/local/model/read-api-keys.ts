import { ownValue } from "#own-value";
import { parseDefinition, type ResolvedResource, type ResolvedStack } from "#terraform";
import { formatFound, LocalError } from "./local-error";
import type { ApiKeyModel, ApiKeySourceModel, UsagePlanModel } from "./model";
import { readUsagePlan } from "./read-usage-plan";
import { readAttribute, readBoolean, readId, readText } from "./read-value";
import { type ReaderContext, readOptional, rejectCount, tryRead } from "./reader-context";

/** Reads the source of the API keys of an `aws_api_gateway_rest_api`. The argument has priority over the definition. */
export function readApiKeySource(context: ReaderContext, api: ResolvedResource): ApiKeySourceModel {
  const source =
    readOptional(context, () => readText(api, "api_key_source")) ??
    parseDefinition(api.values.body)?.apiKeySource ??
    "HEADER";
  if (source === "HEADER" || source === "AUTHORIZER") return source;
  throw new LocalError([`${api.address}: api_key_source is "${source}"; expected "HEADER" or "AUTHORIZER".`]);
}

/** Sources of the API key of a handshake, by `api_key_selection_expression`. */
const CONNECT_KEY_SOURCES: Readonly<Record<string, ApiKeySourceModel>> = {
  "$request.header.x-api-key": "HEADER",
  "$context.authorizer.usageIdentifierKey": "AUTHORIZER",
};

/**
 * Reads the source of the API keys of a WebSocket API.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-selection-expressions.html
 */
export function readConnectKeySource(context: ReaderContext, api: ResolvedResource): ApiKeySourceModel {
  const expression = readOptional(context, () => readText(api, "api_key_selection_expression"));
  const source = expression === undefined ? "HEADER" : ownValue(CONNECT_KEY_SOURCES, expression);
  if (source) return source;
  throw new LocalError([
    `${api.address}: api_key_selection_expression is ${formatFound(expression)}; expected ${Object.keys(CONNECT_KEY_SOURCES).join(" or ")}.`,
  ]);
}

/**
 * Reads the API keys of the stack, with the usage plans in which they are. AWS generates the value of a
 * key without one; locally, it has a value that starts with `local-`.
 *
 * @param apiId ID of the API whose stages the usage plans have
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html
 */
export function readApiKeys(context: ReaderContext, apiId: string): readonly ApiKeyModel[] {
  const resources = context.stack.ofType(API_KEY);
  if (resources.length === 0) return [];
  const plans = readPlansByKey(context, apiId);
  return resources.flatMap((key) =>
    tryRead(context, () => new StackApiKey(context, rejectCount(key), plans.get(key) ?? [])),
  );
}

const API_KEY = "aws_api_gateway_api_key";
const USAGE_PLAN = "aws_api_gateway_usage_plan";

type StagePlans = ReadonlyMap<string, UsagePlanModel>;

/**
 * API key of a stack. A stack can have thousands of keys, and computing a fake ID or value is slow, so both are computed
 * when they are read.
 */
class StackApiKey implements ApiKeyModel {
  readonly name: string;
  readonly isEnabled: boolean;
  readonly plans: StagePlans;
  readonly #resource: ResolvedResource;
  readonly #configuredValue: string | undefined;

  constructor(context: ReaderContext, resource: ResolvedResource, plans: readonly StagePlans[]) {
    this.#resource = resource;
    this.#configuredValue = readText(resource, "value");
    this.name = readOptional(context, () => readText(resource, "name")) ?? resource.address;
    this.isEnabled = readOptional(context, () => readBoolean(resource, "enabled")) ?? true;
    const [first = NO_PLANS, ...others] = plans;
    this.plans = others.length === 0 ? first : new Map(plans.flatMap((plan) => [...plan]));
  }

  get address(): string {
    return this.#resource.address;
  }

  get id(): string {
    return readId(this.#resource);
  }

  get value(): string {
    return this.#configuredValue ?? readAttribute(this.#resource, "value");
  }
}

const NO_PLANS: StagePlans = new Map();

/** Returns the usage plans of each key, by the stage of the API. Each link is read once, so the time is linear. */
function readPlansByKey(
  context: ReaderContext,
  apiId: string,
): ReadonlyMap<ResolvedResource, readonly StagePlans[]> {
  const models = new Map(
    context.stack
      .ofType(USAGE_PLAN)
      .flatMap((plan) =>
        tryRead(context, () => [plan, readUsagePlan(context, rejectCount(plan), apiId)] as const),
      ),
  );
  const keyIndex = new ResourceIndex(context.stack, API_KEY);
  const planIndex = new ResourceIndex(context.stack, USAGE_PLAN);
  const byKey = new Map<ResolvedResource, StagePlans[]>();
  for (const link of context.stack.ofType("aws_api_gateway_usage_plan_key")) {
    tryRead(context, () => {
      const key = keyIndex.find(rejectCount(link), "key_id");
      const plan = planIndex.find(link, "usage_plan_id");
      const stages = plan && models.get(plan);
      if (!key || !stages) return;
      const plans = byKey.get(key);
      if (plans) plans.push(stages);
      else byKey.set(key, [stages]);
    });
  }
  return byKey;
}

/** Resources of a type by address and by ID. */
class ResourceIndex {
  readonly #stack: ResolvedStack;
  readonly #type: string;
  #byId?: ReadonlyMap<unknown, ResolvedResource>;

  constructor(stack: ResolvedStack, type: string) {
    this.#stack = stack;
    this.#type = type;
  }

  /** Returns the resource to which an argument refers. A reference takes precedence, because fake IDs can be equal. */
  find(resource: ResolvedResource, argument: string): ResolvedResource | undefined {
    for (const address of resource.references(argument)) {
      const referenced = this.#stack.find(address);
      if (referenced?.type === this.#type) return referenced;
    }
    // Computing the IDs is slow, and most links have references.
    const candidates = this.#stack.ofType(this.#type);
    this.#byId ??= new Map(candidates.map((candidate) => [candidate.attribute("id"), candidate]));
    return this.#byId.get(readText(resource, argument));
  }
}
