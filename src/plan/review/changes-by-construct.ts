import { ownValue } from "#own-value";
import type { Change } from "../plan-types";
import { resourceSchema } from "../schema";
import { isCodeAttribute } from "./code-changes";
import { corsResponsesLines, isCorsResponse } from "./cors-responses";
import { formatDifferences, formatNewArguments } from "./difference-lines";
import { type Difference, isComputed, resourceDifferences } from "./differences";
import type { DisplayChange } from "./display-values";
import { isGatewayResponse } from "./findings/gateway-responses";
import { formatShort, REFERENCED_VALUE_CHANGES } from "./format-value";
import { KNOWN_AFTER_APPLY, PROVIDER_COMPUTED } from "./placeholder";
import { areSame, groupItems } from "./plain-values";
import { addressOf, constructOf } from "./resource-label";
import { changesState, stateLines } from "./state-changes";

/** Changes of one construct. */
export interface ConstructChanges {
  /**
   * Path of the construct: `products-dev/api`. For a resource without a construct, the address of the
   * resource.
   */
  readonly subject: string;
  /**
   * Lines of the review. A line starts with `+` for an added, `-` for a removed, `~` for an updated and `±`
   * for a replaced resource.
   */
  readonly lines: readonly string[];
}

/**
 * Groups changes by construct. A resource of a nested construct is in the group of the outermost construct,
 * which is a direct child of the stack. Updates that only follow from another change have a separate group.
 *
 * A stage of a REST API that only gets a new deployment is left out, because the deployment is listed.
 *
 * @param hasFinding returns true if a finding describes a new resource, so that its arguments are not listed
 */
export function groupByConstruct(
  allChanges: readonly DisplayChange[],
  hasFinding: (change: DisplayChange) => boolean,
): ConstructChanges[] {
  const changes = allChanges.filter((change) => !isMovedToDeployment(change));
  const indirect = changes.filter(hasOnlyReferencedChanges);
  const isSeparate = indirect.length >= MIN_INDIRECT;
  const groups = groupItems(
    isSeparate ? changes.filter((change) => !indirect.includes(change)) : changes,
    constructOf,
  );
  return [
    ...[...groups].map(([subject, group]) => ({ subject, lines: formatChanges(group, hasFinding) })),
    ...(isSeparate ? [formatIndirect(indirect)] : []),
  ];
}

/** Minimum number of indirect changes for a separate group. A single one stays in the group of its construct. */
const MIN_INDIRECT = 2;

/** Returns true for an indirect change: an update with an unchanged configuration, which refers to a changed value. */
function hasOnlyReferencedChanges(change: DisplayChange): boolean {
  if (change.action !== "update" || changesState(change)) return false;
  return configuredDifferences(change).length === 0 && referencedNames(change).length > 0;
}

/** Returns true for a stage of a REST API that only refers to another deployment than before. */
function isMovedToDeployment(change: DisplayChange): boolean {
  if (change.type !== "aws_api_gateway_stage" || !hasOnlyReferencedChanges(change)) return false;
  return referencedNames(change).join() === "deployment_id";
}

/** Formats indirect changes. For example, if a table is replaced, all policies that contain its ARN change. */
function formatIndirect(changes: readonly DisplayChange[]): ConstructChanges {
  const byConstruct = groupItems(changes, constructOf);
  return {
    subject: `only a referenced value changes (${changes.length} resources)`,
    lines: [...byConstruct].map(
      ([construct, group]) => `~ ${construct}: ${group.map((change) => formatReferences(change)).join(", ")}`,
    ),
  };
}

function formatReferences(change: DisplayChange): string {
  return `${referencedNames(change).join(", ")} of ${addressOf(change)}`;
}

/**
 * Formats the changes of a construct. Moves and imports are first. One line for each of the actions create,
 * delete and forget follows, and then the deposed objects. Updates and replacements are last, with their values.
 *
 * If a construct only gets one new resource, and no finding describes it, its arguments follow. The arguments of more
 * resources would make the review too long.
 */
function formatChanges(
  changes: readonly DisplayChange[],
  hasFinding: (change: DisplayChange) => boolean,
): string[] {
  const [first] = changes;
  if (changes.length === 1 && first?.action === "create" && !hasFinding(first))
    return newResourceLines(first);
  const corsResponses = changes.filter(
    (change) => !changesState(change) && isCorsResponse(change, configuredDifferences(change)),
  );
  const changed = changes.filter(({ action }) => action === "update" || action === "replace");
  const withAction = (action: Change["action"]) =>
    changes.filter((change) => change.action === action && change.deposed === undefined);
  return [
    ...changes.flatMap(stateLines),
    ...typesLine("+", withAction("create")),
    ...typesLine("-", withAction("delete")),
    ...typesLine(FORGOTTEN, withAction("forget")),
    ...changes.filter(({ deposed }) => deposed !== undefined).map(deposedLine),
    ...corsResponsesLines(corsResponses),
    ...formatUpdates(changed.filter((change) => !corsResponses.includes(change))),
  ];
}

/**
 * Formats updates and replacements. A `RestApi` has a gateway response for each type of error, so those with the same
 * changes are listed once, with their number.
 */
