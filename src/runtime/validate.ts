import type { StandardSchemaV1 } from "@standard-schema/spec";
import { jsonPointer, pathKeys } from "#contract";

/** One fault of an input: in which part of the request, where in that (a JSON Pointer), and what is wrong. */
export interface InputError {
  readonly in: "path" | "query" | "headers" | "body";
  readonly path: string;
  readonly message: string;
}

/** What a schema makes of a part of a request: its value, or what is wrong with it. */
export type Parsed = { readonly value: unknown } | { readonly errors: readonly InputError[] };

/** Validates a value that has types of its own: a body. */
export function validate(
  part: InputError["in"],
  schema: StandardSchemaV1,
  value: unknown,
): Parsed | Promise<Parsed> {
  const result = schema["~standard"].validate(value);
  return result instanceof Promise ? result.then((late) => parsed(part, late)) : parsed(part, result);
}

function parsed(part: InputError["in"], result: StandardSchemaV1.Result<unknown>): Parsed {
  return result.issues ? { errors: result.issues.map((issue) => inputError(part, issue)) } : result;
}

/** Text by name: one, or as many as there were. */
export type TextValues = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * Validates what comes as text: a query, headers, path parameters. Where the schema refuses a text, it is given the
 * number or boolean that the text spells, and then the text as a list of one; a text that it takes stays a text.
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

/** One name's texts, and as what they are read for now. */
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
      this.#typed.has(index) ? (formatHeaderName(text) ?? text) : text,
    );
    return this.#isList ? values : values[0];
  }

  /** Reads it, or one item of it, in the next way there is; whether there was one. */
  retry(item: string | undefined): boolean {
    const index = item === undefined ? 0 : Number(item);
    if (
      this.#isList === (item !== undefined) &&
      !this.#typed.has(index) &&
      formatHeaderName(this.#texts[index]) !== undefined
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

/** The number or boolean that a text spells. */
function formatHeaderName(text: string | undefined): number | boolean | undefined {
  if (text === "true" || text === "false") return text === "true";
  return text !== undefined && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}

function inputError(part: InputError["in"], { path, message }: StandardSchemaV1.Issue): InputError {
  return { in: part, path: jsonPointer(path), message };
}
