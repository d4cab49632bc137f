/** Differences between a schema and its JSON Schema, which the conversion of a schema library does not show. */
export interface SchemaTransforms {
  /** Sources of the regular expressions whose flags change their meaning. JSON Schema has no flags. */
  readonly flaggedPatterns: ReadonlySet<string>;
  /** True if the schema changes a text before it checks the text, as `z.string().trim()` does. */
  readonly changesTexts: boolean;
  /** True if the schema accepts values of other types, as `z.coerce.number()` and `z.catch()` do. */
  readonly acceptsOtherTypes: boolean;
}

/** Maximum number of objects of a schema that are searched. A larger schema counts as one that accepts other types. */
const MAX_SEARCHED_OBJECTS = 100_000;

/** Flags of a regular expression that change the texts that it matches. */
const MATCHING_FLAGS = /[imsuv]/;

/**
 * Searches a schema of any library for transforms. Every library keeps its regular expressions as they are. The
 * definitions of zod also show conversions, and the conversions of other libraries reject them.
 *
 * @see https://zod.dev/api#coercion
 */
export function findTransforms(schema: object): SchemaTransforms {
  const flaggedPatterns = new Set<string>();
  let changesTexts = false;
  let acceptsOtherTypes = false;
  const reachable = new Set<object>([schema]);
  for (const value of reachable) {
    if (value instanceof RegExp) {
      if (MATCHING_FLAGS.test(value.flags)) flaggedPatterns.add(value.source);
      continue;
    }
    const { coerce, type, check } = value as Readonly<Record<string, unknown>>;
    changesTexts ||= check === "overwrite";
    acceptsOtherTypes ||= coerce === true || type === "catch" || reachable.size > MAX_SEARCHED_OBJECTS;
    if (reachable.size > MAX_SEARCHED_OBJECTS) break;
    for (const part of partsOf(value)) reachable.add(part);
  }
  return { flaggedPatterns, changesTexts, acceptsOtherTypes };
}

/** Returns the objects in the properties of an object. A getter that throws has no value. */
function partsOf(value: object): object[] {
  const values = value instanceof Map || value instanceof Set ? [...value.values()] : [];
  for (const name of Object.getOwnPropertyNames(value)) {
    try {
      values.push((value as Readonly<Record<string, unknown>>)[name]);
    } catch {
      // The schemas of a library can have getters that throw.
    }
  }
  return values.filter((part): part is object => typeof part === "object" && part !== null);
}
