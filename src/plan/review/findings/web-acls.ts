import { type Body, blocks } from "#terraform";
import type { Change } from "../../plan-types";
import { formatChange, formatFull, formatShort } from "../format-value";
import { groupItems } from "../plain-values";
import { labelOf } from "../resource-label";
import type { FindingRule, ResourceChange } from "./finding-rule";

/** Finds web ACLs of AWS WAF that protect fewer resources, or that block and log fewer requests. */
export const WEAKER_WEB_ACLS: FindingRule = {
  title: "Web ACL protection removed or weakened",
  covers: /^$/,
  coversDeletion: true,
  find: (change, resources) => {
    switch (change.type) {
      case "aws_wafv2_web_acl_association":
        return associationLines(change, resources);
      case "aws_wafv2_web_acl":
        return webAclLines(change);
      case "aws_wafv2_web_acl_logging_configuration":
        return change.action === "delete" ? ["- requests are no longer logged"] : [];
      default:
        return [];
    }
  },
};

function associationLines({ action, before }: ResourceChange, resources: readonly Change[]): string[] {
  const target = resources.find((other) => hasArn(other, before.resource_arn));
  if (target?.action === "delete") return [];
  const name = target ? labelOf(target) : formatShort(before.resource_arn);
  if (action === "delete") return [`- ${name} is no longer protected`];
  return action === "replace" ? [`~ ${name} is not protected until the association is created again`] : [];
}

/** Returns true for the resource with an ARN, which a plan can also contain as a reference. */
function hasArn({ address, before }: Change, arn: unknown): boolean {
  const text = formatFull(arn);
  return text === `${address}.arn` || (before?.arn !== undefined && formatFull(before.arn) === text);
}

function webAclLines({ action, before, after }: ResourceChange): string[] {
  const [old, current] = [before, after].map(({ rule }) => blocks(rule));
  if (action === "delete") return [`- the web ACL is deleted, with the rules ${listNames(old)}`];
  if (action !== "update") return [];
  const byName = groupItems(current ?? [], nameOf);
  return [
    ...(isBlocking(before.default_action) && !isBlocking(after.default_action)
      ? ["- requests that match no rule are blocked"]
      : []),
    ...(old ?? []).flatMap((rule) => {
      const [now] = byName.get(nameOf(rule)) ?? [];
      return now ? weakerLines(rule, now) : [`- the rule ${nameOf(rule)}`];
    }),
  ];
}

function nameOf({ name }: Body): string {
  return formatShort(name);
}

function listNames(rules: readonly Body[] | undefined): string {
  return (rules ?? []).map(nameOf).join(", ") || "(none)";
}

/** Returns true for an action of a rule or of a web ACL that blocks requests. */
function isBlocking(action: unknown): boolean {
  return blocks(action).some(({ block }) => blocks(block).length > 0);
}

/** Returns true for a rule that blocks requests, and for a rule group whose own actions apply. */
function isEnforced({ action, override_action: override }: Body): boolean {
  return isBlocking(action) || blocks(override).some(({ none }) => blocks(none).length > 0);
}

function weakerLines(before: Body, after: Body): string[] {
  const name = nameOf(after);
  return [
    ...(isEnforced(before) && !isEnforced(after) ? [`~ the rule ${name} no longer blocks requests`] : []),
    ...limitLines(name, before, after),
    ...listExceptions(after)
      .filter((rule) => !listExceptions(before).includes(rule))
      .map((rule) => `~ the rule ${rule} of ${name} only counts requests`),
  ];
}

/** Describes a rate limit that allows more requests per second. */
function limitLines(name: string, before: Body, after: Body): string[] {
  const [old, current] = [before, after].map(readLimit);
  if (!old || !current || current.requests / current.seconds <= old.requests / old.seconds) return [];
  const [from, to] = [old, current].map(({ requests, seconds }) => `${requests} in ${seconds} s`);
  return [`~ the limit of the rule ${name}: ${formatChange(from, to)}`];
}

function readLimit({ statement }: Body): { readonly requests: number; readonly seconds: number } | undefined {
  const [limit] = blocks(statement).flatMap(({ rate_based_statement: rate }) => blocks(rate));
  const requests = Number(limit?.limit);
  return limit && requests > 0
    ? { requests, seconds: Number(limit.evaluation_window_sec) || 300 }
    : undefined;
}

/** Returns the rules of a managed rule group that only count. */
function listExceptions({ statement }: Body): string[] {
  return blocks(statement)
    .flatMap(({ managed_rule_group_statement: group }) => blocks(group))
    .flatMap(({ rule_action_override: overrides }) => blocks(overrides))
    .filter(({ action_to_use: action }) => blocks(action).some(({ count }) => blocks(count).length > 0))
    .map(nameOf);
}
