import { ownValue } from "#own-value";
import {
  compareKeywords,
  describePlace,
  type Keywords,
  type SchemaPlace,
  valueChange,
} from "./compare-keywords";
import type { OperationChange } from "./document-changes";
import { type DocumentReader, entriesOf, isJsonObject, itemsOf } from "./document-reader";

type Documents = Record<"before" | "after", DocumentReader>;

/** Keywords with a subschema whose accepted values do not determine the accepted values of the schema. */
const INDIRECT_KEYWORDS = ["not", "if", "then", "else", "contains", "contentSchema"];
/** Keywords with a subschema for parts of the value, and the path of such a part. */
const PART_KEYWORDS: readonly (readonly [string, string])[] = [
  ["items", "[]"],
  ["unevaluatedItems", "[]"],
  ["additionalProperties", ".*"],
  ["unevaluatedProperties", ".*"],
];
/** Keywords with several subschemas by name or index. */
const MAP_KEYWORDS = ["patternProperties", "dependentSchemas", "prefixItems"];

/** Keywords with a list of alternatives. */
const ALTERNATIVES = ["anyOf", "oneOf"];

/** Compares the schemas of two documents. */
export class SchemaComparison {
  readonly #documents: Documents;
  /** Results of {@link #isEqual}, by the identity of both schemas. */
  #equal = new WeakMap<object, WeakMap<object, boolean>>();
  /** Number of comparisons of {@link #isEqual} that are running. */
  #depth = 0;

  constructor(documents: Documents) {
    this.#documents = documents;
  }

  /** Returns the changes of a schema. A missing schema accepts every value. */
  compare(before: unknown, after: unknown, place: SchemaPlace): OperationChange[] {
    return this.#compare(before, after, place, new SchemaPairs());
  }

