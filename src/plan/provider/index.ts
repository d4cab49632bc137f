export { computeValues } from "./computed-values";
export { planChange } from "./plan-change";
export { knownTags, type ProviderConfig, readProviderConfig } from "./provider-config";
export { UNKNOWN_ARGUMENT } from "./provider-schemas";
export { type RunningProvider, serveProvider } from "./server";
export {
  type DataSource,
  describeLeftOut,
  findExternalResults,
  findUnknownData,
  leftOutAddresses,
  type StackProvider,
  stackProviders,
} from "./stack-providers";
export {
  describeUnknownArguments,
  describeVersions,
  stackSchemas,
  type UsedTypes,
} from "./stack-schemas";
export { dataFacts, RESOURCES, resourceFacts, SENSITIVE } from "./types";
export { REPLACEMENT_RULES } from "./types/other-data-stores";
export type { Update } from "./types/type-facts";
export { findUtilityType, UTILITY_PROVIDERS, utilityFacts, utilitySchemas } from "./utility";
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
