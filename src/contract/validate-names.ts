import type { StandardSchemaV1 } from "@standard-schema/spec";
import { parameterNames, parseRouteKey } from "#aws/route-key";
import { pathKeys } from "./issue-path";
import { jsonSchemaOf } from "./json-schema";
import { ANY_OBJECT, readObjectSchema } from "./object-schema";
import type { Route } from "./route";
import type { Version } from "./version-selector";

/**
 * Returns an error for each name in the schemas of a route that no request can contain: a path parameter that the route
 * key does not have, a header with a capital letter, the header `cookie`, and the query parameter or header that selects
 * the version. HTTP APIs pass header names in lower case, and cookies as `event.cookies`.
 *
 * @returns error messages, to print after the key of the route: `params.id is not in the route key …`
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function validateNames({ key, params, query, headers, version }: Route): string[] {
  const available = parameterNames(parseRouteKey(key));
  const selector = version && "parameter" in version ? version.parameter : undefined;
  const header = version && "header" in version ? version.header : undefined;
  return [
    ...namesOf(params, available).flatMap((name) => validateParameter(name, available)),
    ...namesOf(headers).flatMap(validateHeader),
    ...namesOf(query)
      .filter((name) => name === selector)
      .map(
        (name) =>
          `query.${name} selects the version and is removed from the query. Remove it from the schema.`,
      ),
    ...namesOf(headers)
      .filter((name) => name === header)
      .map((name) => `headers.${name} selects the version. Remove it from the schema.`),
    ...validateHeaderVersion(version),
  ];
}

function validateParameter(name: string, available: readonly string[]): string[] {
  if (available.includes(name)) return [];
  const expected =
    available.length === 0
      ? "no path parameter. Remove it from the schema, or add it to the route key."
      : `${available.map((parameter) => `"${parameter}"`).join(" or ")}. Rename it.`;
  return [`params.${name} is not in the route key; expected ${expected}`];
}

function validateHeader(name: string): string[] {
  if (name === "cookie") {
    return [
      "headers.cookie is never present, because API Gateway moves cookies. Read `event.cookies` instead.",
    ];
  }
  const lower = name.toLowerCase();
  if (name === lower) return [];
  return [`headers.${name} is never present, because header names are lowercase. Write "${lower}".`];
}

/** Header names in lower case, without `cookie`. https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2 */
const SELECTING_HEADER = /^(?!cookie$)[!#$%&'*+.^_`|~0-9a-z-]+$/;
/** Visible ASCII. Spaces and commas separate values, and API Gateway joins repeated headers by commas. */
const SELECTING_VALUE = /^[!-+\--~]+$/;

function validateHeaderVersion(version: Version | undefined): string[] {
  if (!version || !("header" in version)) return [];
  const { header, value } = version;
  return [
    ...(SELECTING_HEADER.test(header)
      ? []
      : [
          `version.header is ${JSON.stringify(header)}; expected a header other than "cookie", in lower case, such as "x-api-version".`,
        ]),
    ...(SELECTING_VALUE.test(value)
      ? []
      : [
          `version.value is ${JSON.stringify(value)}; expected ASCII without spaces and commas, such as "2".`,
        ]),
  ];
}

/** Values for a property. A schema of a common type accepts at least one of them. */
const SAMPLES = ["1", 1, true, [], {}];

/**
 * Returns the names of the properties of an object schema: from its JSON Schema, or else from its issues for an object
 * that lacks them. Without a JSON Schema, optional properties are not found.
 * @param present names that the object does not lack
 */
function namesOf(schema: StandardSchemaV1 | undefined, present: readonly string[] = []): string[] {
  if (!schema) return [];
  try {
    const root = jsonSchemaOf(schema, undefined);
    const { properties } = readObjectSchema(root, root) ?? ANY_OBJECT;
    if (properties.size > 0) return [...properties.keys()];
  } catch {
    // The schema has no JSON Schema.
  }
  const object = Object.fromEntries(present.map((name) => [name, "1"]));
  // A check can report an issue for a name that is no property. Such an issue does not depend on the property.
  return issueNames(schema, object).filter((name) =>
    SAMPLES.some((sample) => !issueNames(schema, { ...object, [name]: sample }).includes(name)),
  );
}

function issueNames(schema: StandardSchemaV1, value: object): string[] {
  try {
    const result = schema["~standard"].validate(value);
    if (!(result instanceof Promise)) {
      return [...new Set((result.issues ?? []).flatMap(({ path }) => pathKeys(path).slice(0, 1)))];
    }
    // Synthesis is synchronous. Ignore a rejected promise of a check, because it would end the synthesis.
    result.catch(() => {});
    return [];
  } catch {
    return [];
  }
}
