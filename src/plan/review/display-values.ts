import { ownValue } from "#own-value";
import { references, Stack } from "#terraform";
import type { Change, OutputChange } from "../plan-types";
import { ALARM_RULE } from "./alarm-rule";
import { KNOWN_AFTER_APPLY, Placeholder, PROVIDER_COMPUTED, sensitiveValue } from "./placeholder";
import { isValues, listOf, type PlainValues } from "./plain-values";
import {
  consistsOfReferences,
  PolicyDocumentSource,
  readPolicyDocument,
  readPolicyJson,
} from "./policy-document-source";
import { isMoved } from "./state-changes";

/** Synthesized stacks before and after the change. */
export interface Configurations {
  /** Absent if the stack is new. */
  readonly before?: Stack;
  readonly after: Stack;
  /**
   * Converts a path of `after` that is relative to the folder of its Terraform JSON. The result is relative to the folder
   * from which the stack is deployed. Default: the path is not converted.
   */
  readonly toDeployPath?: (relativePath: string) => string;
}

/** Change whose `before` and `after` are the values that the review prints. */
export interface DisplayChange extends Change {
  /** Original change, with the values of the plan. */
  readonly raw: Change;
}

/**
 * Replaces the values of a change with the values that the review prints. A sensitive value becomes a
 * placeholder. A string whose expressions are all references is printed as the configuration contains it, if
 * the configuration is known.
 *
 * An offline plan has fake values for references. If the review printed these values, a replaced table would
 * appear to change every policy statement that refers to the table.
 */
export function displayChange(change: Change, configurations: Configurations | undefined): DisplayChange {
  const { address, previousAddress, type, before, after, afterUnknown } = change;
  const beforeSensitive = addSecrets(type, change.beforeSensitive);
  const afterSensitive = addSecrets(type, change.afterSensitive);
  const configuredBefore = readConfiguredValues(configurations?.before, previousAddress ?? address);
  const configuredAfter = readConfiguredValues(configurations?.after, address);
  return {
    ...change,
    raw: change,
    before:
      before &&
      (displayValue(before, { sensitive: beforeSensitive, configured: configuredBefore }) as PlainValues),
    after:
      after &&
      (displayValue(after, {
        sensitive: afterSensitive,
        unknown: afterUnknown,
        configured: configuredAfter,
      }) as PlainValues),
  };
}

/**
 * Secret attributes by type. The AWS provider does not mark all of them as sensitive.
 * @see https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/apigateway/usage_plan_key.go
 */
const SECRETS: Readonly<Record<string, string>> = {
  aws_api_gateway_api_key: "value",
  aws_api_gateway_usage_plan_key: "value",
};

function addSecrets(type: string, sensitive: unknown): unknown {
  const secret = ownValue(SECRETS, type);
  if (secret === undefined || sensitive === true) return sensitive;
  return { ...Object(sensitive), [secret]: true };
}

/** Returns the values that the review prints for an output, by the rules of {@link displayChange}. */
export function displayOutput(
  { name, before, after, afterUnknown, wasSensitive, willBeSensitive }: OutputChange,
  configurations: Configurations | undefined,
): Pick<OutputChange, "before" | "after"> {
  // If an output is sensitive only before or only after the change, both values are hidden, because they can
  // be equal.
  const sensitive = wasSensitive || willBeSensitive;
  return {
    before: displayValue(before, {
      sensitive,
      configured: readConfiguredOutput(configurations?.before, name),
    }),
    after: displayValue(after, {
      sensitive,
      unknown: afterUnknown,
      configured: readConfiguredOutput(configurations?.after, name),
    }),
  };
}

function readConfiguredOutput(stack: Stack | undefined, name: string): ConfiguredValue | undefined {
  const value = stack?.configuration.output[name]?.value;
  return stack && value !== undefined ? { value: readPolicyDocument(value, stack) ?? value } : undefined;
}

/**
 * Returns the configured arguments of a resource, or `undefined` if the stack does not contain the resource.
 */
function readConfiguredValues(stack: Stack | undefined, address: string): ConfiguredValue | undefined {
  const resource = stack?.find(address);
  if (!stack || !resource) return undefined;
  // The names of alarms in a rule are known, and shorter than the references.
  const entries = Object.entries(resource.values).filter(([name]) => name !== ALARM_RULE);
  return {
    value: Object.fromEntries(
      entries.map(([name, value]) => [name, readPolicyDocument(value, stack) ?? value]),
    ),
  };
}

