import { LATER, Mark } from "../mark";
import { shown } from "../shown";
import { isPolicy, type PolicyDifference, policyDifference } from "../statements";
import { isValues, listOf, type Values } from "../values";
import type { Changed, Kind } from "./kind";

export const ADDED_PERMISSIONS: Kind = {
  title: "Permissions that are added",
  tells:
    /(^|\.)(policy|assume_role_policy|inline_policy|managed_policy_arns|policy_arn|permissions_boundary)\b/,
  find: (change) => [
    ...statementLines(change),
    ...policyLines(change),
    ...boundaryLines(change),
    ...undecidedLines(change),
    ...invocationLines(change),
  ],
};

function statementLines({ before, after }: Changed): string[] {
  const found = policyDifferences(before, after);
  return found.some(({ isWider }) => isWider) ? found.flatMap(policyDifferenceLines) : [];
}

/** Of every argument that is a policy, however deep. */
function policyDifferences(before: Values, after: Values): PolicyDifference[] {
  const [old, now] = [policiesIn(before), policiesIn(after)];
  const places = [...new Set([...old.keys(), ...now.keys()])].sort();
  return places
    .filter((place) => !(now.get(place) instanceof Mark))
    .map((place) => policyDifference(old.get(place), now.get(place)));
}

export function policyDifferenceLines({ added, removed }: PolicyDifference): string[] {
  return [...added.map((text) => `+ ${text}`), ...removed.map((text) => `- ${text}`)];
}

/** An argument that is called so holds a policy, whatever is known of it. */
const POLICY = /(^|[._])policy$/;

/** Policies by where they stand, and marks of those that are not told. */
function policiesIn(value: unknown, place = ""): Map<string, unknown> {
  if (isPolicy(value) || (value instanceof Mark && POLICY.test(place))) return new Map([[place, value]]);
  const parts = Array.isArray(value) || isValues(value) ? Object.entries(value) : [];
  return new Map(
    parts.flatMap(([name, part]) => [...policiesIn(part, place === "" ? name : `${place}.${name}`)]),
  );
}

/** A policy of which nobody can say what it will allow. */
function undecidedLines({ before, after }: Changed): string[] {
  const old = policiesIn(before);
  return [...policiesIn(after)]
    .filter(
      ([place, value]) => value instanceof Mark && JSON.stringify(value) !== JSON.stringify(old.get(place)),
    )
    .map(
      ([place, value]) =>
        `~ ${place}: ${value === LATER ? "what it allows is known after the apply" : shown(value)}`,
    );
}

/** Policies that are named rather than written. */
function policyLines({ before, after }: Changed): string[] {
  const [old, now] = [namedPolicies(before), namedPolicies(after)];
  const added = now.filter((arn) => !old.includes(arn));
  if (added.length === 0) return [];
  const removed = old.filter((arn) => !now.includes(arn));
  return [...added.map((arn) => `+ ${arn}`), ...removed.map((arn) => `- ${arn}`)];
}

function namedPolicies({ policy_arn, managed_policy_arns }: Values): string[] {
  return [policy_arn ?? [], ...listOf(managed_policy_arns)].flat().map(shown);
}

/** The most that a role may do, whatever its policies say. */
function boundaryLines({ before, after, action }: Changed): string[] {
  const [old, now] = [before.permissions_boundary, after.permissions_boundary];
  if (action === "delete" || !old || JSON.stringify(old) === JSON.stringify(now)) return [];
  return [`- the boundary ${shown(old)}`, ...(now ? [`+ the boundary ${shown(now)}`] : [])];
}

/** Who may call a function. */
function invocationLines({ type, action, before, after }: Changed): string[] {
  if (type !== "aws_lambda_permission" || action === "delete") return [];
  const [old, now] = [invocation(before), invocation(after)];
  return now === "" || now === old ? [] : [`+ ${now}`, ...(old === "" ? [] : [`- ${old}`])];
}

function invocation(values: Values): string {
  const { principal, action, function_name: of = "it" } = values;
  if (principal === undefined) return "";
  const only = LIMITS.flatMap(([name, words]) => (values[name] ? [` ${words} ${shown(values[name])}`] : []));
  return `${shown(principal)} may ${shown(action)} ${shown(of)}${only.join("")}`;
}

const LIMITS = [
  ["source_arn", "for"],
  ["source_account", "in the account"],
  ["principal_org_id", "in the organization"],
  ["event_source_token", "with the token"],
  ["function_url_auth_type", "by a URL whose authorization is"],
] as const;
