/** Part of an OpenAPI operation before and after a change. */
interface ChangeCase {
  readonly name: string;
  readonly before: object;
  readonly after: object;
}

const query = (schema: object, required = false) => ({
  parameters: [{ name: "q", in: "query", required, schema }],
});
const json = (schema: object) => ({ "application/json": { schema } });
const body = (schema: object, required = true) => ({ requestBody: { required, content: json(schema) } });
const reply = (schema: object) => ({ responses: { 200: { description: "", content: json(schema) } } });
const token = (...scopes: readonly string[]) => ({ security: [{ token: scopes }] });
const groups = (...names: readonly string[]) => ({ ...token(), "x-groups": names });
const text = { type: "string" };
const object = (properties: object, required: readonly string[] = []) => ({
  type: "object",
  properties,
  required,
});

/** Returns a change of a request body and the same change of a response. */
function both(name: string, before: object, after: object): readonly ChangeCase[] {
  return [
    { name: `${name} in a request`, before: body(before), after: body(after) },
    { name: `${name} in a response`, before: reply(before), after: reply(after) },
  ];
}

/** Changes of an operation `GET /a`. */
export const CHANGE_CASES: readonly ChangeCase[] = [
  { name: "deprecation", before: {}, after: { deprecated: true } },
  { name: "a token", before: { security: [] }, after: token() },
  { name: "another security scheme", before: token(), after: { security: [{ key: [] }] } },
  {
    name: "a second security scheme",
    before: token(),
    after: { security: [{ token: [], key: [] }] },
  },
  {
    name: "an alternative security scheme",
    before: { security: [{ token: [] }, { basic: [] }] },
    after: { security: [{ key: [], token: [] }, { basic: [] }] },
  },
  { name: "scopes", before: token(), after: token("a/read", "a/write") },
  { name: "one more scope", before: token("a/read"), after: token("a/read", "a/write") },
  { name: "groups", before: token(), after: groups("admin") },
  { name: "one more group", before: groups("admin"), after: groups("admin", "staff") },
  { name: "a required query parameter", before: {}, after: query(text, true) },
  { name: "an optional query parameter", before: {}, after: query(text) },
  { name: "a query parameter that becomes required", before: query(text), after: query(text, true) },
  {
    name: "the style of a query parameter",
    before: query({ type: "array" }),
    after: { parameters: [{ name: "q", in: "query", explode: false, schema: { type: "array" } }] },
  },
  { name: "the type of a query parameter", before: query(text), after: query({ type: "integer" }) },
  {
    name: "a required header",
    before: {},
    after: { parameters: [{ name: "X-A", in: "header", required: true, schema: text }] },
  },
  { name: "a required body", before: {}, after: body(text) },
  { name: "an optional body", before: {}, after: body(text, false) },
  { name: "a body that becomes required", before: body(text, false), after: body(text) },
  {
    name: "a media type of a request",
    before: body(text),
    after: { requestBody: { required: true, content: { ...json(text), "text/csv": {} } } },
  },
  {
    name: "a media type of a response",
    before: reply(text),
    after: { responses: { 200: { description: "", content: { ...json(text), "text/csv": {} } } } },
  },
  { name: "a response", before: {}, after: { responses: { 201: { description: "" } } } },
  { name: "an error response", before: {}, after: { responses: { 404: { description: "" } } } },
  {
    name: "a header of a response",
    before: { responses: { 200: { description: "" } } },
    after: { responses: { 200: { description: "", headers: { location: { schema: text } } } } },
  },
  {
    name: "a header of a response that becomes required",
    before: { responses: { 200: { description: "", headers: { location: { schema: text } } } } },
    after: {
      responses: { 200: { description: "", headers: { Location: { required: true, schema: text } } } },
    },
  },
  ...both("a required property", object({}), object({ size: text }, ["size"])),
  ...both("an optional property", object({}), object({ size: text })),
  ...both("a property that becomes required", object({ size: text }), object({ size: text }, ["size"])),
  ...both("a nested property", object({ a: object({}) }), object({ a: object({ size: text }) })),
  ...both("a type", text, { type: "boolean" }),
  ...both("a wider type", { type: "integer" }, { type: "number" }),
  ...both("null", text, { type: ["string", "null"] }),
  ...both("null as an alternative", text, { anyOf: [text, { type: "null" }] }),
  ...both("any type", text, {}),
  ...both("a value of an enum", { enum: ["a"] }, { enum: ["a", "b"] }),
  ...both("an enum", text, { ...text, enum: ["a"] }),
  ...both("a constant", { const: 1 }, { const: 2 }),
  ...both("a minimum", { type: "integer" }, { type: "integer", minimum: 1 }),
  ...both("a higher minimum", { minLength: 1 }, { minLength: 2 }),
  ...both("a higher maximum", { maxItems: 1 }, { maxItems: 2 }),
  ...both("a pattern", text, { ...text, pattern: "^a" }),
  ...both("another format", { ...text, format: "date" }, { ...text, format: "date-time" }),
  ...both("unique items", { type: "array" }, { type: "array", uniqueItems: true }),
  ...both("the type of items", { type: "array", items: text }, { type: "array", items: { type: "integer" } }),
  ...both("other properties", { ...object({}), additionalProperties: false }, object({})),
  ...both(
    "the type of other properties",
    { type: "object", additionalProperties: text },
    { type: "object", additionalProperties: { type: ["string", "null"] } },
  ),
  ...both("an alternative", { oneOf: [text] }, { oneOf: [text, { type: "boolean" }] }),
  ...both(
    "a property of an alternative",
    { anyOf: [object({ kind: { const: "a" } }), object({ kind: { const: "b" } })] },
    { anyOf: [object({ kind: { const: "a" } }), object({ kind: { const: "b" }, size: text })] },
  ),
  ...both(
    "an alternative of an object",
    { ...object({}), anyOf: [{ required: ["a"] }] },
    { ...object({}), anyOf: [{ required: ["a"] }, { minProperties: 2 }] },
  ),
  ...both("a condition", { allOf: [text] }, { allOf: [text, { minLength: 1 }] }),
  ...both("an excluded value", text, { ...text, not: { const: "a" } }),
  ...both("a pattern of names", { type: "object" }, { type: "object", patternProperties: { "^a": text } }),
];
