import type { ObjectValue } from "../value";
import {
  type AttributeTypes,
  STRING_LIST,
  STRING_MAP,
  type UtilityProvider,
  type UtilityType,
} from "./utility-type";

const KEEPERS: AttributeTypes = { keepers: STRING_MAP };

const CHARACTERS: UtilityType = {
  required: { length: "number" },
  optional: {
    ...KEEPERS,
    lower: "bool",
    min_lower: "number",
    min_numeric: "number",
    min_special: "number",
    min_upper: "number",
    number: "bool",
    numeric: "bool",
    override_special: "string",
    special: "bool",
    upper: "bool",
  },
  readOnly: { id: "string", result: "string" },
  defaults: {
    lower: true,
    min_lower: 0,
    min_numeric: 0,
    min_special: 0,
    min_upper: 0,
    special: true,
    upper: true,
  },
  alsoComputed: ["number", "numeric"],
  knownValues: syncNumeric,
};

const UUID: UtilityType = { optional: KEEPERS, readOnly: { id: "string", result: "string" } };

/**
 * Resource types of hashicorp/random 3.9.0. All results are unknown until the apply.
 *
 * @see https://registry.terraform.io/providers/hashicorp/random/3.9.0/docs
 */
export const RANDOM: UtilityProvider = {
  resource: {
    random_bytes: {
      required: { length: "number" },
      optional: KEEPERS,
      readOnly: { base64: "string", hex: "string" },
      sensitive: ["base64", "hex"],
    },
    random_id: {
      required: { byte_length: "number" },
      optional: { ...KEEPERS, prefix: "string" },
      readOnly: { b64_std: "string", b64_url: "string", dec: "string", hex: "string", id: "string" },
    },
    random_integer: {
      required: { max: "number", min: "number" },
      optional: { ...KEEPERS, seed: "string" },
      readOnly: { id: "string", result: "number" },
    },
    random_password: {
      ...CHARACTERS,
      readOnly: { ...CHARACTERS.readOnly, bcrypt_hash: "string" },
      sensitive: ["bcrypt_hash", "result"],
    },
    random_pet: {
      optional: { ...KEEPERS, length: "number", prefix: "string", separator: "string" },
      readOnly: { id: "string" },
      defaults: { length: 2, separator: "-" },
    },
    random_shuffle: {
      required: { input: STRING_LIST },
      optional: { ...KEEPERS, result_count: "number", seed: "string" },
      readOnly: { id: "string", result: STRING_LIST },
    },
    random_string: CHARACTERS,
    random_uuid: UUID,
    random_uuid4: UUID,
    random_uuid7: UUID,
  },
};

/**
 * Returns `numeric` and its deprecated name `number`, which always have the same value.
 * @param config configured values; the provider rejects a configuration that sets both names
 */
function syncNumeric(_planned: ObjectValue, { number = null, numeric = null }: ObjectValue): ObjectValue {
  const value = numeric ?? number ?? true;
  return { number: value, numeric: value };
}
