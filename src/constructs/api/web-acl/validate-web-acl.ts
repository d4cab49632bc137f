import { WAF_QUOTAS } from "#aws";
import { isUnresolved } from "../../tokens";
import { CHANGE_ID_FIX, type NameRule, unknownAtSynth, validateName, validateRange } from "../../validation";
import type { ManagedRules, RateLimit } from "./web-acl-props";

/** @see https://docs.aws.amazon.com/waf/latest/APIReference/API_CreateWebACL.html */
const NAME: NameRule = {
  kind: "web ACL name",
  max: WAF_QUOTAS.webAclNameLength,
  pattern: /^[\w-]+$/,
  characters: "letters, digits, - and _",
  fix: CHANGE_ID_FIX,
};

/** @see https://docs.aws.amazon.com/waf/latest/APIReference/API_CreateWebACL.html */
const DESCRIPTION: NameRule = {
  kind: "description",
  max: WAF_QUOTAS.webAclDescriptionLength,
  pattern: /^[\w+=:#@/\-,.][\w+=:#@/\-,.\s]+[\w+=:#@/\-,.]$/,
  characters: "at least 3 letters, digits, spaces between them, and _ + = : # @ / - , .",
  fix: "Correct it.",
};

/** @see https://docs.aws.amazon.com/waf/latest/APIReference/API_RuleActionOverride.html */
const RULE_NAME: NameRule = {
  kind: "rule name",
  max: 128,
  pattern: /^[\w-]+$/,
  characters: "letters, digits, - and _, such as SizeRestrictions_BODY",
};

/** @see https://docs.aws.amazon.com/waf/latest/APIReference/API_SingleHeader.html */
const HEADER_NAME: NameRule = {
  kind: "header name",
  max: 64,
  pattern: /^[\w!#$%&'*+.^`|~-]+$/,
  characters: "the characters of a header name",
};

/** Settings of a web ACL that are checked. */
interface WebAclSettings {
  readonly name: string;
  readonly description?: string;
  readonly managedRules: readonly ManagedRules[];
  readonly rateLimit?: RateLimit;
  readonly redactedHeaders: readonly string[];
}

/** Returns the errors of a web ACL. */
export function validateWebAcl(settings: WebAclSettings): string[] {
  const { name, description, managedRules, rateLimit, redactedHeaders } = settings;
  return [
    ...validateName(name, NAME),
    ...(description === undefined ? [] : validateName(description, DESCRIPTION)),
    ...findDuplicateGroups(managedRules),
    ...managedRules.flatMap(validateSettings),
    ...(rateLimit
      ? [
          ...validateRange("rateLimit.requests", rateLimit.requests, WAF_QUOTAS.rateLimitRequests),
          ...validateLiteral("rateLimit.count", rateLimit.count),
        ]
      : []),
    ...redactedHeaders.flatMap((header) =>
      validateName(header, HEADER_NAME).map((error) => `redactedHeaders: ${error}`),
    ),
  ];
}

function findDuplicateGroups(managedRules: readonly ManagedRules[]): string[] {
  const groups = managedRules.map(({ group }) => group);
  const duplicates = new Set(groups.filter((group, index) => groups.indexOf(group) !== index));
  return [...duplicates].map((group) => `managedRules contains "${group}" twice. Remove one of them.`);
}

function validateSettings({ group, count, except = [] }: ManagedRules): string[] {
  const path = `managedRules "${group}"`;
  if (isUnresolved(except)) return [unknownAtSynth(`${path}: except`, "Write the names.")];
  return [
    ...validateLiteral(`${path}: count`, count),
    ...except.flatMap((rule) => validateName(rule, RULE_NAME).map((error) => `${path}: except: ${error}`)),
    ...(count === true && except.length > 0
      ? [`${path}: count is true, so no rule of the group blocks requests. Remove except.`]
      : []),
  ];
}

function validateLiteral(path: string, value: boolean | undefined): string[] {
  return isUnresolved(value) ? [unknownAtSynth(path, "Write true or false.")] : [];
}
