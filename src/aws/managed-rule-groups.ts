/** Managed rule group of AWS WAF. */
interface ManagedRuleGroupFacts {
  /** Name on AWS: `AWSManagedRulesCommonRuleSet`. */
  readonly name: string;
  /** Web ACL capacity units that the group needs. */
  readonly capacity: number;
}

/**
 * Managed rule groups of AWS that need no further configuration and cause no additional fees, in the order in which a web
 * ACL evaluates them: the ones that need the least capacity first.
 *
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html
 */
export const MANAGED_RULE_GROUPS = {
  ipReputation: { name: "AWSManagedRulesAmazonIpReputationList", capacity: 25 },
  anonymousIps: { name: "AWSManagedRulesAnonymousIpList", capacity: 50 },
  knownBadInputs: { name: "AWSManagedRulesKnownBadInputsRuleSet", capacity: 200 },
  common: { name: "AWSManagedRulesCommonRuleSet", capacity: 700 },
  adminProtection: { name: "AWSManagedRulesAdminProtectionRuleSet", capacity: 100 },
  sqlInjection: { name: "AWSManagedRulesSQLiRuleSet", capacity: 200 },
  linux: { name: "AWSManagedRulesLinuxRuleSet", capacity: 200 },
  posix: { name: "AWSManagedRulesUnixRuleSet", capacity: 100 },
  windows: { name: "AWSManagedRulesWindowsRuleSet", capacity: 200 },
  php: { name: "AWSManagedRulesPHPRuleSet", capacity: 100 },
  wordPress: { name: "AWSManagedRulesWordPressRuleSet", capacity: 100 },
} as const satisfies Readonly<Record<string, ManagedRuleGroupFacts>>;
