import type { StandardSchemaV1 } from "@standard-schema/spec";
import { jsonPointer } from "#contract";

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

/** Returns the result of a validation with the part of the request in each error. */
export function toParsed(part: InputError["in"], result: StandardSchemaV1.Result<unknown>): Parsed {
  return result.issues ? { errors: result.issues.map((issue) => inputError(part, issue)) } : result;
}

function inputError(part: InputError["in"], { path, message }: StandardSchemaV1.Issue): InputError {
  return { in: part, path: jsonPointer(path), message };
}
