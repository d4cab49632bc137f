import type { StandardSchemaV1 } from "@standard-schema/spec";
import { parameterNames, parseRouteKey } from "#aws/route-key";
import { toDraft4 } from "./draft4-schema";
import type { Draft4Schema, DroppedKeyword } from "./draft4-target";
import { pathKeys } from "./issue-path";
import {
  conversionFailure,
  type JsonSchema,
  jsonSchemaOf,
  needsConverter,
  type ToJsonSchema,
  WrongResultError,
} from "./json-schema";
import { readObjectSchema } from "./object-schema";
import type { Route } from "./route";
import { findTransforms } from "./schema-transforms";

/** Parameter that the contract of a route requires. */
export interface RequestParameter {
  readonly in: "path" | "query" | "header";
  readonly name: string;
  /** True if the contract also rejects the parameter without a text, which API Gateway treats like a missing one. */
  readonly rejectsBlank: boolean;
}

/** Input of a route, as far as a gateway can check it. */
export interface RequestModel {
  /** JSON Schema (draft 4) of the body. Undefined if the body cannot be checked, or if the route reads none. */
  readonly body?: Draft4Schema;
  readonly parameters: readonly RequestParameter[];
  /** Parts of the contract that the model does not contain. The function still checks them. */
  readonly dropped: readonly DroppedKeyword[];
  /** Errors of the schemas that have no JSON Schema. Each error begins with the part: `body has no JSON Schema (…)`. */
  readonly errors: readonly string[];
  /** True if the schema of the body needs a conversion function. */
  readonly needsConverter?: boolean;
}

/**
 * Returns the part of a contract that a gateway can check before it invokes a function. The model accepts each request
 * that at least one version of the route accepts.
 *
 * @param versions contracts of all versions of a route
 * @param convert conversion function. Default: the conversion that the schema itself implements
 */
export function requestModel(versions: readonly Route[], convert: ToJsonSchema | undefined): RequestModel {
  const errors = versions.flatMap((route) =>
    (["params", "query", "headers", "body"] as const).flatMap((part) =>
      conversionError(part, route[part], convert),
    ),
  );
  return {
    ...bodyModel(
      versions.map(({ body }) => body),
      convert,
    ),
    parameters: requiredParameters(versions, convert),
    errors: [...new Set(errors)],
  };
}

/** Returns the JSON Schema of a part of a contract, or `undefined` if it has none. */
function convertPart(schema: StandardSchemaV1, convert: ToJsonSchema | undefined) {
  try {
    return { root: jsonSchemaOf(schema, convert) };
  } catch (error) {
    return {
      error: conversionFailure(error, convert),
      isWrongResult: convert !== undefined && error instanceof WrongResultError,
    };
  }
}

/** Returns the error of a schema without a JSON Schema. @param part part of the contract: `body` */
export function conversionError(
  part: string,
  schema: StandardSchemaV1 | undefined,
  convert: ToJsonSchema | undefined,
): string[] {
  const { error, isWrongResult } = schema ? convertPart(schema, convert) : {};
  return error === undefined || isWrongResult ? [] : [`${part} has no JSON Schema (${error})`];
}

/** Returns the model of a body. @param versions schema of the body of each version, or `undefined` if it reads none */
export function bodyModel(
  versions: readonly (StandardSchemaV1 | undefined)[],
  convert: ToJsonSchema | undefined,
): Pick<RequestModel, "body" | "dropped" | "needsConverter"> {
  const bodies = versions.flatMap((body) => body ?? []);
  if (bodies.length === 0) return { dropped: [] };
  if (bodies.length < versions.length) return unchecked("a version of the route does not read the body");
  const schemas = bodies.map((schema) => ({
    ...convertPart(schema, convert),
    transforms: findTransforms(schema),
  }));
  if (schemas.some(({ transforms }) => transforms.acceptsOtherTypes))
    return unchecked("it converts or replaces values of other types, which JSON Schema cannot express");
  const converted = schemas.flatMap(({ root, transforms }) => (root ? [{ root, transforms }] : []));
  const failed = schemas.find(({ error }) => error !== undefined);
  if (bodies.some((schema) => needsConverter(schema, convert))) return { dropped: [], needsConverter: true };
  // A conversion with a wrong result is an error of the API.
  if (failed?.isWrongResult) return { dropped: [] };
  if (failed) return unchecked(`it has no JSON Schema: ${failed.error}`);
  if (bodies.some((schema, index) => describesOutput(schema, schemas[index]?.root)))
    return unchecked('its JSON Schema describes the output of the schema; convert it with `io: "input"`');
  try {
    const { schema, dropped } = toDraft4(converted);
    return { body: schema, dropped };
  } catch (error) {
    return unchecked(conversionFailure(error, convert));
  }
}

