import { isObject, type ObjectValue, Unknown, type Value } from "./value";

/** What a provider block says, as far as it shows in a plan. */
export interface ResourceConfig {
  readonly region: string;
  /** Tags of every resource that can have some, `undefined` where only the apply will tell. */
  readonly defaultTags: ObjectValue | undefined;
}

/** A region that is nowhere configured is taken from the environment, as the provider does. */
export function readResourceConfig(config: Value): ResourceConfig {
  const { region, default_tags } = isObject(config) ? config : {};
  const { AWS_REGION, AWS_DEFAULT_REGION } = process.env;
  return {
    region: typeof region === "string" ? region : (AWS_REGION ?? AWS_DEFAULT_REGION ?? "us-east-1"),
    defaultTags: tagsOf(Array.isArray(default_tags) ? default_tags[0] : null),
  };
}

function tagsOf(block: Value = null): ObjectValue | undefined {
  const tags = isObject(block) ? (block.tags ?? null) : block;
  return tags === null ? {} : knownTags(tags);
}

/** @returns `undefined` where they are not known to the last value */
export function knownTags(tags: Value): ObjectValue | undefined {
  if (tags === null) return {};
  return isObject(tags) && !Object.values(tags).some((value) => value instanceof Unknown) ? tags : undefined;
}
