import type { StandardSchemaV1 } from "@standard-schema/spec";
import { jsonPointer } from "./json-pointer";
import type { Route } from "./route";

/** Which examples of a route its own schemas refuse; a schema that takes its time to answer is not asked. */
export function validateExamples({ examples = {}, replies = {}, ...route }: Route): string[] {
  const parts = (["params", "query", "headers", "body"] as const).map(
    (name) => [name, route[name], examples[name]] as const,
  );
  const answers = Object.entries(examples.replies ?? {}).map(([status, example]) => {
    const media = replies[Number(status)];
    return [`reply ${status}`, media && "~standard" in media ? media : undefined, example] as const;
  });
  return [...parts, ...answers].flatMap(([name, schema, example]) => validateExample(name, schema, example));
}

function validateExample(name: string, schema: StandardSchemaV1 | undefined, example: unknown): string[] {
  if (!schema || example === undefined) return [];
  const result = schema["~standard"].validate(example);
  if (result instanceof Promise || !result.issues) return [];
  const said = result.issues.map(({ path, message }) =>
    [jsonPointer(path), message].filter(Boolean).join(": "),
  );
  return [
    `has an example of its ${name} that its schema refuses (${said.join("; ")}); correct one of the two`,
  ];
}
