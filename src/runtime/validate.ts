import type { StandardSchemaV1 } from "@standard-schema/spec";
import { jsonPointer, pathKeys } from "#contract";

/** Error of an input: the part of the request, the path in it, and a message. */
export interface InputError {
  readonly in: "path" | "query" | "headers" | "body";
  /** JSON Pointer in the part: `/tags/0`. Empty for the whole part. */
  readonly path: string;
  readonly message: string;
}

/** Result of a validation: the output of the schema, or the errors. */
export type Parsed = { readonly value: unknown } | { readonly errors: readonly InputError[] };

/** Validates a JSON value, such as a body. */
export function validate(
  part: InputError["in"],
  schema: StandardSchemaV1,
  value: unknown,
): Parsed | Promise<Parsed> {
  const result = schema["~standard"].validate(value);
  return result instanceof Promise
    ? result.then((settled) => toParsed(part, settled))
    : toParsed(part, result);
}

function toParsed(part: InputError["in"], result: StandardSchemaV1.Result<unknown>): Parsed {
  return result.issues ? { errors: result.issues.map((issue) => inputError(part, issue)) } : result;
}

/** Strings by name: a single value, or a list for a repeated name. */
export type TextValues = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * Validates a query, headers or path parameters, which all arrive as strings. Each value is first validated as a string.
 * If the schema rejects it, it is validated as a number or boolean, and then as a list of one string.
 */
export async function validateTexts(
  part: InputError["in"],
  schema: StandardSchemaV1,
  texts: TextValues,
): Promise<Parsed> {
  const readings = new Map(Object.entries(texts).map(([name, value]) => [name, new Reading(value)]));
  while (true) {
    const value = Object.fromEntries([...readings].map(([name, reading]) => [name, reading.value]));
    const result = await schema["~standard"].validate(value);
    if (!result.issues) return { value: result.value };
    const retried = result.issues.map((issue) => {
      const [name = "", index] = pathKeys(issue.path);
      return readings.get(name)?.retry(index) ?? false;
    });
    if (!retried.includes(true)) return { errors: result.issues.map((issue) => inputError(part, issue)) };
  }
}

/** Strings of one name, and the types that they are currently read as. */
class Reading {
  readonly #texts: readonly string[];
  readonly #typed = new Set<number>();
  #isList: boolean;

  constructor(value: string | readonly string[] | undefined) {
    this.#isList = Array.isArray(value);
    this.#texts = [value ?? []].flat();
  }

  get value(): unknown {
    const values = this.#texts.map((text, index) =>
      this.#typed.has(index) ? (parseScalar(text) ?? text) : text,
    );
    return this.#isList ? values : values[0];
  }

  /**
   * Switches the value, or one item of it, to the next type.
   * @returns false if no type is left to try
   */
  retry(item: string | undefined): boolean {
    const index = item === undefined ? 0 : Number(item);
    if (
      this.#isList === (item !== undefined) &&
      !this.#typed.has(index) &&
      parseScalar(this.#texts[index]) !== undefined
    ) {
      this.#typed.add(index);
      return true;
    }
    if (this.#isList || this.#texts.length === 0) return false;
    this.#isList = true;
    this.#typed.clear();
    return true;
  }
}

/** Returns the number or boolean that a string contains. */
function parseScalar(text: string | undefined): number | boolean | undefined {
  if (text === "true" || text === "false") return text === "true";
  return text !== undefined && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}

function inputError(part: InputError["in"], { path, message }: StandardSchemaV1.Issue): InputError {
  return { in: part, path: jsonPointer(path), message };
}
