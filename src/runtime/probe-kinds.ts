import type { StandardSchemaV1 } from "@standard-schema/spec";
import { jsonPointer, pathKeys } from "#contract";

/** Kind of value that the text of a parameter can become. */
export type Kind = "string" | "number" | "boolean" | "list";

/** Text of a request: the only value of a parameter, or an item of its list. */
export interface Slot {
  readonly name: string;
  /** Index in the list. Default: the value is no list. */
  readonly index?: number;
  readonly text: string;
}

/** Returns the number or boolean in a string, or `undefined` for any other string. */
export function parseScalar(text: string): number | boolean | undefined {
  if (text === "true" || text === "false") return text === "true";
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}

/** Numbers of typical ranges. The last two are outside of most ranges, at both ends. */
const NUMBERS = [0, 1, 2, 20, 50, 100, 1000, 2000, 1e6, -1, 0.5, -987654321, 987654321];

/** Sample values of each kind. The text of the caller is added to them. */
const SAMPLES: Readonly<Record<Kind, readonly unknown[]>> = {
  string: ["true", "false", ...NUMBERS.map(String)],
  number: NUMBERS,
  boolean: [true, false],
  list: [[], ["1"], ["2"]],
};

/** Result of the validation of a sample. */
interface SampleResult {
  /** Output of the schema, if it accepts all texts. */
  readonly output?: { readonly value: unknown };
  /** Issues by the name of the parameter; an empty name for the whole part. */
  readonly issues: ReadonlyMap<string, readonly StandardSchemaV1.Issue[]>;
}

/** Evaluation of the results for the samples of one kind. */
export interface Evidence {
  /**
   * 2 if the schema accepts a sample. 1 if a sample has no issues, but the part as a whole has issues. Also 1 if the
   * issues depend on the sample, as for a number outside its range. 0 if the kind is wrong.
   */
  readonly level: 0 | 1 | 2;
  /** True if the output depends on the sample. Undefined if outputs are missing, because another text is invalid. */
  readonly isVaried?: boolean;
}

export type EvidenceByKind = Readonly<Record<Kind, Evidence>>;

/**
 * Determines which kinds of values a schema accepts for texts, by validating samples of each kind. Each validation
 * contains a sample for every text, so the number of validations does not depend on the number of texts.
 * @param build returns the value of the part, with a sample for each of the texts
 */
export async function probeKinds(
  schema: StandardSchemaV1,
  slots: readonly Slot[],
  build: (sample: (slot: Slot) => unknown) => unknown,
): Promise<EvidenceByKind[]> {
  const results = {} as Record<Kind, SampleResult[]>;
  for (const kind of Object.keys(SAMPLES) as Kind[]) {
    const samples = [...SAMPLES[kind].map((sample) => () => sample), (slot: Slot) => ownSample(kind, slot)];
    results[kind] = await Promise.all(samples.map((sample) => probeSample(schema, build(sample))));
  }
  return slots.map((slot) => ({
    string: evaluate(slot, "string", results.string),
    number: evaluate(slot, "number", results.number),
    boolean: evaluate(slot, "boolean", results.boolean),
    list: evaluate(slot, "list", results.list),
  }));
}

/** Returns the text of the caller as a value of a kind, or another sample if the text contains no such value. */
function ownSample(kind: Kind, { text }: Slot): unknown {
  if (kind === "list") return [text];
  const value = kind === "string" ? text : parseScalar(text);
  return typeof value === kind ? value : SAMPLES[kind][0];
}

async function probeSample(schema: StandardSchemaV1, value: unknown): Promise<SampleResult> {
  const result = await validateSample(schema, value);
  if (!result.issues) return { output: result, issues: new Map() };
  const issues = new Map<string, StandardSchemaV1.Issue[]>();
  for (const issue of result.issues) {
    const [name = ""] = pathKeys(issue.path);
    const same = issues.get(name);
    if (same) same.push(issue);
    else issues.set(name, [issue]);
  }
  return { issues };
}

/** Validates a sample. A check of a schema may throw for a value of another type than it expects. */
async function validateSample(
  schema: StandardSchemaV1,
  value: unknown,
): Promise<StandardSchemaV1.Result<unknown>> {
  try {
    return await schema["~standard"].validate(value);
  } catch {
    return { issues: [{ message: "" }] };
  }
}

function evaluate(slot: Slot, kind: Kind, results: readonly SampleResult[]): Evidence {
  const own = results.map(({ issues }) => issuesOf(slot, issues.get(slot.name)));
  const accepted = results.filter(({ issues }, number) => own[number]?.length === 0 && !issues.has(""));
  if (accepted.length > 0) {
    const outputs = accepted.flatMap(({ output }) => output ?? []);
    const isVaried = new Set(outputs.map(({ value }) => formatOutput(slot, value))).size > 1;
    return isVaried || outputs.length === accepted.length ? { level: 2, isVaried } : { level: 2 };
  }
  const depth = slot.index === undefined ? 1 : 2;
  const isInside = own.some((issues) => issues.some(({ path = [] }) => path.length > depth));
  // The two samples before the text of the caller are at both ends of the range.
  const [low, high] = own.slice(-3, -1).map((issues, end) => formatIssues(issues, SAMPLES[kind].at(end - 2)));
  return { level: isInside || own.some((issues) => issues.length === 0) || low !== high ? 1 : 0 };
}

function issuesOf(
  { index }: Slot,
  issues: readonly StandardSchemaV1.Issue[] = [],
): readonly StandardSchemaV1.Issue[] {
  if (index === undefined) return issues;
  return issues.filter(({ path }) => [undefined, String(index)].includes(pathKeys(path)[1]));
}

/** Formats issues without the sample, which the messages of some libraries contain. */
function formatIssues(issues: readonly StandardSchemaV1.Issue[], sample: unknown): string {
  return issues
    .map(({ path, message }) => jsonPointer(path) + message.replaceAll(String(sample), ""))
    .join("\n");
}

function formatOutput({ name }: Slot, output: unknown): string {
  const fields: Readonly<Record<string, unknown>> = Object(output);
  const value = Object.hasOwn(fields, name) ? (fields[name] ?? output) : output;
  try {
    return JSON.stringify(value) ?? "";
  } catch {
    return String(value);
  }
}
