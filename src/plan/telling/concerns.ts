import type { Change } from "../plan";
import { differences, nameOf, type Values } from "./change";
import type { Concern, ConcernGroup } from "./concern";
import { policyDifference } from "./statements";

/** What is changed, with nothing where a resource is not there. */
interface Changed extends Pick<Change, "address" | "type" | "action"> {
  readonly before: Values;
  readonly after: Values;
}

type Finder = (change: Changed) => readonly string[];

/** A kind of thing that deserves eyes. */
interface Kind {
  readonly title: string;
  readonly find: Finder;
  /** The arguments that it tells all about. */
  readonly tells: RegExp;
}

/** In the order in which they deserve eyes. */
const KINDS: readonly Kind[] = [
  { title: "Data that would be lost", find: lostData, tells: /^$/ },
  {
    title: "Protection of data that ends",
    find: lostProtection,
    tells: /^(deletion_protection|force_destroy|point_in_time)/,
  },
  {
    title: "Permissions that are added",
    find: addedPermissions,
    tells: /^(policy|assume_role_policy|statement)/,
  },
  { title: "Who may call", find: callers, tells: /^authoriz(ation|er)_/ },
  { title: "CORS", find: cors, tells: /^cors_configuration/ },
  { title: "Throttles", find: throttles, tells: /throttling_/ },
  { title: "Alarms that go", find: lostAlarms, tells: /^(actions_enabled|alarm_actions)$/ },
  { title: "Logs that are kept for a shorter time", find: shorterLogs, tells: /^retention_in_days$/ },
];

/** What a reviewer should look at first; kinds that have nothing are left out. */
export function concernsOf(changes: readonly Change[]): readonly ConcernGroup[] {
  const groups = KINDS.map(({ title, find }) => ({
    title,
    concerns: merged(changes.flatMap((one) => concern(one, find))),
  }));
  return groups.filter(({ concerns }) => concerns.length > 0);
}

/** Whether all that an update changes is among the concerns. */
export function isAllConcern(change: Change): boolean {
  if (change.action !== "update") return false;
  const found = KINDS.filter(({ find }) => concern(change, find).length > 0);
  return differences(change.before, change.after).every(({ path }) =>
    found.some(({ tells }) => tells.test(path)),
  );
}

function concern(change: Change, find: Finder): Concern[] {
  const lines = find({ ...change, before: change.before ?? {}, after: change.after ?? {} });
  return lines.length > 0 ? [{ who: nameOf(change), lines }] : [];
}

/** Those of whom the same is said are one. */
function merged(concerns: readonly Concern[]): Concern[] {
  const byLines = new Map<string, Concern[]>();
  for (const one of concerns) {
    const said = one.lines.join("\n");
    byLines.set(said, [...(byLines.get(said) ?? []), one]);
  }
  return [...byLines.values()].map((same) => ({
    who: same.map(({ who }) => who).join(", "),
    lines: same[0]?.lines ?? [],
  }));
}

/** What keeps something that nobody can make again. */
const HOLDS_DATA =
  /^aws_(dynamodb_table|cognito_user_pool|s3_bucket|sqs_queue|kms_key|secretsmanager_secret|ssm_parameter|efs_file_system|kinesis_stream|db_instance|rds_cluster|elasticache_\w+|opensearch_domain|cloudwatch_log_group)$/;

function lostData({ type, action, address }: Changed): string[] {
  if (!HOLDS_DATA.test(type)) return [];
  if (action === "delete") return [`- ${address} is deleted, with all that it holds`];
  return action === "replace" ? [`- ${address} is replaced by an empty one`] : [];
}

const PROTECTIONS = [
  "deletion_protection_enabled",
  "deletion_protection",
  "point_in_time_recovery.0.enabled",
  "force_destroy",
];

function lostProtection({ type, action, before, after }: Changed): string[] {
  if (action !== "update" || !HOLDS_DATA.test(type)) return [];
  return differences(before, after)
    .filter(
      ({ path, after: now }) => PROTECTIONS.includes(path) && (path === "force_destroy") === (now === true),
    )
    .map(({ path, before: old, after: now }) => `~ ${path}: ${shown(old)} → ${shown(now)}`);
}

