import { type ChangeRule, compareDocuments } from "#contract";

/** Direction of a change of the validation: it accepts more requests, or fewer. */
export type ValidationDirection = "weaker" | "stricter";

/** Rules of changes after which a schema accepts more requests, or fewer. */
const RULES: Readonly<Record<ValidationDirection, readonly ChangeRule[]>> = {
  weaker: ["request-widened", "request-property-optional", "request-property-removed"],
  stricter: ["request-narrowed", "request-property-required", "required-request-property-added"],
};

/**
 * Returns the parts of a model that accept more or fewer bodies than before, in the words of the comparison of contracts.
 *
 * @param before schema of the model as JSON. A value that is not JSON has no parts
 */
export function compareModels(direction: ValidationDirection, before: unknown, after: unknown): string[] {
  const documents = [toDocument(before), toDocument(after)] as const;
  if (documents.includes(undefined)) return [];
  return compareDocuments(...documents)
    .filter(({ rule }) => RULES[direction].includes(rule))
    .map(({ text }) => text);
}

/** Returns an OpenAPI document with an operation whose body has the schema of a model. */
function toDocument(schema: unknown): object | undefined {
  if (typeof schema !== "string") return undefined;
  try {
    const { definitions = {}, ...root } = convertKeywords(JSON.parse(schema)) as Record<string, unknown>;
    const body = { required: true, content: { "application/json": { schema: root } } };
    return {
      openapi: "3.1.0",
      paths: { "/": { post: { requestBody: body, responses: {} } } },
      components: { schemas: definitions },
    };
  } catch {
    return undefined;
  }
}

/** Replaces the keywords of draft 4 that OpenAPI 3.1 does not have. */
function convertKeywords(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(convertKeywords);
  if (typeof value !== "object" || value === null) return value;
  const { exclusiveMinimum, exclusiveMaximum, minimum, maximum, $ref, ...others } = value as Readonly<
    Record<string, unknown>
  >;
  return {
    ...Object.fromEntries(Object.entries(others).map(([name, child]) => [name, convertKeywords(child)])),
    ...limit("Minimum", minimum, exclusiveMinimum),
    ...limit("Maximum", maximum, exclusiveMaximum),
    ...(typeof $ref === "string"
      ? { $ref: $ref.replace(/^#\/definitions\//, "#/components/schemas/") }
      : $ref === undefined
        ? {}
        : { $ref: convertKeywords($ref) }),
  };
}

function limit(name: string, value: unknown, isExclusive: unknown): Readonly<Record<string, unknown>> {
  if (isExclusive === true) return { [`exclusive${name}`]: value };
  return {
    ...(value === undefined ? {} : { [name.toLowerCase()]: convertKeywords(value) }),
    ...(isExclusive === undefined || isExclusive === false
      ? {}
      : { [`exclusive${name}`]: convertKeywords(isExclusive) }),
  };
}
