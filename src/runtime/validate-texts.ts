import type { StandardSchemaV1 } from "@standard-schema/spec";
import { pathKeys } from "#contract";
import { inputJsonSchema, kindsOf } from "./json-schema-kinds";
import { type EvidenceByKind, type Kind, parseScalar, probeKinds, type Slot } from "./probe-kinds";
import { type InputError, type Parsed, toParsed } from "./validate";

/** Strings by name: a single value, or a list for a repeated name. */
export type TextValues = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Maximum number of kinds that are stored for a schema. A schema of a record accepts any name of a caller. */
const MAX_STORED_KINDS = 1000;

/** Maximum number of texts that are probed one by one, if the schema accepts no combination of their samples. */
const MAX_SINGLE_PROBES = 32;

/** Items of a list that can have different kinds, as in a tuple. All items after them have the kind of the last. */
const TUPLE_ITEMS = 8;

interface StoredKinds {
  readonly json: ReturnType<typeof inputJsonSchema>;
  /** Kinds that a text becomes instead of a string, if it contains such a value. */
  readonly wanted: Map<string, ReadonlySet<Kind>>;
}

const storedKinds = new WeakMap<StandardSchemaV1, StoredKinds>();

/**
 * Validates path parameters, query parameters or headers. All values arrive as strings, although the schema may require
 * other types. The kind of each value is therefore chosen before the validation: from the JSON Schema of the schema, or
 * else with samples. The errors refer to the chosen kind, and describe the value that the caller sent.
 */
export async function validateTexts(
  part: InputError["in"],
  schema: StandardSchemaV1,
  texts: TextValues,
): Promise<Parsed> {
  const parameters = new Parameters(schema, texts);
  let slots = parameters.newSlots();
  while (true) {
    if (slots.length > 0) await parameters.probe(slots);
    const result = await schema["~standard"].validate(parameters.value());
    // The kind of a value can depend on another value. The items of a list are found only after the list.
    slots = [...parameters.newSlots(), ...parameters.slotsOf(result.issues ?? [])];
    if (slots.length === 0) return toParsed(part, result);
  }
}

/** Returns the key under which the kinds of a text are stored. */
function slotKey({ name, index }: Place): string {
  return index === undefined ? name : `${Math.min(index, TUPLE_ITEMS - 1)}\0${name}`;
}

type Place = Omit<Slot, "text">;

/** Texts of a part of a request, which become values of the kinds that the schema requires. */
class Parameters {
  readonly #schema: StandardSchemaV1;
  readonly #texts: readonly (readonly [string, string | readonly string[]])[];
  readonly #stored: StoredKinds;
  readonly #probed = new Set<string>();
  readonly #uncertain: Slot[] = [];

