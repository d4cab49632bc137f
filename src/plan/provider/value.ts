import { decode, ExtensionCodec, encode } from "@msgpack/msgpack";

/** Value that is known only after apply. */
export class Unknown {
  static readonly value = new Unknown();
  /** Makes an unknown value differ from an empty object in deep comparisons. */
  readonly isUnknown = true;
  private constructor() {}
}
export const UNKNOWN = Unknown.value;

/**
 * Decoded value of an attribute. A set is decoded to an array. A number that a float cannot represent exactly
 * is decoded to a string, so only the schema shows that the value is a number. A value of dynamic type is
 * decoded to an array of two items: its type, as the bytes of a JSON string, and the value.
 * @see https://developer.hashicorp.com/terraform/plugin/terraform-plugin-protocol#messagepack-encoding
 */
export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | Unknown
  | readonly Value[]
  | ObjectValue;
/** Value of an object or a map. */
export interface ObjectValue {
  readonly [name: string]: Value;
}

/** Encoded value in a gRPC message, either as MessagePack or as JSON. */
export interface DynamicValue {
  readonly msgpack?: Uint8Array;
  readonly json?: Uint8Array;
}

/**
 * MessagePack extension types of unknown values. A refined unknown value has additional constraints, such as
 * a known prefix. The decoder ignores these constraints.
 */
const UNKNOWN_TYPE = 0;
const REFINED_UNKNOWN_TYPE = 12;

const codec = new ExtensionCodec();
codec.register({
  type: UNKNOWN_TYPE,
  encode: (value) => (value instanceof Unknown ? new Uint8Array([0]) : null),
  decode: () => UNKNOWN,
});
codec.register({ type: REFINED_UNKNOWN_TYPE, encode: () => null, decode: () => UNKNOWN });

/** Options that decode unknown values, and keep 64-bit integers exact. */
const OPTIONS = { extensionCodec: codec, useBigInt64: true } as const;

export function decodeValue({ msgpack, json }: DynamicValue): Value {
  if (msgpack && msgpack.length > 0) return decode(msgpack, OPTIONS) as Value;
  return json && json.length > 0 ? JSON.parse(Buffer.from(json).toString()) : null;
}

export function encodeValue(value: Value): DynamicValue {
  return { msgpack: encode(value, OPTIONS) };
}

export function isObject(value: Value | undefined): value is ObjectValue {
  return (
    value !== null &&
    typeof value === "object" &&
    !Array.isArray(value) &&
    !(value instanceof Unknown) &&
    !(value instanceof Uint8Array)
  );
}
