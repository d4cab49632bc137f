import Ajv from "ajv/dist/2020";
import fc from "fast-check";
import { type Route, requestModel, route } from "gatewright/contract";
import { ModelSchemas } from "../../src/local/model";

type Schema = boolean | Readonly<Record<string, unknown>>;

/** Returns a schema of a library that converts it to the given JSON Schema, and accepts what the schema accepts. */
function schemaOf(json: object, validate: (value: unknown) => boolean) {
  return {
    "~standard": {
      version: 1 as const,
      vendor: "test",
      validate: (value: unknown) => (validate(value) ? { value } : { issues: [{ message: "invalid" }] }),
      jsonSchema: { input: () => json, output: () => json },
    },
  };
}

const NAMES = ["a", "b", "kind"];
const PATTERNS = ["^[a-c]+$", "b", "^\\d{2}$", "^\\w.*$", "^(?=a)a", "(?<x>a)"];
const TEXTS = ["", "a", "ab", "abc", "12", "b1", "x y"];

const SCALARS: readonly unknown[] = [null, true, false, 0, 1, 2, 2.5, 3, -1, 7, 10, ...TEXTS];

const scalar = fc.constantFrom(...SCALARS);
const { value: body } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    scalar,
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...NAMES), tie("value"), { maxKeys: 3, noNullPrototype: true }),
  ),
}));

const count = fc.integer({ min: 0, max: 3 });

const reference = fc.record({ $ref: fc.constantFrom("#/$defs/one", "#/$defs/two", "#") });

/** Returns `contains` as a separate schema. Next to `items: false`, ajv 8.20 accepts an empty list. */
const contains = (keyword: fc.Arbitrary<object>) => keyword.map((value) => ({ allOf: [value] }));

/** Keywords of JSON Schema 2020-12 with random values. */
const { schema } = fc.letrec<{ schema: Schema }>((tie) => {
  const child = tie("schema");
  const children = fc.array(child, { minLength: 1, maxLength: 3 });
  const branches = (...names: readonly string[]) =>
    fc.record(Object.fromEntries(names.map((name) => [name, child])));
  const byName = fc.dictionary(fc.constantFrom(...NAMES), child, { maxKeys: 3 });
  const type = fc.constantFrom("string", "number", "integer", "boolean", "null", "array", "object");
  const keyword = fc.oneof(
    fc.record({ type }),
    fc.record({ type: fc.uniqueArray(type, { minLength: 1, maxLength: 3 }) }),
    fc.record({ const: scalar }),
    fc.record({ enum: fc.uniqueArray(scalar, { minLength: 1, maxLength: 3 }) }),
    fc.record({ minimum: count }),
    fc.record({ minimum: count, exclusiveMinimum: count }),
    fc.record({ exclusiveMaximum: fc.integer({ min: 0, max: 10 }) }),
    fc.record({ maximum: count }),
    fc.record({ multipleOf: fc.constantFrom(1, 2, 0.5) }),
    fc.record({ minLength: count }),
    fc.record({ maxLength: count }),
    fc.record({ pattern: fc.constantFrom(...PATTERNS) }),
    fc.record({ minItems: count }),
    fc.record({ maxItems: count }),
    fc.record({ uniqueItems: fc.boolean() }),
    fc.record({ required: fc.uniqueArray(fc.constantFrom(...NAMES), { maxLength: 2 }) }),
    fc.record({ minProperties: count }),
    fc.record({ maxProperties: count }),
    fc.record({ properties: byName }),
    fc.record({ properties: byName, additionalProperties: child }),
    fc.record({
      patternProperties: fc.dictionary(fc.constantFrom(...PATTERNS), child, { maxKeys: 2 }),
      additionalProperties: child,
    }),
    fc.record({ items: child }),
    fc.record({ prefixItems: children }),
    fc.record({ prefixItems: children, items: child }),
    contains(fc.record({ contains: child })),
    contains(fc.record({ contains: child, minContains: count })),
    contains(fc.record({ contains: child, maxContains: count })),
    fc.record({
      propertyNames: fc.oneof(
        fc.record({ enum: fc.uniqueArray(fc.constantFrom(...NAMES), { minLength: 1 }) }),
        fc.record({ pattern: fc.constantFrom(...PATTERNS) }),
        fc.record({ maxLength: count }),
        fc.boolean(),
      ),
    }),
    fc.record({
      dependentRequired: fc.dictionary(fc.constantFrom(...NAMES), fc.constant(["a"]), { maxKeys: 2 }),
    }),
    fc.record({ dependentSchemas: fc.dictionary(fc.constantFrom(...NAMES), child, { maxKeys: 2 }) }),
    fc.record({ unevaluatedProperties: child }),
    fc.record({ allOf: children }),
    fc.record({ anyOf: children }),
    fc.record({ oneOf: children }),
    fc.record({ not: child }),
    branches("if", "then"),
    branches("if", "else"),
    branches("if", "then", "else"),
    // A reference that does not go into the value would be an endless circle.
    fc.record({ properties: fc.record({ kind: reference }) }),
    fc.record({ items: reference }),
  );
  return {
    schema: fc.oneof(
      { depthSize: "small" },
      { arbitrary: fc.boolean(), weight: 1 },
      {
        arbitrary: fc
          .array(keyword, { minLength: 1, maxLength: 3 })
          .map((parts) => Object.assign({}, ...parts)),
        weight: 9,
      },
    ),
  };
});

