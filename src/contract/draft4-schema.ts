import { convertList, convertObject, convertValues, type Draft2020Schema } from "./draft4-keywords";
import { isPortablePattern } from "./draft4-pattern";
import {
  type Draft4Result,
  type Draft4Schema,
  Draft4Target,
  type DroppedKeyword,
  type SubschemaConverter,
} from "./draft4-target";
import type { JsonSchema } from "./json-schema";
import { isSchemaObject, resolveReference } from "./schema-references";
import type { SchemaTransforms } from "./schema-transforms";

type Schema = JsonSchema | boolean;

/** Schema of draft 4 for several schemas, and the keywords that it does not contain. */
export interface Draft4Conversion {
  readonly schema: Draft4Schema;
  readonly dropped: readonly DroppedKeyword[];
}

/** JSON Schema (2020-12), with the transforms of the schema from which it was converted. */
export interface ConvertibleSchema {
  readonly root: JsonSchema;
  readonly transforms: Pick<SchemaTransforms, "flaggedPatterns" | "changesTexts">;
}

/**
 * Converts JSON Schemas (2020-12) to one JSON Schema of draft 4. The result accepts each value that at least one of the
 * schemas accepts. It can accept more: a keyword that draft 4 cannot express is left out and listed. If this would make
 * the result stricter, as inside of `not`, the enclosing keyword is left out.
 *
 * The result contains the definitions to which it refers, and no annotations such as `description`.
 *
 * @throws Error if a reference has no target
 * @see https://json-schema.org/draft-04/draft-fge-json-schema-validation-00
 */
export function toDraft4(schemas: readonly ConvertibleSchema[]): Draft4Conversion {
  const definitions: Record<string, Draft4Schema> = {};
  const dropped = new Map<string, DroppedKeyword>();
  const alternatives = new Map<string, Draft4Schema>();
  for (const schema of schemas) {
    const conversion = convertRoot(schema, definitions);
    alternatives.set(JSON.stringify(conversion.result.schema), conversion.result.schema);
    Object.assign(definitions, conversion.definitions);
    for (const keyword of conversion.dropped) dropped.set(keyword.path, keyword);
  }
  const [first = {}, ...others] = alternatives.values();
  const schema = others.length === 0 ? first : { anyOf: [...alternatives.values()] };
  const hasDefinitions = Object.keys(definitions).length > 0;
  return { schema: hasDefinitions ? { ...schema, definitions } : schema, dropped: [...dropped.values()] };
}

/**
 * Converts a schema. Whether a definition is exact is known only after its conversion, and it can refer to itself. The
 * conversion is therefore repeated until it finds no other definition that is not exact.
 */
function convertRoot(schema: ConvertibleSchema, taken: Readonly<Record<string, unknown>>): RootConversion {
  const inexact = new Set<Schema>();
  while (true) {
    const conversion = new RootConversion(schema, taken, inexact);
    const before = inexact.size;
    for (const definition of conversion.inexactDefinitions) inexact.add(definition);
    if (inexact.size === before) return conversion;
  }
}

/** Definition to which a schema refers: its name in the result, and its path in the schema. */
interface DefinitionReference {
  readonly key: string;
  readonly path: string;
}

/** Conversion of a schema with the definitions to which it refers. */
class RootConversion implements SubschemaConverter {
  readonly result: Draft4Result;
  readonly definitions: Record<string, Draft4Schema> = {};
  readonly inexactDefinitions: Schema[] = [];
  readonly dropped: DroppedKeyword[] = [];
  readonly #source: ConvertibleSchema;
  readonly #taken: Readonly<Record<string, unknown>>;
  readonly #inexact: ReadonlySet<Schema>;
  readonly #references = new Map<Schema, DefinitionReference>();

  /**
   * @param taken definitions of other schemas, whose names cannot be used
   * @param inexact definitions that are known to be not exact
   */
  constructor(
    source: ConvertibleSchema,
    taken: Readonly<Record<string, unknown>>,
    inexact: ReadonlySet<Schema>,
  ) {
    this.#source = source;
    this.#taken = taken;
    this.#inexact = inexact;
    this.result = this.convert(source.root, "");
    for (const [schema, { key, path }] of this.#references) {
      const definition = this.convert(schema, path);
      this.definitions[key] = definition.schema;
      if (!definition.isExact) this.inexactDefinitions.push(schema);
    }
  }

  get changesTexts(): boolean {
    return this.#source.transforms.changesTexts;
  }

  drop(keyword: DroppedKeyword): void {
    this.dropped.push(keyword);
  }

