import type { StandardSchemaV1 } from "@standard-schema/spec";
import { jsonPointer, pathKeys } from "#contract";

/** Error of the input: the part of the request, the path of the invalid value in that part, and a message. */
export interface InputError {
  readonly in: "path" | "query" | "headers" | "body";
  /** JSON Pointer to the invalid value: `/tags/0`. Empty if it is the whole part. */
  readonly path: string;
  readonly message: string;
}

/** Result of a validation: the output of the schema, or the errors. */
export type Parsed = { readonly value: unknown } | { readonly errors: readonly InputError[] };

/** Validates a JSON value, such as a body. Returns a `Promise` only if the schema is asynchronous. */
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
 * Validates path parameters, query parameters or headers. All values arrive as strings, although the schema
 * may require other types. Each value is therefore validated up to three times, until the schema accepts it:
 * as a string, as the number or boolean in the string, and as a list with the string as its only item.
 */
export async function validateTexts(
  part: InputError["in"],
  schema: StandardSchemaV1,
  texts: TextValues,
): Promise<Parsed> {
  const coerced = new Map(Object.entries(texts).map(([name, value]) => [name, new CoercedValue(value)]));
  while (true) {
    const value = Object.fromEntries([...coerced].map(([name, item]) => [name, item.value]));
    const result = await schema["~standard"].validate(value);
    if (!result.issues) return { value: result.value };
    const issuesByName = new Map<string, StandardSchemaV1.Issue[]>();
    for (const issue of result.issues) {
      const [name = ""] = pathKeys(issue.path);
      issuesByName.set(name, [...(issuesByName.get(name) ?? []), issue]);
    }
    for (const [name, issues] of issuesByName) coerced.get(name)?.addIssues(issues);
    const retried = result.issues.map((issue) => {
      const [name = "", index] = pathKeys(issue.path);
      return coerced.get(name)?.retry(index) ?? false;
    });
    if (retried.includes(true)) continue;
    const best = [...issuesByName].flatMap(([name, issues]) => coerced.get(name)?.bestIssues() ?? issues);
    return { errors: best.map((issue) => inputError(part, issue)) };
  }
}

type Issues = readonly StandardSchemaV1.Issue[];

/** Words in the message of an issue that name a type. The type `scalar` is a number or a boolean. */
const TYPE_WORDS = {
  string: /\bstring\b/i,
  scalar: /\b(?:number|boolean|int|integer|bigint)\b/i,
  list: /\b(?:array|list|tuple)\b/i,
} as const;

/**
 * Value of one parameter or header in the next validation: the strings, or the numbers and booleans in them.
 */
class CoercedValue {
  readonly #texts: readonly string[];
  readonly #typed = new Set<number>();
  /** Issues of each type that was tried. */
  readonly #attempts: { readonly type: keyof typeof TYPE_WORDS; readonly issues: Issues }[] = [];
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

  /** Stores the issues of the current type. */
  addIssues(issues: Issues): void {
    const type = this.#isList ? "list" : this.#typed.size > 0 ? "scalar" : "string";
    this.#attempts.push({ type, issues });
  }

  /**
   * Returns the issues of the attempt with the type that the schema expects: the last attempt with an issue of a list
   * item, or else the first attempt whose messages name no other type, such as "expected number" for a string. If there
   * is neither, returns the issues of the first attempt, with the value that the caller sent.
   */
  bestIssues(): Issues {
    const isItem = ({ path }: StandardSchemaV1.Issue) => pathKeys(path).length > 1;
    const ofItems = this.#attempts.filter(({ issues }) => issues.some(isItem)).at(-1);
    const fitting = this.#attempts.find(({ type, issues }) =>
      issues.every(({ message }) => !namesOther(type, message)),
    );
    return (ofItems ?? fitting ?? this.#attempts[0])?.issues ?? [];
  }

  /**
   * Changes the value, or one item of a list, to the next type that the schema may accept.
   * @param item index of the invalid item. Default: the whole value is invalid
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

/** Checks whether a message names another type than the one that was tried. */
function namesOther(tried: keyof typeof TYPE_WORDS, message: string): boolean {
  return Object.entries(TYPE_WORDS).some(([type, words]) => type !== tried && words.test(message));
}

/** Returns the number or boolean in a string, or `undefined` for any other string. */
function parseScalar(text: string | undefined): number | boolean | undefined {
  if (text === "true" || text === "false") return text === "true";
  return text !== undefined && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}

function inputError(part: InputError["in"], { path, message }: StandardSchemaV1.Issue): InputError {
  return { in: part, path: jsonPointer(path), message };
}
