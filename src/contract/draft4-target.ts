import type { JsonSchema } from "./json-schema";

/** JSON Schema of draft 4. */
export type Draft4Schema = Readonly<Record<string, unknown>>;

/** Keyword of a JSON Schema that a model of API Gateway cannot contain. */
export interface DroppedKeyword {
  /** JSON Pointer to the keyword: `/properties/tags/unevaluatedItems`. Empty if it is the whole schema. */
  readonly path: string;
  /** Reason, which follows the path in a message: `draft 4 has no such keyword`. */
  readonly reason: string;
}

/** Schema of draft 4 that accepts at least the values of the original schema. */
export interface Draft4Result {
  readonly schema: Draft4Schema;
  /** True if the schema accepts only the values of the original schema. */
  readonly isExact: boolean;
}

/** Converts the subschemas of a schema. */
export interface SubschemaConverter {
  /** Converts a schema, and adds the keywords that it drops to the list. */
  convert(schema: JsonSchema | boolean, path: string): Draft4Result;
  /** Returns the converted schema only if it is exact. Otherwise, the list of dropped keywords does not change. */
  convertExactly(schema: JsonSchema | boolean, path: string): Draft4Schema | undefined;
  /** Converts a reference to a definition. */
  convertReference(reference: string): Draft4Result | undefined;
  /** Returns the schema to which a reference leads, or the schema itself. */
  resolve(schema: JsonSchema | boolean): JsonSchema | boolean;
  drop(keyword: DroppedKeyword): void;
  /** Returns the reason for which a pattern cannot be a part of the model. */
  rejectPattern(pattern: string): string | undefined;
  /** True if the schema changes a text before it checks its length and pattern. */
  readonly changesTexts: boolean;
}

/** Schema of draft 4 that is being built from the keywords of another schema. */
export class Draft4Target {
  readonly path: string;
  readonly keywords: Record<string, unknown> = {};
  /** Schemas that a value must match, too. */
  readonly all: Draft4Schema[] = [];
  isExact = true;
  readonly #converter: SubschemaConverter;

  constructor(path: string, converter: SubschemaConverter) {
    this.path = path;
    this.#converter = converter;
  }

  /** Converts a subschema. If the result is not exact, this schema is not exact either. */
  child(schema: JsonSchema | boolean, path: string): Draft4Schema {
    const result = this.#converter.convert(schema, `${this.path}${path}`);
    this.isExact &&= result.isExact;
    return result.schema;
  }

  drop(keyword: string, reason: string): void {
    this.isExact = false;
    this.#converter.drop({ path: `${this.path}/${keyword}`, reason });
  }

  /** Adds a keyword. If the schema has this keyword already, a value must match both. */
  set(keyword: string, value: unknown): void {
    if (keyword in this.keywords) this.all.push({ [keyword]: value });
    else this.keywords[keyword] = value;
  }

  build(): Draft4Result {
    const { keywords, all, isExact } = this;
    const [only] = all;
    if (only && all.length === 1 && Object.keys(keywords).length === 0) return { schema: only, isExact };
    return { schema: { ...keywords, ...(all.length > 0 ? { allOf: all } : {}) }, isExact };
  }
}