  /** @param compared pairs of referenced schemas that were already compared, because a schema can contain itself */
  #compare(
    beforeValue: unknown,
    afterValue: unknown,
    place: SchemaPlace,
    compared: SchemaPairs,
  ): OperationChange[] {
    const before = toKeywords(this.#documents.before.resolve(beforeValue));
    const after = toKeywords(this.#documents.after.resolve(afterValue));
    const hasReference = [beforeValue, afterValue].some((value) => ownValue(value, "$ref") !== undefined);
    if (hasReference && !compared.add(before, after)) return [];
    const [old, current] = [before, after].map(readAlternatives);
    if (old || current) {
      // A schema and a list of alternatives that contains this schema differ only in the other alternatives.
      return this.#compareAlternatives(old ?? [before], current ?? [after], place, compared);
    }
    const keywords = compareKeywords(before, after, place);
    if (keywords.isDisjoint) return keywords.changes;
    return [
      ...keywords.changes,
      ...INDIRECT_KEYWORDS.flatMap((name) => this.#compareCondition(name, before[name], after[name], place)),
      ...this.#compareProperties(before, after, place, compared),
      ...PART_KEYWORDS.flatMap(([name, suffix]) => {
        const part = { ...place, path: `${place.path}${suffix}`.replace(/^\./, "") };
        return this.#comparePart(name, [before, after], { place, part }, compared);
      }),
      ...this.#comparePart("propertyNames", [before, after], { place, part: place }, compared),
      ...MAP_KEYWORDS.flatMap((name) => this.#compareMaps(name, before[name], after[name], place)),
      ...ALTERNATIVES.flatMap((name) => {
        const [old, current] = [before[name], after[name]];
        return Array.isArray(old) && Array.isArray(current)
          ? this.#compareAlternatives(old, current, place, compared)
          : this.#compareCondition(name, old, current, place);
      }),
      ...this.#compareAllOf(itemsOf(before.allOf), itemsOf(after.allOf), place, compared),
    ];
  }

  /** Returns true if no change of the accepted values is found between two schemas. */
  #isEqual(before: unknown, after: unknown): boolean {
    const run = () => this.#compare(before, after, ANY_PLACE, new SchemaPairs()).length === 0;
    if (!isJsonObject(before) || !isJsonObject(after)) return run();
    const results = this.#equal.get(before) ?? new WeakMap<object, boolean>();
    this.#equal.set(before, results);
    const known = results.get(after);
    if (known !== undefined) return known;
    // Two schemas that contain themselves are equal unless another part of them differs.
    results.set(after, true);
    this.#depth++;
    const result = run();
    this.#depth--;
    results.set(after, result);
    // Results inside this comparison can depend on the assumption above, so they are not kept if it is wrong.
    if (!result && this.#depth === 0) this.#equal = new WeakMap();
    return result;
  }

  #compareAlternatives(
    before: readonly unknown[],
    after: readonly unknown[],
    place: SchemaPlace,
    compared: SchemaPairs,
  ): OperationChange[] {
    const rest = this.#withoutEqual(before, after);
    const { pairs, removed, added } = pairAlternatives(rest.before, rest.after, (schema, side) =>
      signatureOf(toKeywords(this.#documents[side].resolve(schema))),
    );
    return [
      ...pairs.flatMap(([one, other]) => this.#compare(one, other, place, compared)),
      ...removed.map((schema) => valueChange("narrowed", `${describeAlternative(schema)} removed`, place)),
      ...added.map((schema) => valueChange("widened", `${describeAlternative(schema)} added`, place)),
    ];
  }

  #compareAllOf(
    before: readonly unknown[],
    after: readonly unknown[],
    place: SchemaPlace,
    compared: SchemaPairs,
  ): OperationChange[] {
    const rest = this.#withoutEqual(before, after);
    const count = Math.min(rest.before.length, rest.after.length);
    return [
      ...rest.before
        .slice(0, count)
        .flatMap((schema, index) => this.#compare(schema, rest.after[index], place, compared)),
      ...rest.before.slice(count).map(() => valueChange("widened", "condition removed", place)),
      ...rest.after.slice(count).map(() => valueChange("narrowed", "condition added", place)),
    ];
  }

  /** Returns the schemas of two lists that have no equal schema in the other list. */
  #withoutEqual(before: readonly unknown[], after: readonly unknown[]) {
    const rest = [...after];
    const removed = before.filter((schema) => {
      const index = rest.findIndex((other) => this.#isEqual(schema, other));
      if (index >= 0) rest.splice(index, 1);
      return index < 0;
    });
    return { before: removed, after: rest };
  }

  /** Compares a subschema whose changes are reported as a change of the whole value. */
  #compareCondition(name: string, before: unknown, after: unknown, place: SchemaPlace): OperationChange[] {
    if (before === undefined && after === undefined) return [];
    if (before === undefined) return [valueChange("narrowed", `condition "${name}" added`, place)];
    if (after === undefined) return [valueChange("widened", `condition "${name}" removed`, place)];
    return this.#isEqual(before, after) ? [] : [valueChange("changed", `condition "${name}" changed`, place)];
  }

  #compareMaps(name: string, before: unknown, after: unknown, place: SchemaPlace): OperationChange[] {
    const [old, current] = [{ ...Object(before) }, { ...Object(after) }];
    const keys = new Set([...Object.keys(old), ...Object.keys(current)]);
    return [...keys].flatMap((key) =>
      this.#compareCondition(`${name} ${key}`, ownValue(old, key), ownValue(current, key), place),
    );
  }

  #comparePart(
    name: string,
    [before, after]: readonly [Keywords, Keywords],
    { place, part }: Record<"place" | "part", SchemaPlace>,
    compared: SchemaPairs,
  ): OperationChange[] {
    const [old, current] = [before[name], after[name]];
    if (old === current) return [];
    if ((old === false) === (current === false)) return this.#compare(old, current, part, compared);
    const isAllowed = old === false;
    const text = `${name === "items" ? "items" : "other properties"} ${isAllowed ? "allowed" : "no longer allowed"}`;
    if (place.direction === "response" && name !== "items") {
      const rule = isAllowed ? "response-properties-allowed" : "response-properties-not-allowed";
      return [{ rule, text: `${describePlace(place)}: ${text}` }];
    }
    return [valueChange(isAllowed ? "widened" : "narrowed", text, place)];
  }

  #compareProperties(
    before: Keywords,
    after: Keywords,
    place: SchemaPlace,
    compared: SchemaPairs,
  ): OperationChange[] {
    const [old, current] = [readProperties(before), readProperties(after)];
    const names = new Set([...old.keys(), ...current.keys()]);
    return [...names].flatMap((name) => {
      const property = { ...place, path: place.path === "" ? name : `${place.path}.${name}` };
      const [one, other] = [old.get(name), current.get(name)];
      if (!one) return other ? [addedProperty(other, property)] : [];
      if (!other) return [removedProperty(property)];
      return [
        ...requirementChange(one, other, property),
        ...this.#compare(one.schema, other.schema, property, compared),
      ];
    });
  }
}

/** Pairs of schemas, by their identity. */
class SchemaPairs {
  readonly #pairs = new WeakMap<object, WeakSet<object>>();

  /** Adds a pair. Returns false if it was already added. */
  add(before: object, after: object): boolean {
    const others = this.#pairs.get(before) ?? new WeakSet();
    this.#pairs.set(before, others);
    if (others.has(after)) return false;
    others.add(after);
    return true;
  }
}

const ANY_PLACE: SchemaPlace = { direction: "request", label: "", path: "" };

/** Returns the keywords of a schema. The schema `false` accepts no value. */
function toKeywords(schema: unknown): Keywords {
  if (schema === false) return NO_VALUE;
  if (!isJsonObject(schema)) return ANY_VALUE;
  return Array.isArray(schema.items) ? toPrefixItems(schema) : schema;
}

/** Tuples of draft 7 with the keywords of 2020-12. A schema always has the same copy, which identifies it. */
const CONVERTED_TUPLES = new WeakMap<object, Keywords>();

/** Converts a tuple of draft 7, as an AsyncAPI document contains it. */
function toPrefixItems(schema: Keywords): Keywords {
  const { items: prefixItems, additionalItems: items, ...others } = schema;
  const converted = CONVERTED_TUPLES.get(schema) ?? { ...others, prefixItems, items };
  CONVERTED_TUPLES.set(schema, converted);
  return converted;
}

const ANY_VALUE: Keywords = {};
const NO_VALUE: Keywords = { not: ANY_VALUE };

/** Keywords that do not limit the accepted values. */
const ANNOTATIONS = new Set([
  "title",
  "description",
  "default",
  "deprecated",
  "example",
  "examples",
  "$comment",
]);

/** Returns the alternatives of a schema that has no other conditions, or else `undefined`. */
function readAlternatives(schema: Keywords): readonly unknown[] | undefined {
  const names = Object.keys(schema).filter((name) => !ANNOTATIONS.has(name) && name !== "discriminator");
  const [name = ""] = names;
  return names.length === 1 && ALTERNATIVES.includes(name) ? itemsOf(schema[name]) : undefined;
}

/** Returns a text that is equal for alternatives that describe the same kind of value: type and fixed properties. */
function signatureOf(schema: Keywords): string {
  const fixed = entriesOf(schema.properties).filter(
    ([, property]) => ownValue(property, "const") !== undefined,
  );
  return JSON.stringify([schema.type, fixed.map(([name, property]) => [name, ownValue(property, "const")])]);
}

/** Returns the name of an alternative: of its component, or of its type. */
function describeAlternative(schema: unknown): string {
  const { $ref, type, title } = toKeywords(schema);
  const name =
    typeof $ref === "string" ? $ref.split("/").at(-1) : (title ?? [type ?? []].flat().join(" or "));
  return `alternative ${name}`.trimEnd();
}

/** Pairs the alternatives that describe the same kind of value. */
function pairAlternatives(
  before: readonly unknown[],
  after: readonly unknown[],
  signature: (schema: unknown, side: "before" | "after") => string,
) {
  const added = [...after];
  const pairs: [unknown, unknown][] = [];
  const removed = before.filter((schema) => {
    const index = added.findIndex((other) => signature(other, "after") === signature(schema, "before"));
    if (index >= 0) pairs.push([schema, ...added.splice(index, 1)] as [unknown, unknown]);
    return index < 0;
  });
  return { pairs, removed, added };
}

interface Property {
  readonly schema: unknown;
  readonly isRequired: boolean;
}

function readProperties(schema: Keywords): ReadonlyMap<string, Property> {
  const required = itemsOf(schema.required).map(String);
  const properties = [...required.map((name) => [name, {}] as const), ...entriesOf(schema.properties)];
  return new Map(
    properties.map(([name, value]) => [name, { schema: value, isRequired: required.includes(name) }]),
  );
}

function addedProperty({ isRequired }: Property, place: SchemaPlace): OperationChange {
  if (place.direction === "response")
    return { rule: "response-property-added", text: `${describePlace(place)} added` };
  return isRequired
    ? { rule: "required-request-property-added", text: `required ${describePlace(place)} added` }
    : { rule: "optional-request-property-added", text: `optional ${describePlace(place)} added` };
}

function removedProperty(place: SchemaPlace): OperationChange {
  return { rule: `${place.direction}-property-removed`, text: `${describePlace(place)} removed` };
}

function requirementChange(before: Property, after: Property, place: SchemaPlace): OperationChange[] {
  if (before.isRequired === after.isRequired) return [];
  const requirement = after.isRequired ? "required" : "optional";
  return [
    {
      rule: `${place.direction}-property-${requirement}`,
      text: `${describePlace(place)} is now ${requirement}`,
    },
  ];
}
