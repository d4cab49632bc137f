import type { IConstruct } from "../cdktf";
import { ProjectContext } from "../project-context";
import { resolveTokens } from "../tokens";
import { type CheckFinding, defineCheck } from "./check";
import { findAddresses, type StackResource, type StackResources } from "./stack-resources";

const API = "aws_api_gateway_rest_api";
const PLAN = "aws_api_gateway_usage_plan";

/** API Gateway counts and limits only requests with a key, and it reads the key only if the method requires one. */
export const UNUSED_PLAN_CHECK = defineCheck({
  name: "unused-usage-plan",
  severity: "warning",
  description: "A usage plan contains an API in which no route requires an API key.",
  find: (stack) =>
    stack.ofType(PLAN).flatMap((plan): CheckFinding[] => {
      const addresses = new Set(listApis(plan));
      const unused = [...addresses].filter((address) => !hasKeyedRoute(stack, address));
      return unused.map((address) => ({
        construct: plan.construct,
        message: `no route of ${address} requires an API key, so that the throttles and the quota of the plan have no effect there. Set \`apiKeyRequired: true\` on the API or on a route, or remove the API from the plan.`,
      }));
    }),
});

/** Returns the addresses of the APIs in a usage plan. */
function listApis(plan: StackResource): readonly string[] {
  return findAddresses(plan.resolve("api_stages")).filter((address) => address.startsWith(`${API}.`));
}

/**
 * Returns true if a route of an API requires a key, or if the app does not show all routes of the API. Stacks of the same
 * class have the same addresses, so the API of the own stack has priority.
 */
function hasKeyedRoute(stack: StackResources, address: string): boolean {
  const owners = stack.has(address) ? [stack] : stack.others().filter((other) => other.has(address));
  if (owners.length === 0) return true;
  return owners.some((owner) => {
    const api = owner.ofType(API).find((resource) => resource.address === address);
    if (!api || api.read("body") !== undefined) return true;
    return owner
      .ofType("aws_api_gateway_method")
      .filter((method) => mayRequireKey(method.read("api_key_required")))
      .some((method) => findAddresses(method.resolve("rest_api_id")).includes(address));
  });
}

/** Returns true for a value with which a method requires a key. Terraform may compute the value. */
function mayRequireKey(value: unknown): boolean {
  return value !== undefined && value !== false;
}

/** Construct of an API, and the ID of its resource as a reference. */
interface MeteredApi {
  readonly construct: IConstruct;
  readonly id: string;
}

/** APIs with an alarm on the requests above a quota, by the alarm. */
class QuotaAlarms {
  readonly apis = new Map<IConstruct, MeteredApi>();
}

/** Records an alarm on the requests above the quotas of an API. */
export function addQuotaAlarm(alarm: IConstruct, api: MeteredApi): void {
  ProjectContext.of(alarm).registry(QuotaAlarms).apis.set(alarm, api);
}

/** Another app can declare the plan, so this is a warning. */
export const UNUSED_ALARM_CHECK = defineCheck({
  name: "alarm-without-quota",
  severity: "warning",
  description: "An alarm on requests above a quota is set for an API that is in no usage plan with a quota.",
  find: (stack) => {
    const alarms = stack.ofType("aws_cloudwatch_metric_alarm");
    return alarms.flatMap(({ construct }): CheckFinding[] => {
      const api = ProjectContext.of(construct).registry(QuotaAlarms).apis.get(construct);
      const [address] = api ? findAddresses(resolveTokens(api.construct, api.id)) : [];
      if (address === undefined || hasQuota(stack, address)) return [];
      return [
        {
          construct,
          message: `\`overQuotaPercent\` is set, but no usage plan with a quota contains ${api?.construct.node.path}, so that the alarm never fires. Set \`quota\` in a UsagePlan of the API, or remove \`overQuotaPercent\`.`,
        },
      ];
    });
  },
});

function hasQuota(stack: StackResources, address: string): boolean {
  return [stack, ...stack.others()].some((each) =>
    each
      .ofType(PLAN)
      .filter((plan) => plan.read("quota_settings") !== undefined)
      .some((plan) => listApis(plan).includes(address)),
  );
}