/** The arguments that are policy documents. */
export const POLICIES = [
  "policy",
  "assume_role_policy",
  "inline_policy",
  "managed_policy_arns",
  "policy_arn",
];

function addedPermissions({ type, action, before, after }: Changed): string[] {
  if (type === "aws_lambda_permission") return action === "delete" ? [] : invocations(before, after);
  if (!/^aws_(iam_|sns_topic_policy|sqs_queue_policy|s3_bucket_policy|kms_key)/.test(type)) return [];
  const documents = POLICIES.map((name) => policyDifference(before[name], after[name]));
  const added = documents.flatMap((one) => one.added);
  if (added.length === 0) return [];
  return [
    ...added.map((text) => `+ ${text}`),
    ...documents.flatMap((one) => one.removed).map((text) => `- ${text}`),
  ];
}

/** Who may call a function. */
function invocations(before: Values, after: Values): string[] {
  const text = ({ principal, action, function_name: of, source_arn: from }: Values) =>
    principal === undefined ? "" : `${principal} may ${action} ${of ?? "it"}${from ? ` for ${from}` : ""}`;
  const now = text(after);
  return now === "" || now === text(before) ? [] : [`+ ${now}`];
}

/** Who may call a route, in words. */
function whoMayCall({
  authorization_type: type,
  authorization_scopes: scopes,
  authorizer_id: id,
}: Values): string {
  if (type === undefined || type === "NONE") return "everybody";
  if (type === "AWS_IAM") return "whoever signs with AWS credentials";
  const wanted = ((scopes ?? []) as readonly string[]).join(" or ");
  const by = type === "JWT" ? "a token" : "whom a function lets in";
  return `${by}${id === undefined ? "" : ` (authorizer ${id})`}${wanted === "" ? "" : ` with ${wanted}`}`;
}

function callers({ type, action, before, after }: Changed): string[] {
  if (type !== "aws_apigatewayv2_route" || action === "delete") return [];
  const now = whoMayCall(after);
  const key = String(after.route_key ?? before.route_key);
  if (action === "create") return now === "everybody" ? [`+ ${key}: everybody may call`] : [];
  const old = whoMayCall(before);
  return old === now ? [] : [`~ ${key}: ${old} → ${now}`];
}

function cors(change: Changed): string[] {
  return change.type === "aws_apigatewayv2_api" ? changedBelow(change, "cors_configuration") : [];
}

function throttles(change: Changed): string[] {
  if (change.type !== "aws_apigatewayv2_stage") return [];
  return [
    ...changedBelow(change, "default_route_settings"),
    ...changedBelow(change, "route_settings"),
  ].filter((line) => line.includes("throttling_"));
}

function changedBelow({ action, before, after }: Changed, name: string): string[] {
  if (action !== "update" && action !== "replace") return [];
  return differences(before[name], after[name], name).map(
    ({ path, before: old, after: now }) => `~ ${path}: ${shown(old)} → ${shown(now)}`,
  );
}

function lostAlarms({ type, action, before, after }: Changed): string[] {
  if (!/^aws_cloudwatch_(metric|composite)_alarm$/.test(type)) return [];
  if (action === "delete") return [`- ${before.alarm_name} is deleted`];
  const isSilenced = before.actions_enabled === true && after.actions_enabled === false;
  const hasNobody =
    list(before.alarm_actions).length > 0 &&
    "alarm_actions" in after &&
    list(after.alarm_actions).length === 0;
  return isSilenced || hasNobody ? [`- ${before.alarm_name} tells nobody any more`] : [];
}

function shorterLogs({ type, action, before, after }: Changed): string[] {
  if (type !== "aws_cloudwatch_log_group" || action !== "update") return [];
  const [old, now] = [days(before), days(after)];
  return now < old ? [`~ ${inDays(old)} → ${inDays(now)}`] : [];
}

/** No retention is for ever. */
function days({ retention_in_days: kept }: Values): number {
  return typeof kept === "number" && kept > 0 ? kept : Number.POSITIVE_INFINITY;
}

function inDays(number: number): string {
  return number === Number.POSITIVE_INFINITY ? "for ever" : `${number} days`;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A value in a line; a long one is cut. */
export function shown(value: unknown): string {
  if (value === undefined) return "(known after the apply)";
  if (value === null) return "(none)";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}
