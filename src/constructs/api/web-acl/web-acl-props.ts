import { MANAGED_RULE_GROUPS } from "#aws";
import { type KeyReference, LOG_RETENTION, type LogRetentionDays } from "../../log-group";
import {
  BOOLEAN,
  either,
  LIST,
  listRule,
  literalRule,
  NUMBER,
  objectRule,
  oneOf,
  TAGS,
  TEXT,
  WITH_ARN,
} from "../../prop-rules";
import { type PropRules, required } from "../../props";
import type { RestApi } from "../rest/rest-api";
import { restApisRule } from "../rest/rest-api-rule";

/** Name of a managed rule group of AWS. */
export type ManagedRuleGroup = keyof typeof MANAGED_RULE_GROUPS;

/** Settings of a managed rule group in a {@link WebAcl}. */
export interface ManagedRules {
  /** Name of the group. */
  readonly group: ManagedRuleGroup;
  /** Counts the matching requests instead of blocking them, to test the group. Default: false. */
  readonly count?: boolean;
  /**
   * Rules of the group that only count, because they block valid requests: `SizeRestrictions_BODY`. Default: none.
   * @see https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html
   */
  readonly except?: readonly string[];
}

/** Evaluation windows of a {@link RateLimit}, in seconds. */
const WINDOWS_SECONDS = [60, 120, 300, 600] as const;

/**
 * Rate limit for each IP address.
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-rate-based.html
 */
export interface RateLimit {
  /**
   * Maximum number of requests from an address in a period, 10 to 2,000,000,000. AWS WAF blocks an address that exceeds it.
   */
  readonly requests: number;
  /** Period (evaluation window), in seconds: 60, 120, 300 or 600. Default: 300. */
  readonly perSeconds?: (typeof WINDOWS_SECONDS)[number];
  /** Counts the requests above the limit instead of blocking them. Default: false. */
  readonly count?: boolean;
}

/** Options of a {@link WebAcl}. Only `protects` is required. */
export interface WebAclProps {
  /** REST APIs whose stages the web ACL protects, at least one. AWS WAF does not support HTTP APIs. */
  readonly protects: readonly RestApi[];
  /**
   * Managed rule groups of AWS, each as its name or with settings. The group `knownBadInputs` is always included, and is
   * listed only to set its settings. Default: `["common", "ipReputation"]`.
   */
  readonly managedRules?: readonly (ManagedRuleGroup | ManagedRules)[];
  /** Rate limit for each IP address. Default: none; the throttle of the API limits all callers together. */
  readonly rateLimit?: RateLimit;
  /** Name of the web ACL on AWS. Default: the construct's path, `products-dev-waf`. */
  readonly name?: string;
  /** Description of the web ACL. Default: none. */
  readonly description?: string;
  /**
   * Logs all requests. Default: false, so that the log contains only the requests that a rule blocks or counts. AWS
   * charges for the log.
   */
  readonly logAllRequests?: boolean;
  /**
   * Headers that the log omits, in addition to `authorization`, `cookie` and `x-api-key`, which contain secrets. Default:
   * none.
   */
  readonly redactedHeaders?: readonly string[];
  /** Retention of the log, in days. Default: 30. */
  readonly logRetentionDays?: LogRetentionDays;
  /** Customer managed KMS key that encrypts the log. Default: a key that AWS owns. */
  readonly logEncryptionKey?: KeyReference;
  /** Tags of the web ACL and of its log group. Default: none. */
  readonly tags?: Readonly<Record<string, string>>;
}

const GROUP = oneOf(Object.keys(MANAGED_RULE_GROUPS));

const MANAGED_RULES_RULES: PropRules<ManagedRules> = {
  group: required(GROUP),
  count: literalRule(BOOLEAN),
  except: LIST,
};

const RATE_LIMIT_RULES: PropRules<RateLimit> = {
  requests: required(NUMBER),
  perSeconds: oneOf(WINDOWS_SECONDS),
  count: literalRule(BOOLEAN),
};

const MANAGED_RULES = either(
  (value) => typeof value === "string",
  GROUP,
  objectRule(MANAGED_RULES_RULES, '{ group: "common" }'),
);

function describeUnsupported(kind: string): string {
  return `AWS WAF does not support ${kind} APIs. Use a RestApi, or put CloudFront in front of the API (see the recipe web-application-firewall).`;
}

/** Rules for the options of a {@link WebAcl}. */
export const WEB_ACL_RULES: PropRules<WebAclProps> = {
  protects: restApisRule({
    httpApi: describeUnsupported("HTTP"),
    webSocketApi: describeUnsupported("WebSocket"),
  }),
  managedRules: literalRule(listRule(MANAGED_RULES, "a list of managed rule groups", '["common"]')),
  rateLimit: objectRule(RATE_LIMIT_RULES, "{ requests: 2000 }"),
  name: TEXT,
  description: TEXT,
  logAllRequests: literalRule(BOOLEAN),
  redactedHeaders: literalRule(LIST),
  logRetentionDays: LOG_RETENTION,
  logEncryptionKey: WITH_ARN,
  tags: TAGS,
};
