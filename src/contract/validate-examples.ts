import type { StandardSchemaV1 } from "@standard-schema/spec";
import { jsonPointer } from "./issue-path";
import type { Route } from "./route";

/**
 * Returns an error for each example of a route that does not match its schema. Examples of a schema that
 * validates asynchronously are not checked, because synthesis is synchronous.
 *
 * @returns error messages, to print after the key of the route:
 * `has a body example that its schema rejects …`
 */
export function validateExamples({ examples = {}, replies = {}, ...route }: Route): string[] {
  const parts = (["params", "query", "headers", "body"] as const).map(
    (name) => [name, route[name], examples[name]] as const,
  );
  const replyParts = Object.entries(examples.replies ?? {}).map(([status, example]) => {
    const media = replies[Number(status)];
    return [`reply ${status}`, media && "~standard" in media ? media : undefined, example] as const;
  });
  return [...parts, ...replyParts].flatMap(([name, schema, example]) =>
    validateExample(name, schema, example),
  );
}

/** Returns the error of one example. @param name part of the contract: `body` */
export function validateExample(
  name: string,
  schema: StandardSchemaV1 | undefined,
  example: unknown,
): string[] {
  if (!schema || example === undefined) return [];
  const result = validateSafely(schema, example);
  if (result instanceof Promise) {
    // Ignore a rejected promise of a check, because it would end the synthesis.
    result.catch(() => {});
    return [];
  }
  if (!result.issues) return [];
  const issues = result.issues.map(({ path, message }) =>
    [jsonPointer(path), message].filter(Boolean).join(": "),
  );
  return [
    `has a ${name} example that its schema rejects (${issues.join("; ")}). Correct the example or the schema.`,
  ];
}

/** Validates an example. An error that a check throws becomes an issue, so that it is reported with the others. */
function validateSafely(
  schema: StandardSchemaV1,
  example: unknown,
): ReturnType<StandardSchemaV1["~standard"]["validate"]> {
  try {
    return schema["~standard"].validate(example);
  } catch (error) {
    return { issues: [{ message: String(error) }] };
  }
}