  constructor(schema: StandardSchemaV1, texts: TextValues) {
    this.#schema = schema;
    this.#texts = Object.entries(texts).flatMap(([name, text]) => (text === undefined ? [] : [[name, text]]));
    this.#stored = storedKinds.get(schema) ?? { json: inputJsonSchema(schema), wanted: new Map() };
    storedKinds.set(schema, this.#stored);
  }

  /** Returns the texts that may contain another kind of value, and whose kinds are not stored. */
  newSlots(): Slot[] {
    return this.#slots().filter((slot) => {
      const isValue = parseScalar(slot.text) !== undefined || this.#jsonKinds(slot)?.has("list");
      return isValue && !this.#stored.wanted.has(slotKey(slot));
    });
  }

  /** Returns the texts of issues whose kinds are not certain. */
  slotsOf(issues: readonly StandardSchemaV1.Issue[]): Slot[] {
    const names = new Set(issues.map(({ path }) => pathKeys(path)[0]));
    const isNamed = ({ name }: Slot) => names.has(name) || names.has(undefined);
    return issues.length === 0 ? [] : this.#slots().filter((slot) => isNamed(slot) && !this.#jsonKinds(slot));
  }

  /**
   * Returns the value of the part for its validation.
   * @param samples values that replace texts, by the key of the text. Lists then have only the items that can have
   * samples, so that probing a long list takes little time
   */
  value(samples?: ReadonlyMap<string, unknown>): unknown {
    const item = (text: string, name: string, index: number) => {
      const key = slotKey({ name, index });
      return samples?.has(key) ? samples.get(key) : this.#read(text, { name, index });
    };
    const entries = this.#texts.map(([name, value]) => {
      if (typeof value !== "string") {
        const texts = samples ? value.slice(0, TUPLE_ITEMS) : value;
        return [name, texts.map((text, index) => item(text, name, index))];
      }
      if (samples?.has(name)) return [name, samples.get(name)];
      const isList = this.#wanted({ name }).has("list") && this.#read(value, { name }) === value;
      return [name, isList ? [item(value, name, 0)] : this.#read(value, { name })];
    });
    return Object.fromEntries(entries);
  }

  /** Chooses and stores the kinds of texts, and of previous texts whose evidence was not sufficient. */
  async probe(slots: readonly Slot[]): Promise<void> {
    for (const slot of slots) this.#probed.add(slotKey(slot));
    await this.#probeTogether([...slots, ...this.#uncertain.splice(0)]);
  }

  /**
   * Probes texts together. After the kinds of some texts are known, probes the texts without sufficient evidence again.
   */
  async #probeTogether(slots: readonly Slot[]): Promise<void> {
    const evidence = await probeKinds(this.#schema, slots, (sample) =>
      this.value(new Map(slots.map((slot) => [slotKey(slot), sample(slot)]))),
    );
    const uncertain = slots.filter((slot, number) => !this.#choose(slot, evidence[number] as EvidenceByKind));
    if (uncertain.length === 0) return;
    if (uncertain.length < slots.length) return this.#probeTogether(uncertain);
    if (slots.length === 1 || slots.length > MAX_SINGLE_PROBES) this.#uncertain.push(...slots);
    else for (const slot of slots) await this.#probeTogether([slot]);
  }

  /** Stores the required kinds of a text. @returns false if the evidence is not sufficient */
  #choose(slot: Slot, evidence: EvidenceByKind): boolean {
    const json = this.#jsonKinds(slot);
    const kinds = VALUE_KINDS.map((kind) => [kind, isWanted(kind, evidence, json)] as const);
    const isMissing = kinds.some(([, isChosen]) => isChosen === undefined);
    // A kind that is accepted more than text is certain. A kind on which the output depends is one of several.
    const isCertain = kinds.some(
      ([kind, isChosen]) => isChosen && evidence[kind].level > evidence.string.level,
    );
    if (isMissing && !isCertain) return false;
    const { wanted } = this.#stored;
    if (wanted.size >= MAX_STORED_KINDS) wanted.clear();
    wanted.set(slotKey(slot), new Set(kinds.filter(([, isChosen]) => isChosen).map(([kind]) => kind)));
    return true;
  }

  /** Returns the places of all texts whose kinds were not probed in this request. */
  #slots(): Slot[] {
    const slots = this.#texts.flatMap(([name, value]) => {
      if (typeof value !== "string")
        return value.slice(0, TUPLE_ITEMS).map((text, index) => ({ name, index, text }));
      const isList = this.#stored.wanted.get(name)?.has("list") && this.#read(value, { name }) === value;
      return isList ? { name, index: 0, text: value } : { name, text: value };
    });
    return slots.filter((slot) => !this.#probed.has(slotKey(slot)));
  }

  #jsonKinds({ name, index }: Place): ReadonlySet<Kind> | undefined {
    return this.#stored.json && kindsOf(this.#stored.json, name, index);
  }

  #wanted(place: Place): ReadonlySet<Kind> {
    return this.#stored.wanted.get(slotKey(place)) ?? this.#jsonKinds(place) ?? new Set();
  }

  /** Returns the number or boolean in a text if the schema requires it, and otherwise the text. */
  #read(text: string, place: Place): unknown {
    const scalar = parseScalar(text);
    return scalar !== undefined && this.#wanted(place).has(typeof scalar as Kind) ? scalar : text;
  }
}

const VALUE_KINDS = ["number", "boolean", "list"] as const;

/**
 * Returns true if a schema requires a kind of value instead of text. If a schema accepts every value, the required kind
 * is the one on which the output depends. Returns `undefined` if the evidence is not sufficient.
 */
function isWanted(
  kind: Kind,
  evidence: EvidenceByKind,
  json: ReadonlySet<Kind> | undefined,
): boolean | undefined {
  const { string, [kind]: other } = evidence;
  if (json && string.level < 2) return json.has(kind);
  if (!json && (other.level !== string.level || string.level === 0)) return other.level > string.level;
  if (string.isVaried === undefined) return undefined;
  if (string.isVaried) return false;
  return json ? json.has(kind) : other.isVaried;
}
