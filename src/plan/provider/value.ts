import { decode, ExtensionCodec, encode } from "@msgpack/msgpack";

/** What terraform will know only after the apply. */
export class Unknown {
  static readonly value = new Unknown();
  /** Without something of its own it would equal any empty object. */
  readonly isUnknown = true;
  private constructor() {}
}
export const UNKNOWN = Unknown.value;

/**
 * A value of Terraform's. A set is an array. A number that no float holds exactly is a text, of which the schema alone
 * says that it is a number; a value of dynamic type is an array of its type, as JSON in bytes, and the value.
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
/** An object, or a map. */
export interface ObjectValue {
  readonly [name: string]: Value;
}

/** As gRPC brings it: one of the two is there. */
export interface DynamicValue {
  readonly msgpack?: Uint8Array;
  readonly json?: Uint8Array;
}

/** What is unknown is an extension: of this type, or of the other where something is known of it, which is let go. */
const UNKNOWN_TYPE = 0;
const REFINED_UNKNOWN_TYPE = 12;

const codec = new ExtensionCodec();
codec.register({
  type: UNKNOWN_TYPE,
  encode: (value) => (value instanceof Unknown ? new Uint8Array([0]) : null),
  decode: () => UNKNOWN,
});
codec.register({ type: REFINED_UNKNOWN_TYPE, encode: () => null, decode: () => UNKNOWN });

/** With whole numbers of 64 bits as they are. */
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