/** Configured value of an argument or output. `value` is `undefined` if the configuration does not set it. */
interface ConfiguredValue {
  readonly value: unknown;
}

/**
 * Facts about a value. If only parts of the value are sensitive or unknown, `sensitive` or `unknown` has the
 * structure of the value, with `true` in place of these parts.
 */
interface ValueContext {
  /** `true` if the whole value is sensitive. */
  readonly sensitive?: unknown;
  /** `true` if the whole value is known only after apply. */
  readonly unknown?: unknown;
  /** Value in the configuration; absent if the configuration is not known. */
  readonly configured?: ConfiguredValue;
}

function displayValue(value: unknown, context: ValueContext): unknown {
  const { sensitive, unknown, configured } = context;
  const configuredValue = configured?.value;
  if (sensitive === true) return sensitiveValue(unknown === true ? KNOWN_AFTER_APPLY : value);
  if (configuredValue instanceof Placeholder) return configuredValue;
  if (configuredValue instanceof PolicyDocumentSource) return configuredValue.json;
  if (unknown === true) return displayUnknown(configured);
  const isReferenceOnly = consistsOfReferences(configuredValue) && references(configuredValue).length > 0;
  if (typeof value === "string" && isReferenceOnly) return configuredValue;
  if (Array.isArray(value ?? unknown)) return displayList(value as readonly unknown[] | undefined, context);
  return isValues(value ?? unknown) ? displayObject(value as PlainValues | undefined, context) : value;
}

function displayUnknown(configured: ConfiguredValue | undefined): unknown {
  if (configured && (configured.value === undefined || configured.value === null)) return PROVIDER_COMPUTED;
  return readPolicyJson(configured?.value) ?? configured?.value ?? KNOWN_AFTER_APPLY;
}

function displayList(
  items: readonly unknown[] = [],
  { sensitive, unknown, configured }: ValueContext,
): unknown[] {
  const length = Math.max(items.length, Array.isArray(unknown) ? unknown.length : 0);
  const configuredItems = configured?.value;
  if (isStringList(configuredItems, length) && !listOf(sensitive).includes(true)) return [...configuredItems];
  // Terraform sorts a set, so an item cannot be matched with its configuration unless it is the only one.
  const [onlyItem] = length === 1 ? [configuredItems].flat() : [];
  return Array.from({ length }, (_, index) =>
    displayValue(items[index], {
      sensitive: ownValue(sensitive, String(index)),
      unknown: ownValue(unknown, String(index)),
      configured: onlyItem === undefined ? undefined : { value: onlyItem },
    }),
  );
}

/**
 * Returns whether a configured list has as many items as the planned list, and only strings without functions
 * and operators. Such a list is printed in the order of the configuration.
 */
function isStringList(value: unknown, length: number): value is readonly string[] {
  return Array.isArray(value) && value.length === length && value.every(consistsOfReferences);
}

function displayObject(
  values: PlainValues = {},
  { sensitive, unknown, configured }: ValueContext,
): PlainValues {
  const names = [...new Set([...Object.keys(values), ...Object.keys(isValues(unknown) ? unknown : {})])];
  const entries = names.map((name) => {
    const context = {
      sensitive: ownValue(sensitive, name),
      unknown: ownValue(unknown, name),
      configured: configured && { value: ownValue(configured.value, name) },
    };
    return [name, displayValue(ownValue(values, name), context)];
  });
  return Object.fromEntries(entries);
}

/**
 * Replaces the addresses of moved resources with their new addresses, in the configuration before the change.
 * A reference to a moved resource is then equal before and after the change.
 */
export function withMovedReferences(
  configurations: Configurations,
  changes: readonly Change[],
): Configurations {
  const moves = new Map(
    changes.filter(isMoved).map(({ previousAddress = "", address }) => [previousAddress, address]),
  );
  if (!configurations.before || moves.size === 0) return configurations;
  const replaceInString = (_name: string, value: unknown) =>
    typeof value === "string" ? replaceAddresses(value, moves) : value;
  const before = Stack.parse(JSON.stringify(configurations.before.configuration, replaceInString));
  return { ...configurations, before };
}

/** Address of a resource, or of an instance whose key is a literal: `aws_sqs_queue.q["a"]`. */
const RESOURCE_ADDRESS = /[a-z]\w*\.[A-Za-z_][\w-]*(?:\[(?:\d+|"(?:[^"\\]|\\.)*")\])?/g;

function replaceAddresses(text: string, moves: ReadonlyMap<string, string>): string {
  return text.replaceAll(RESOURCE_ADDRESS, (address) => moves.get(address) ?? address);
}