function formatUpdates(changes: readonly DisplayChange[]): string[] {
  const formatted = changes.map((change) => ({ change, lines: changeLines(change) }));
  const groups = groupItems(formatted, ({ change, lines: [heading, ...lines] }) =>
    isGatewayResponse(change) && change.action === "update" ? JSON.stringify(lines) : `${heading}`,
  );
  return [...groups.values()].flatMap((group) => {
    const { length } = group;
    const [heading = "", ...lines] = group[0]?.lines ?? [];
    return [length === 1 ? heading : `~ ${length} ${group[0]?.change.type}`, ...lines];
  });
}

/** Prefix of a resource that Terraform forgets because of a `removed` block with `destroy = false`. */
const FORGOTTEN = "removed from state, not deleted:";

/**
 * Formats the change of a deposed object, which a failed replacement left behind. Terraform can only delete
 * or forget such an object.
 */
function deposedLine(change: Change): string {
  const sign = change.action === "delete" ? "-" : FORGOTTEN;
  return `${sign} ${addressOf(change)}`;
}

/**
 * Formats changes with the same action as a list of types: `+ aws_lambda_function, 2 aws_iam_role_policy`. The keys of
 * created and deleted routes are omitted, because the findings list them.
 */
function typesLine(sign: string, changes: readonly Change[]): string[] {
  if (changes.length === 0) return [];
  const names = changes.map((change) => (sign === FORGOTTEN ? typeName(change) : change.type));
  const counted = [...new Set(names)].sort().map((name) => {
    const count = names.filter((other) => other === name).length;
    return count === 1 ? name : `${count} ${name}`;
  });
  return [`${sign} ${counted.join(", ")}`];
}

/** Returns the type of a resource. For a route, the route key follows the type. */
function typeName({ type, before, after }: Change): string {
  const key = type === "aws_apigatewayv2_route" ? (after ?? before)?.route_key : undefined;
  return key === undefined ? type : `${type} "${formatShort(key)}"`;
}

/** Formats a new resource with its arguments. */
function newResourceLines(change: DisplayChange): string[] {
  return [
    ...stateLines(change),
    ...typesLine("+", [change]),
    ...formatNewArguments(configuredDifferences(change)).map(indent),
  ];
}

function indent(line: string): string {
  return `    ${line}`;
}

function changeLines(change: DisplayChange): string[] {
  const configured = configuredDifferences(change);
  if (isRedeployment(change, configured)) return [`± ${change.address}: the API is deployed again`];
  const isCode = ({ path }: Difference) => isCodeAttribute(change, path);
  const lines = [
    ...formatDifferences(configured.filter((difference) => !isCode(difference))),
    ...(configured.some(isCode) ? ["the code changes"] : []),
  ].map(indent);
  return [formatHeading(change), ...(lines.length > 0 ? lines : referenceLines(change))];
}

/**
 * Returns true for a new deployment of a REST API that only its triggers cause. Their values are usually hashes, which
 * show no content.
 */
function isRedeployment({ type, action }: Change, configured: readonly Difference[]): boolean {
  const isReplaced = type === "aws_api_gateway_deployment" && action === "replace";
  return isReplaced && configured.length > 0 && configured.every(({ path }) => /^triggers\b/.test(path));
}

function formatHeading({ action, address, replacePaths }: Change): string {
  if (action === "update") return `~ ${address}`;
  const paths = replacePaths.map((path) => path.join(".")).sort();
  if (paths.length === 0) return `± ${address}`;
  return `± ${address}: replaced because ${paths.join(", ")} ${paths.length === 1 ? "changes" : "change"}`;
}

function configuredDifferences(change: DisplayChange): Difference[] {
  return resourceDifferences(change).filter((difference) => isConfiguredDifference(difference, change));
}

function referenceLines(change: DisplayChange): string[] {
  const changed = referencedNames(change);
  return changed.length > 0 ? [`    ${changed.join(", ")}: ${REFERENCED_VALUE_CHANGES}`] : [];
}

/**
 * Returns the arguments whose values change although their configuration does not. Such an argument contains a reference
 * to a changed value.
 */
function referencedNames({ type, raw: { before, after, afterUnknown } }: DisplayChange): string[] {
  const names = Object.keys({ ...before, ...after, ...afterUnknown }).sort();
  return names.filter((name) => {
    const isUnknown = ownValue(afterUnknown, name) === true && !isComputed(type, name);
    return (
      isUnknown ||
      (Object.hasOwn(after ?? {}, name) && !areSame(ownValue(before, name), ownValue(after, name)))
    );
  });
}

/**
 * Returns true if the configuration causes a difference, and false if only the provider computes the value.
 */
function isConfiguredDifference({ path, after }: Difference, { type }: Change): boolean {
  if (after === PROVIDER_COMPUTED) return false;
  return after !== KNOWN_AFTER_APPLY || !(isComputed(type, path) && !isConfigurable(type, path));
}

/**
 * Returns whether a configuration can set an attribute. The attribute `id` is an exception: the schema allows
 * a value for it, but configurations do not set it.
 */
function isConfigurable(type: string, name: string): boolean {
  const attribute = resourceSchema("resource", type)?.attributes.find((candidate) => candidate.name === name);
  return attribute?.optional === true && name !== "id";
}
