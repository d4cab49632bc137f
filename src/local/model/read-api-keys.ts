import type { ResolvedResource } from "#terraform";
import type { ApiKeyModel } from "./model";
import { readAttribute, readBoolean, readId, readText } from "./read-value";
import { type ReaderContext, refersTo, rejectCount, tryRead } from "./reader-context";
import { readBlocks } from "./resolved-block";

/**
 * Reads the API keys that are valid for stages of an API. A key is only valid through a usage plan. AWS generates the
 * value of a key without one; the local value is in a message.
 *
 * @param apiId ID of the API
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html
 */
export function readApiKeys(context: ReaderContext, apiId: string): readonly ApiKeyModel[] {
  const { stack } = context;
  return stack.ofType("aws_api_gateway_api_key").flatMap((key) =>
    tryRead(context, () => {
      const stages = listPlans(context, rejectCount(key)).flatMap((plan) => listStages(plan, apiId));
      if (stages.length === 0 || readBoolean(key, "enabled") === false) return [];
      return [{ id: readId(key), value: readKeyValue(context, key), stages }];
    }).flat(),
  );
}

function listPlans({ stack }: ReaderContext, key: ResolvedResource): readonly ResolvedResource[] {
  const links = stack
    .ofType("aws_api_gateway_usage_plan_key")
    .filter((link) => refersTo(link, "key_id", key));
  return stack
    .ofType("aws_api_gateway_usage_plan")
    .filter((plan) => links.some((link) => refersTo(link, "usage_plan_id", plan)));
}

function listStages(plan: ResolvedResource, apiId: string): readonly string[] {
  const stages = readBlocks(plan, "api_stages").filter((block) => block.text("api_id") === apiId);
  return stages.flatMap((block) => block.text("stage") ?? []);
}

function readKeyValue({ notes }: ReaderContext, key: ResolvedResource): string {
  const configured = readText(key, "value");
  if (configured !== undefined) return configured;
  const value = readAttribute(key, "value");
  notes.add(`${key.address}: AWS generates the value of the API key. Locally, it is ${value}.`);
  return value;
}
