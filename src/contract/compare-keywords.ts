import type { OperationChange } from "./document-changes";

/** Place of a schema in an operation. */
export interface SchemaPlace {
  /** A request must not accept less than before, and a response must not contain more than before. */
  readonly direction: "request" | "response";
  /** Name of the value, for messages: `request body`, `query parameter "from"`. */
  readonly label: string;
  /** Path of the property in the value: `items[].price`. Empty for the whole value. */
  readonly path: string;
}

/** Keywords of a schema by name. */
export type Keywords = Readonly<Record<string, unknown>>;

/** Direction of a change of the accepted values: `changed` means that some values are added and others removed. */
type Extent = "narrowed" | "widened" | "changed";

/** Keywords that accept fewer values if their number increases. */
const MINIMUMS = ["minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties", "minContains"];
/** Keywords that accept fewer values if their number decreases. */
const MAXIMUMS = ["maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties", "maxContains"];
/** Keywords whose values are compared as a whole. */
const WHOLE_KEYWORDS = [
  "pattern",
  "format",
  "multipleOf",
  "uniqueItems",
  "contentEncoding",
  "contentMediaType",
  "dependentRequired",
  "dependencies",
];
const TYPES = ["array", "boolean", "integer", "null", "number", "object", "string"];

const RULES = {
  request: {
    narrowed: "request-narrowed",
    widened: "request-widened",
    changed: "request-narrowed",
  },
  response: {
    narrowed: "response-narrowed",
    widened: "response-widened",
    changed: "response-widened",
  },
} as const;

/** Returns the name of a value for messages: `request body property "price"`. */
export function describePlace({ label, path }: SchemaPlace): string {
  if (path === "") return label;
  return `${label} ${/(\[\]|\*)$/.test(path) ? "value" : "property"} "${path}"`;
}

/** Returns the change of the values that a schema accepts. */
export function valueChange(extent: Extent, text: string, place: SchemaPlace): OperationChange {
  return { rule: RULES[place.direction][extent], text: `${describePlace(place)}: ${text}` };
}

/**
 * Compares those keywords of two schemas that contain no subschemas.
 *
 * @returns the changes. `isDisjoint` is true if no value has a type of both schemas
 */
export function compareKeywords(before: Keywords, after: Keywords, place: SchemaPlace) {
  const types = compareTypes(before, after, place);
  if (types.isDisjoint) return types;
  const changes = [compareValues, compareLimits, compareWholeKeywords].flatMap((compare) =>
    compare(before, after, place),
  );
  return { isDisjoint: false, changes: [...types.changes, ...changes] };
}

function compareTypes(before: Keywords, after: Keywords, place: SchemaPlace) {
  const [old, current] = [readTypes(before), readTypes(after)];
  const isNarrowed = old.some((type) => !current.includes(type));
  const isWidened = current.some((type) => !old.includes(type));
  if (!isNarrowed && !isWidened) return { isDisjoint: false, changes: [] };
  const extent = isNarrowed && isWidened ? "changed" : isNarrowed ? "narrowed" : "widened";
  const text = `type ${formatType(before)} → ${formatType(after)}`;
  const isDisjoint = !old.some((type) => current.includes(type));
  return { isDisjoint, changes: [valueChange(extent, text, place)] };
}

/** Returns the types that a schema accepts. Each integer is a number. */
function readTypes({ type }: Keywords): readonly string[] {
  if (type === undefined) return TYPES;
  const types = [type].flat().map(String);
  return types.includes("number") ? [...types, "integer"] : types;
}

function formatType({ type }: Keywords): string {
  return type === undefined ? "any" : [type].flat().join(" or ");
}

function compareValues(before: Keywords, after: Keywords, place: SchemaPlace): OperationChange[] {
  const [old, current] = [readValues(before), readValues(after)];
  if (!old && !current) return [];
  if (!old) return [valueChange("narrowed", `limited to ${current?.join(", ")}`, place)];
  if (!current) return [valueChange("widened", `no longer limited to ${old.join(", ")}`, place)];
  return [
    ...old
      .filter((value) => !current.includes(value))
      .map((value) => valueChange("narrowed", `value ${value} removed`, place)),
    ...current
      .filter((value) => !old.includes(value))
      .map((value) => valueChange("widened", `value ${value} added`, place)),
  ];
}

/** Returns the only values that a schema accepts, as JSON. */
function readValues(schema: Keywords): readonly string[] | undefined {
  if (Array.isArray(schema.enum)) return schema.enum.map((value) => JSON.stringify(value));
  return schema.const === undefined ? undefined : [JSON.stringify(schema.const)];
}

function compareLimits(before: Keywords, after: Keywords, place: SchemaPlace): OperationChange[] {
  return [...MINIMUMS, ...MAXIMUMS].flatMap((name) => {
    const isMinimum = MINIMUMS.includes(name);
    const noLimit = isMinimum ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
    const [old, current] = [before, after].map((schema) => Number(schema[name] ?? noLimit)) as [
      number,
      number,
    ];
    if (old === current) return [];
    const extent = current > old === isMinimum ? "narrowed" : "widened";
    return [valueChange(extent, describeKeyword(name, before[name], after[name]), place)];
  });
}

function compareWholeKeywords(before: Keywords, after: Keywords, place: SchemaPlace): OperationChange[] {
  return WHOLE_KEYWORDS.flatMap((name) => {
    const [old, current] = [before, after].map((schema) => schema[name] || undefined);
    if (JSON.stringify(old) === JSON.stringify(current)) return [];
    const extent = old === undefined ? "narrowed" : current === undefined ? "widened" : "changed";
    return [valueChange(extent, describeKeyword(name, old, current), place)];
  });
}

function describeKeyword(name: string, before: unknown, after: unknown): string {
  const [old, current] = [before, after].map((value) =>
    typeof value === "string" ? value : JSON.stringify(value),
  );
  if (before === undefined) return `${name} ${current} added`;
  return after === undefined ? `${name} ${old} removed` : `${name} ${old} → ${current}`;
}