/** Name of a property that no schema has. */
const UNKNOWN_NAME = "gatewright-unknown-property";

/**
 * Returns true if a JSON Schema excludes unknown properties, and the schema of zod itself accepts them. `z.toJSONSchema`
 * describes the output by default, in which zod has removed them.
 */
function describesOutput(schema: StandardSchemaV1, root: JsonSchema | undefined): boolean {
  if (schema["~standard"].vendor !== "zod" || root?.additionalProperties !== false) return false;
  return countIssues(schema, {}) === countIssues(schema, { [UNKNOWN_NAME]: null });
}

function countIssues(schema: StandardSchemaV1, value: object): number {
  return validateNow(schema, value)?.length ?? 0;
}

function unchecked(reason: string): Pick<RequestModel, "dropped"> {
  return { dropped: [{ path: "", reason }] };
}

const PLACES = { params: "path", query: "query", headers: "header" } as const;

/** Returns the parameters that all versions require. */
function requiredParameters(
  versions: readonly Route[],
  convert: ToJsonSchema | undefined,
): RequestParameter[] {
  const byVersion = versions.map((route) =>
    (["params", "query", "headers"] as const).flatMap((part) => readParameters(route, part, convert)),
  );
  const [first = [], ...others] = byVersion;
  return first.flatMap((parameter) => {
    const same = others.map((version) =>
      version.find((other) => other.in === parameter.in && other.name === parameter.name),
    );
    if (same.includes(undefined)) return [];
    return [{ ...parameter, rejectsBlank: [parameter, ...same].every((other) => other?.rejectsBlank) }];
  });
}

function readParameters(
  route: Route,
  part: "params" | "query" | "headers",
  convert: ToJsonSchema | undefined,
): RequestParameter[] {
  const schema = route[part];
  const root = schema && convertPart(schema, convert).root;
  if (!root) return [];
  const names =
    part === "params"
      ? parameterNames(parseRouteKey(route.key))
      : [...requiredNames(root)].filter((name) => rejects(schema, name, {}));
  return names.map((name) => ({ in: PLACES[part], name, rejectsBlank: rejectsBlank(schema, name) }));
}

function requiredNames(root: ReturnType<typeof jsonSchemaOf>): ReadonlySet<string> {
  try {
    return readObjectSchema(root, root)?.required ?? new Set();
  } catch {
    // A reference in the schema has no target.
    return new Set();
  }
}

/** Texts that API Gateway may treat like a missing parameter. A handler can read the text of a query as a list. */
const BLANK_TEXTS = ["", " ", "\t", "   "];

function rejectsBlank(schema: StandardSchemaV1, name: string): boolean {
  return BLANK_TEXTS.flatMap((text) => [text, [text]]).every((value) =>
    rejects(schema, name, { [name]: value }),
  );
}

/** Returns true if a schema reports an issue of a property. A schema that needs a `Promise` counts as one that does not. */
function rejects(schema: StandardSchemaV1, name: string, value: object): boolean {
  return (validateNow(schema, value) ?? []).some(({ path }) => pathKeys(path)[0] === name);
}

/** Returns the issues of a value. Returns `undefined` if it has none, or if the validation needs a `Promise` or throws. */
function validateNow(schema: StandardSchemaV1, value: object): readonly StandardSchemaV1.Issue[] | undefined {
  try {
    const result = schema["~standard"].validate(value);
    if (!(result instanceof Promise)) return result.issues;
    result.catch(() => undefined);
    return undefined;
  } catch {
    return undefined;
  }
}