const definitions = fc.record({ one: schema, two: schema });
const direct = fc.constantFrom(
  {},
  { $ref: "#/$defs/one" },
  { not: { $ref: "#/$defs/two" } },
  { oneOf: [{ $ref: "#/$defs/one" }, { $ref: "#/$defs/two" }] },
  { if: { $ref: "#/$defs/one" }, else: { $ref: "#/$defs/two" } },
);
const root = fc
  .tuple(
    schema.filter((value) => typeof value === "object"),
    direct,
    definitions,
  )
  .map(([own, references, $defs]) => ({ ...Object(own), ...references, $defs }));

/** Returns a function that validates a value, or `undefined` if the references form an endless circle. */
function compile(json: object): ((value: unknown) => boolean) | undefined {
  // With `not: true` in a definition, the optimizer of ajv 8.20 removes a variable that the generated code uses.
  const code = { optimize: false };
  const ajv = new Ajv({ strict: false, logger: false, unicodeRegExp: false, code });
  const validate = ajv.compile(json);
  return (value) => validate(value) as boolean;
}

function modelOf(versions: readonly Route[]) {
  const { body: model, dropped } = requestModel(versions, undefined);
  const resource = { address: "model", values: { schema: JSON.stringify(model) } };
  // The local gateway compiles the model, as it compiles a model of a stack.
  const schemas = new ModelSchemas("api", new Map([["Body", resource as never]]));
  const compare = schemas.compile("Body", "method");
  return { accepts: (value: unknown) => compare(value) === undefined, dropped, model };
}

/** Calls a function, and returns `undefined` if the references of the schema never end. */
function withoutOverflow<Result>(run: () => Result): Result | undefined {
  try {
    return run();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const isWeakened = (json: object) => /"minLength":[2-9]/.test(JSON.stringify(json));

test("a model accepts every body that the handler accepts, and other bodies only because of a listed keyword", () => {
  let exact = 0;
  fc.assert(
    fc.property(root, fc.array(body, { minLength: 20, maxLength: 40 }), (json, bodies) => {
      const validate = compile(json);
      fc.pre(validate !== undefined);
      const model = modelOf([route("POST /x", { body: schemaOf(json, validate) })]);
      for (const value of [...SCALARS, ...bodies]) {
        const isAccepted = withoutOverflow(() => validate(value));
        const isAcceptedByModel = withoutOverflow(() => model.accepts(value));
        if (isAccepted === undefined || isAcceptedByModel === undefined) continue;
        if (isAccepted) expect([value, isAcceptedByModel]).toEqual([value, true]);
        else if (isAcceptedByModel) expect(model.dropped.length > 0 || isWeakened(json)).toBe(true);
        if (model.dropped.length === 0) exact++;
      }
    }),
    { numRuns: 200 },
  );
  expect(exact).toBeGreaterThan(500);
});