  rejectPattern(pattern: string): string | undefined {
    if (this.#source.transforms.flaggedPatterns.has(pattern))
      return "the regular expression has flags, which JSON Schema cannot express";
    return isPortablePattern(pattern) ? undefined : "regular expressions of draft 4 have no such syntax";
  }

  convert(schema: Schema, path: string): Draft4Result {
    if (typeof schema === "boolean") return { schema: schema ? {} : { not: {} }, isExact: true };
    const target = new Draft4Target(path, this);
    const keywords = schema as Draft2020Schema;
    this.#convertReferences(keywords, target);
    convertValues(keywords, target, this);
    convertObject(keywords, target, this);
    convertList(keywords, target);
    this.#convertCombinations(keywords, target);
    this.#convertUnevaluated(keywords, target);
    const result = target.build();
    // OpenAPI 3.0 describes a type and null in this way.
    return keywords.nullable === true
      ? { ...result, schema: { anyOf: [result.schema, { type: "null" }] } }
      : result;
  }

  convertExactly(schema: Schema, path: string): Draft4Schema | undefined {
    const count = this.dropped.length;
    const referenceCount = this.#references.size;
    const result = this.convert(schema, path);
    if (result.isExact) return result.schema;
    this.dropped.length = count;
    for (const added of [...this.#references.keys()].slice(referenceCount)) this.#references.delete(added);
    return undefined;
  }

  resolve(schema: Schema): Schema {
    if (!isSchemaObject(schema) || schema.$ref === undefined || Object.keys(schema).length > 1) return schema;
    return resolveReference(this.#source.root, schema.$ref)?.schema ?? schema;
  }

  convertReference(reference: string): Draft4Result | undefined {
    const target = resolveReference(this.#source.root, reference);
    if (!target) return undefined;
    const { schema, name = "Body" } = target;
    const existing = this.#references.get(schema);
    const key = existing?.key ?? this.#uniqueName(name);
    if (!existing) this.#references.set(schema, { key, path: reference.replace(/^#/, "") });
    return { schema: { $ref: `#/definitions/${key}` }, isExact: !this.#inexact.has(schema) };
  }

  #uniqueName(name: string): string {
    const letters = name.replaceAll(/[^A-Za-z0-9]/g, "") || "Definition";
    const keys = new Set([...this.#references.values()].map(({ key }) => key));
    let candidate = letters;
    for (let number = 2; Object.hasOwn(this.#taken, candidate) || keys.has(candidate); number++)
      candidate = `${letters}${number}`;
    return candidate;
  }

  /** A schema with a reference has no other keywords in draft 4. */
  #convertReferences(schema: Draft2020Schema, target: Draft4Target): void {
    const result = schema.$ref === undefined ? undefined : this.convertReference(schema.$ref);
    if (result) {
      target.all.push(result.schema);
      target.isExact &&= result.isExact;
    } else if (schema.$ref !== undefined) {
      target.drop("$ref", "the model cannot load other schemas");
    }
    for (const keyword of ["$dynamicRef", "$recursiveRef"])
      if (schema[keyword] !== undefined) target.drop(keyword, "draft 4 has no such keyword");
  }

  #convertCombinations(schema: Draft2020Schema, target: Draft4Target): void {
    const { allOf = [], anyOf, oneOf, not } = schema;
    const convertAll = (keyword: string, schemas: readonly Schema[]) =>
      schemas.map((subschema, index) => target.child(subschema, `/${keyword}/${index}`));
    target.all.push(...convertAll("allOf", allOf));
    if (anyOf) target.set("anyOf", convertAll("anyOf", anyOf));
    if (oneOf) this.#convertOneOf(oneOf, target);
    if (not !== undefined) {
      const negated = this.convertExactly(not as Schema, `${target.path}/not`);
      if (negated) target.set("not", negated);
      else target.drop("not", "draft 4 cannot express its schema exactly");
    }
    this.#convertCondition(schema, target);
  }

  /** An alternative that accepts more values could accept a value of another one. The model then accepts both. */
  #convertOneOf(oneOf: readonly Schema[], target: Draft4Target): void {
    const results = oneOf.map((schema, index) => this.convert(schema, `${target.path}/oneOf/${index}`));
    const alternatives = results.map(({ schema }) => schema);
    if (results.every(({ isExact }) => isExact)) {
      target.set("oneOf", alternatives);
      return;
    }
    target.isExact = false;
    target.set("anyOf", alternatives);
    if (!isDiscriminated(oneOf.map((schema) => this.resolve(schema))))
      target.drop("oneOf", "draft 4 cannot express its schemas exactly, so that several can match");
  }

  #convertCondition(schema: Draft2020Schema, target: Draft4Target): void {
    const branches = (["then", "else"] as const).filter((keyword) => schema[keyword] !== undefined);
    if (schema.if === undefined || branches.length === 0) return;
    const condition = this.convertExactly(schema.if as Schema, `${target.path}/if`);
    if (!condition) target.drop("if", "draft 4 cannot express its schema exactly");
    for (const keyword of condition ? branches : []) {
      const branch = target.child(schema[keyword] as Schema, `/${keyword}`);
      target.all.push({ anyOf: [keyword === "then" ? { not: condition } : condition, branch] });
    }
  }

  #convertUnevaluated(schema: Draft2020Schema, target: Draft4Target): void {
    for (const keyword of ["unevaluatedProperties", "unevaluatedItems"]) {
      const value = schema[keyword];
      const isTrivial =
        value === undefined || value === true || (isSchemaObject(value) && Object.keys(value).length === 0);
      if (!isTrivial) target.drop(keyword, "draft 4 has no such keyword");
    }
  }
}

/** Returns true if each alternative requires another constant of the same property, so that at most one matches. */
function isDiscriminated(alternatives: readonly Schema[]): boolean {
  const objects = alternatives.filter(isSchemaObject);
  const names = Object.keys(objects[0]?.properties ?? {});
  return names.some((name) => {
    const values = objects.map(({ properties = {}, required = [] }) => {
      const property = properties[name];
      const isConstant = isSchemaObject(property) && "const" in property && required.includes(name);
      return isConstant ? JSON.stringify(property.const) : undefined;
    });
    return !values.includes(undefined) && new Set(values).size === alternatives.length;
  });
}

/** Formats a dropped keyword for a message: `/properties/tags/contains (draft 4 has no such keyword)`. */
export function describeDropped({ path, reason }: DroppedKeyword): string {
  return `${path || "the whole schema"} (${reason})`;
}
