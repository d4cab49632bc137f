import type { Budget } from "./budget";
import { RenderProblem } from "./template-error";
import { JavaList, JavaMap, type TemplateValue } from "./values";

/** Part of a JSONPath expression. */
type PathStep =
  | { readonly kind: "names"; readonly names: readonly string[] }
  | { readonly kind: "indexes"; readonly indexes: readonly number[] }
  | { readonly kind: "slice"; readonly start: number | undefined; readonly end: number | undefined }
  | { readonly kind: "all" }
  | { readonly kind: "descendants" }
  | { readonly kind: "length" };

/**
 * Evaluates a JSONPath expression, such as `$.pets[0].name`, `$.pets[*]['name']` or `$..name`, as the Java library
 * JsonPath does, from which `$input.path` has its syntax. A path that can match several values returns a list.
 *
 * @returns `undefined` if the path matches nothing
 * @throws RenderProblem if the path is invalid or has a filter
 * @see https://github.com/json-path/JsonPath
 */
export function readJsonPath(root: TemplateValue, path: string, budget: Budget): TemplateValue | undefined {
  const steps = parsePath(path);
  let values: TemplateValue[] = [root];
  let isList = false;
  for (const [index, step] of steps.entries()) {
    isList ||= !isDefinite(step, index === steps.length - 1);
    budget.spend(values.length);
    values = values.flatMap((value) => selectValues(value, step, budget));
    // A missing name in front of a wildcard is a missing path, and not an empty list.
    if (values.length === 0 && !isList) return undefined;
  }
  return isList ? new JavaList(values, "json") : values[0];
}

function isDefinite(step: PathStep, isLast: boolean): boolean {
  if (step.kind === "names") return step.names.length === 1 || isLast;
  return step.kind === "length" || (step.kind === "indexes" && step.indexes.length === 1);
}

function selectValues(value: TemplateValue, step: PathStep, budget: Budget): readonly TemplateValue[] {
  if (step.kind === "descendants") return descendants(value, budget);
  if (step.kind === "length") {
    return value instanceof JavaList
      ? [BigInt(value.values.length)]
      : value instanceof JavaMap
        ? [BigInt(value.entries.size)]
        : [];
  }
  if (value instanceof JavaMap) {
    if (step.kind === "all") return value.items();
    if (step.kind !== "names") return [];
    const names = step.names.filter((name) => value.entries.has(name));
    if (step.names.length === 1) return names.map((name) => value.entries.get(name) ?? null);
    return [new JavaMap(new Map(names.map((name) => [name, value.entries.get(name) ?? null])))];
  }
  if (!(value instanceof JavaList)) return [];
  const { values } = value;
  if (step.kind === "all") return values;
  if (step.kind === "slice") return values.slice(step.start, step.end);
  if (step.kind !== "indexes") return [];
  return step.indexes.flatMap((index) => {
    const item = values.at(index);
    return item === undefined ? [] : [item];
  });
}

/** Returns a value and all values inside it, each in front of its parts. */
function descendants(value: TemplateValue, budget: Budget): readonly TemplateValue[] {
  budget.spend(1);
  if (!(value instanceof JavaMap) && !(value instanceof JavaList)) return [];
  return budget.nested(() => [value, ...value.items().flatMap((item) => descendants(item, budget))]);
}

const STEPS: readonly (readonly [RegExp, (match: RegExpExecArray) => PathStep])[] = [
  [/\.\.(?=[^.])/y, () => ({ kind: "descendants" })],
  [/\.?\*|\.?\[\s*\*\s*\]/y, () => ({ kind: "all" })],
  [/\.length\(\)/y, () => ({ kind: "length" })],
  [/\.?([^\s.[\]()*'"?@$,:]+)/y, ([, name = ""]) => ({ kind: "names", names: [name] })],
  [
    /\.?\[\s*(-?\d+(?:\s*,\s*-?\d+)*)\s*\]/y,
    ([, list = ""]) => ({ kind: "indexes", indexes: list.split(",").map(Number) }),
  ],
  [
    /\.?\[\s*(-?\d+)?\s*:\s*(-?\d+)?\s*\]/y,
    ([, start, end]) => ({
      kind: "slice",
      start: start === undefined ? undefined : Number(start),
      end: end === undefined ? undefined : Number(end),
    }),
  ],
  [
    /\.?\[\s*((?:'[^']*'|"[^"]*")(?:\s*,\s*(?:'[^']*'|"[^"]*"))*)\s*\]/y,
    ([, list = ""]) => ({
      kind: "names",
      names: Array.from(list.matchAll(QUOTED_NAME), ([, a, b]) => a ?? b ?? ""),
    }),
  ],
];

const QUOTED_NAME = /'([^']*)'|"([^"]*)"/g;

/** Parsed paths. Most templates use the same few paths for every request. */
const parsedPaths = new Map<string, readonly PathStep[]>();

const MAX_PARSED_PATHS = 100;

function parsePath(path: string): readonly PathStep[] {
  const known = parsedPaths.get(path);
  if (known) return known;
  const steps: PathStep[] = [];
  let index = path.startsWith("$") ? 1 : 0;
  while (index < path.length) {
    const match = findStep(path, index);
    if (!match) {
      const rest = JSON.stringify(path.slice(index));
      const filter = path.startsWith("[?", index) ? " Filters are not supported; use #foreach and #if." : "";
      throw new RenderProblem(`the JSONPath ${JSON.stringify(path)} is not valid at ${rest}.${filter}`);
    }
    steps.push(match.step);
    index = match.end;
  }
  if (parsedPaths.size >= MAX_PARSED_PATHS) parsedPaths.clear();
  parsedPaths.set(path, steps);
  return steps;
}

function findStep(
  path: string,
  index: number,
): { readonly step: PathStep; readonly end: number } | undefined {
  for (const [pattern, create] of STEPS) {
    pattern.lastIndex = index;
    const match = pattern.exec(path);
    if (match) return { step: create(match), end: pattern.lastIndex };
  }
  return undefined;
}
