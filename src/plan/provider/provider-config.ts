import { isObject, type ObjectValue, Unknown, type Value } from "./value";

/** Settings of a `provider` block that affect a plan. */
export interface ProviderConfig {
  readonly region: string;
  /**
   * Tags in `default_tags`, which the provider adds to every resource that supports tags; `undefined` if a
   * tag is known only after apply.
   */
  readonly defaultTags: ObjectValue | undefined;
}

/**
 * Reads a `provider` block. If the block has no region, the region is read from environment variables, as the
 * real provider does.
 */
export function readProviderConfig(config: Value): ProviderConfig {
  const { region, default_tags } = isObject(config) ? config : {};
  const { AWS_REGION, AWS_DEFAULT_REGION } = process.env;
  return {
    region: typeof region === "string" ? region : (AWS_REGION ?? AWS_DEFAULT_REGION ?? "us-east-1"),
    defaultTags: readTags(Array.isArray(default_tags) ? default_tags[0] : null),
  };
}

function readTags(block: Value = null): ObjectValue | undefined {
  const tags = isObject(block) ? (block.tags ?? null) : block;
  return tags === null ? {} : knownTags(tags);
}

/**
 * Returns the tags, or `undefined` if a value is known only after apply. For null, returns an empty object.
 */
export function knownTags(tags: Value): ObjectValue | undefined {
  if (tags === null) return {};
  return isObject(tags) && !Object.values(tags).some((value) => value instanceof Unknown) ? tags : undefined;
}
