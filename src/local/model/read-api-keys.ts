import { ownValue } from "#own-value";
import { parseDefinition, type ResolvedResource } from "#terraform";
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
  const resources = context.stack.ofType("aws_api_gateway_api_key");
  if (resources.length === 0) return [];
  const plans = readPlansByKey(context, resources, apiId);
  return resources.flatMap((key) =>
    tryRead(context, () => readApiKey(context, rejectCount(key), plans.get(key) ?? [])),
  );
}

type StagePlans = ReadonlyMap<string, UsagePlanModel>;

function readApiKey(
  context: ReaderContext,
  key: ResolvedResource,
  plans: readonly StagePlans[],
): ApiKeyModel {
  const configured = readText(key, "value");
  return {
    address: key.address,
    name: readOptional(context, () => readText(key, "name")) ?? key.address,
    // A stack can have thousands of keys, and computing a fake ID or value is slow.
    get id() {
      return readId(key);
    },
    get value() {
      return configured ?? readAttribute(key, "value");
    },
    isEnabled: readOptional(context, () => readBoolean(key, "enabled")) ?? true,
    plans: new Map(plans.flatMap((plan) => [...plan])),
  };
}

/** Returns the usage plans of each key, by the stage of the API. Each link is read once, so the time is linear. */
function readPlansByKey(
  context: ReaderContext,
  keys: readonly ResolvedResource[],
  apiId: string,
): ReadonlyMap<ResolvedResource, readonly StagePlans[]> {
  const plans = context.stack.ofType("aws_api_gateway_usage_plan");
  const models = new Map(
    plans.flatMap((plan) =>
      tryRead(context, () => [plan, readUsagePlan(context, rejectCount(plan), apiId)] as const),
    ),
  );
  const keyIndex = new ResourceIndex(keys);
  const planIndex = new ResourceIndex(plans);
  const byKey = new Map<ResolvedResource, StagePlans[]>();
  for (const link of context.stack.ofType("aws_api_gateway_usage_plan_key")) {
    tryRead(context, () => {
      const key = keyIndex.find(rejectCount(link), "key_id");
      const plan = planIndex.find(link, "usage_plan_id");
      const stages = plan && models.get(plan);
      if (!key || !stages) return;
      byKey.set(key, [...(byKey.get(key) ?? []), stages]);
    });
  }
  return byKey;
}

/** Resources of a type by address and by ID. */
class ResourceIndex {
  readonly #resources: readonly ResolvedResource[];
  readonly #byAddress: ReadonlyMap<string, ResolvedResource>;
  #byId?: ReadonlyMap<unknown, ResolvedResource>;

  constructor(resources: readonly ResolvedResource[]) {
    this.#resources = resources;
    this.#byAddress = new Map(resources.map((resource) => [resource.address, resource]));
  }

  /** Returns the resource to which an argument refers. A reference takes precedence, because fake IDs can be equal. */
  find(resource: ResolvedResource, argument: string): ResolvedResource | undefined {
    const [referenced] = resource
      .references(argument)
      .flatMap((address) => this.#byAddress.get(address) ?? []);
    if (referenced) return referenced;
    // Computing the IDs is slow, and most links have references.
    this.#byId ??= new Map(this.#resources.map((candidate) => [candidate.attribute("id"), candidate]));
    return this.#byId.get(readText(resource, argument));
  }
}
