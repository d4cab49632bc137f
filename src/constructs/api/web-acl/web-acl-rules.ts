import { MANAGED_RULE_GROUPS, WAF_QUOTAS } from "#aws";
import type { Wafv2WebAclRule } from "../../cdktf";
import type { ManagedRuleGroup, ManagedRules, RateLimit } from "./web-acl-props";

/** Groups in the order in which a web ACL evaluates them. */
const GROUPS = Object.keys(MANAGED_RULE_GROUPS) as ManagedRuleGroup[];

/** Distance between the priorities of two groups. The rate limit has the priority 0. */
const PRIORITY_STEP = 10;

/**
 * Returns the groups of a web ACL with their settings. The group against known bad inputs, such as those of Log4j, is
 * always included.
 */
export function listManagedRules(
  given: readonly (ManagedRuleGroup | ManagedRules)[],
): readonly ManagedRules[] {
  const rules = given.map((rule) => (typeof rule === "string" ? { group: rule } : rule));
  const hasBadInputs = rules.some(({ group }) => group === "knownBadInputs");
  return hasBadInputs ? rules : [...rules, { group: "knownBadInputs" as const }];
}

/** Returns the number of capacity units that the rules of a web ACL need. */
export function sumCapacity(managed: readonly ManagedRules[], rateLimit: RateLimit | undefined): number {
  const groups = managed.map(({ group }) => MANAGED_RULE_GROUPS[group]?.capacity ?? 0);
  return (
    groups.reduce<number>((sum, capacity) => sum + capacity, 0) +
    (rateLimit ? WAF_QUOTAS.rateLimitCapacity : 0)
  );
}

/**
 * Creates the rules of a web ACL. A group has the same priority in each web ACL, so that an added group changes no other
 * rule.
 */
export function createRules(
  managed: readonly ManagedRules[],
  rateLimit: RateLimit | undefined,
): Wafv2WebAclRule[] {
  const groups = managed.filter(({ group }) => GROUPS.includes(group)).map(createGroupRule);
  return [
    ...(rateLimit ? [createRateRule(rateLimit)] : []),
    ...groups.sort((a, b) => a.priority - b.priority),
  ];
}

/**
 * Creates the rule of a rate limit. The bindings do not convert the names in `statement`, so they are those of
 * Terraform.
 */
function createRateRule({ requests, perSeconds = 300, count = false }: RateLimit): Wafv2WebAclRule {
  return {
    name: "rate-limit",
    priority: 0,
    action: count ? { count: {} } : { block: {} },
    statement: {
      rate_based_statement: {
        limit: requests,
        evaluation_window_sec: perSeconds,
        aggregate_key_type: "IP",
      },
    },
    visibilityConfig: visibilityConfigOf("rate-limit"),
  };
}

function createGroupRule({ group, count = false, except = [] }: ManagedRules): Wafv2WebAclRule {
  const { name } = MANAGED_RULE_GROUPS[group];
  const overrides = except.map((rule) => ({ name: rule, action_to_use: { count: {} } }));
  return {
    name: group,
    priority: (GROUPS.indexOf(group) + 1) * PRIORITY_STEP,
    overrideAction: count ? { count: {} } : { none: {} },
    statement: {
      managed_rule_group_statement: {
        vendor_name: "AWS",
        name,
        ...(overrides.length > 0 ? { rule_action_override: overrides } : {}),
      },
    },
    visibilityConfig: visibilityConfigOf(group),
  };
}

/**
 * Returns the metrics of a rule or a web ACL. Samples of requests are off, because they contain the headers with tokens
 * and keys. The log contains the same requests without these headers.
 */
export function visibilityConfigOf(metricName: string) {
  return { cloudwatchMetricsEnabled: true, sampledRequestsEnabled: false, metricName };
}
