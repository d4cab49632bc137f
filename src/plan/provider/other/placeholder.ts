import { fakeId } from "#aws";
import type { SchemaKind } from "../../schema";
import type { ObjectValue, Value } from "../value";

/** Names and indexes from a resource to a value: `["settings", 0, "name"]`. */
export type Path = readonly (string | number)[];

/** Address of a resource or data source, if a path follows. */
const ADDRESS = /(?<![\w.-])(data\.)?([A-Za-z]\w*)\.[A-Za-z_][\w-]*(?=[.[])/g;

/** Step of a path in Terraform JSON, in which quotes are escaped. */
const STEP = /\.([A-Za-z_][\w-]*|\*)|\[(\d+|\*)\]|\[\\?"([^"\\]+)\\?"\]|\[[^\][]*\]/y;

/**
 * Returns the paths of the attributes to which Terraform JSON or HCL refers. A splat (`[*]`) is a step to the first element.
 *
 * @param text Terraform JSON or HCL
 * @param type type of the resources: `google_project`
 */
export function findAttributePaths(text: string, kind: SchemaKind, type: string): readonly Path[] {
  return [...text.matchAll(ADDRESS)]
    .filter(([, data, name]) => name === type && (data !== undefined) === (kind === "data"))
    .map(({ index, 0: address }) => readSteps(text, index + address.length))
    .filter(([name]) => typeof name === "string" && /^[A-Za-z_]\w*$/.test(name));
}

function readSteps(text: string, start: number): Path {
  const steps: (string | number)[] = [];
  STEP.lastIndex = start;
  for (let match = STEP.exec(text); match; match = STEP.exec(text)) {
    const [step, name, index, key] = match;
    // The first step in brackets is the key of an instance, such as `["a"]`, and no attribute.
    if (match.index === start && (step.startsWith("[") || name === "*")) continue;
    if (name === undefined && index === undefined && key === undefined) break;
    steps.push(toStep(name ?? index, key));
  }
  return steps;
}

function toStep(text = "", key?: string): string | number {
  if (key !== undefined) return key;
  if (text === "*") return 0;
  return /^\d/.test(text) ? Number(text) : text;
}

/**
 * Returns a fake value that has the given paths, in the encoding of a value of dynamic type: its type, and the value.
 * @param seed text that identifies the value
 */
export function placeholderOf(seed: string, paths: readonly Path[]): Value {
  const value = plainPlaceholder(seed, paths);
  return [Buffer.from(JSON.stringify(typeOf(value))), value];
}

/** Returns a fake value that has the given paths. A value without paths is text. */
function plainPlaceholder(seed: string, paths: readonly Path[]): string | ObjectValue | readonly Value[] {
  const steps = [...new Set(paths.flatMap(([step]) => (step === undefined ? [] : [step])))];
  const below = (step: string | number) =>
    plainPlaceholder(
      `${seed} ${step}`,
      paths.filter(([first]) => first === step).map(([, ...rest]) => rest),
    );
  if (steps.length === 0) return fakeId(seed, 10);
  if (!steps.every((step) => typeof step === "number")) {
    return Object.fromEntries(steps.map((step) => [String(step), below(step)]));
  }
  const length = Math.min(Math.max(...steps) + 1, MAX_PLACEHOLDER_ITEMS);
  return Array.from({ length }, (_, index) => below(index));
}

/** Maximum number of elements of a fake list, whatever index the configuration contains. */
const MAX_PLACEHOLDER_ITEMS = 100;

function typeOf(value: Value): unknown {
  if (Array.isArray(value)) return ["tuple", value.map(typeOf)];
  if (typeof value === "object") {
    return [
      "object",
      Object.fromEntries(Object.entries(value as ObjectValue).map(([name, inner]) => [name, typeOf(inner)])),
    ];
  }
  return "string";
}
