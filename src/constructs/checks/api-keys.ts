import { REST_API_QUOTAS } from "#aws";
import { type CheckFinding, defineCheck } from "./check";
import { findAddresses, type StackResource, type StackResources } from "./stack-resources";

/** A method that requires a key rejects every request if no usage plan contains a stage of its API. */
export const KEY_WITHOUT_PLAN_CHECK = defineCheck({
  name: "key-without-plan",
  severity: "error",
  description: "A route requires an API key, but no usage plan of the app contains its API.",
  find: (stack) => {
    const methods = stack.ofType("aws_api_gateway_method").filter(requiresKey);
    if (methods.length === 0) return [];
    const planned = listPlannedApis(stack);
    const apis = stack.ofType("aws_api_gateway_rest_api");
    const unplanned = new Map<string, StackResource[]>();
    for (const method of methods) {
      const id = String(method.resolve("rest_api_id"));
      const [address = id] = findAddresses(id);
      if (!planned.has(address)) unplanned.set(address, [...(unplanned.get(address) ?? []), method]);
    }
    return [...unplanned].flatMap(([address, [first, ...others]]): CheckFinding[] => {
      const construct = apis.find((api) => api.address === address)?.construct ?? first?.construct;
      const count = others.length + 1;
      const subject = count === 1 ? "a method requires" : `${count} methods require`;
      if (!construct) return [];
      return [
        {
          construct,
          message: `${subject} an API key, but no usage plan contains the API, so that every request gets 403. Add the API to the \`apis\` of a UsagePlan.`,
        },
      ];
    });
  },
});

function requiresKey(method: StackResource): boolean {
  return method.read("api_key_required") === true;
}

/** Returns the addresses of the APIs in the usage plans of the app. */
function listPlannedApis(stack: StackResources): ReadonlySet<string> {
  return findReferences(stack, "aws_api_gateway_usage_plan", "api_stages");
}

/**
 * Returns the addresses to which an argument of a type refers. A reference of another stack counts if that stack has no
 * resource with the address, because stacks of the same class have the same addresses.
 */
function findReferences(stack: StackResources, type: string, argument: string): ReadonlySet<string> {
  const listAddresses = (each: StackResources) =>
    each.ofType(type).flatMap((resource) => findAddresses(JSON.stringify(resource.resolve(argument) ?? "")));
  const foreign = stack.others().flatMap((other) => listAddresses(other).filter((item) => !other.has(item)));
  return new Set([...listAddresses(stack), ...foreign]);
}

/** A portal or a script can create the keys of a plan, so this is a warning. */
export const PLAN_WITHOUT_KEY_CHECK = defineCheck({
  name: "plan-without-key",
  severity: "warning",
  description: "A usage plan has no API key.",
  find: (stack) => {
    const plans = stack.ofType("aws_api_gateway_usage_plan");
    if (plans.length === 0) return [];
    const used = findReferences(stack, "aws_api_gateway_usage_plan_key", "usage_plan_id");
    return plans
      .filter(({ address }) => !used.has(address))
      .map(({ construct }) => ({
        construct,
        message: "the usage plan has no API key, so that nothing uses it. Call addKey(), or remove the plan.",
      }));
  },
});

/**
 * Logs are read by more people than secrets. The ID identifies a key as well as its value.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
 */
export const LOGGED_API_KEY_CHECK = defineCheck({
  name: "logged-api-key",
  severity: "error",
  description: "An access log format contains the values of API keys.",
  find: (stack) =>
    stack
      .ofType("aws_api_gateway_stage")
      .filter((stage) => LOGGED_API_KEY.test(JSON.stringify(stage.values.access_log_settings ?? "")))
      .map(({ construct }) => ({
        construct,
        message:
          "the access log format contains $context.identity.apiKey, which is the value of the key. Write $context.identity.apiKeyId.",
      })),
});

/** Matches the variable with the value of a key, and not the one with its ID. */
const LOGGED_API_KEY = /\$\{?context\.identity\.apiKey(?![A-Za-z])/;

/** AWS raises these quotas on request. */
export const USAGE_PLANS_CHECK = defineCheck({
  name: "usage-plan-quota",
  severity: "error",
  description: "A stack has more usage plans or API keys than the default quotas of AWS.",
  find: (stack) => [
    ...findExcess(stack, "aws_api_gateway_usage_plan", REST_API_QUOTAS.usagePlans, "usage plans"),
    ...findExcess(stack, "aws_api_gateway_api_key", REST_API_QUOTAS.apiKeys, "API keys"),
  ],
});

function findExcess(stack: StackResources, type: string, max: number, noun: string): CheckFinding[] {
  const resources = stack.ofType(type);
  const first = resources[max];
  if (!first) return [];
  return [
    {
      construct: first.construct,
      message: `the stack has ${resources.length} ${noun}; the maximum of an account is ${max}. Remove some, or ask AWS for a higher quota.`,
    },
  ];
}
