export { computeValues } from "./computed-values";
export { planChange } from "./plan-change";
export { knownTags, type ProviderConfig, readProviderConfig } from "./provider-config";
export { type RunningProvider, serveProvider } from "./server";
export {
  describeUnknownArguments,
  describeVersions,
  requireAwsOnly,
  stackSchemas,
  type UsedTypes,
} from "./stack-schemas";
export { dataFacts, RESOURCES, resourceFacts, SENSITIVE } from "./types";
export { REPLACEMENT_RULES } from "./types/other-data-stores";
export type { Update } from "./types/type-facts";
export { validateConfig } from "./validate";
export {
  type DynamicValue,
  decodeValue,
  encodeValue,
  isObject,
  type ObjectValue,
  UNKNOWN,
  type Value,
} from "./value";
