import { encode } from "@msgpack/msgpack";
import fc from "fast-check";
import { decodeValue, encodeValue, isObject, UNKNOWN, type Value } from "../../../src/plan/provider";

function hex(value: Value): string {
  return Buffer.from(encodeValue(value).msgpack ?? []).toString("hex");
}

function fromHex(text: string): Value {
  return decodeValue({ msgpack: Buffer.from(text, "hex") });
}

describe("an unknown value", () => {
  test("an unknown value is the MessagePack extension 0", () => {
    expect(hex(UNKNOWN)).toBe("d40000");
    expect(fromHex("d40000")).toBe(UNKNOWN);
  });

  test("a refined unknown value is unknown", () => {
    // MessagePack extension of type 12. Its content means "not null".
    expect(fromHex("c7030c8101c2")).toBe(UNKNOWN);
  });

  test("an unknown value can be nested at any depth", () => {
    const value = { name: UNKNOWN, list: [UNKNOWN, "a", null], inner: { one: UNKNOWN } };
    const again = decodeValue(encodeValue(value));
    expect(again).toStrictEqual(value);
    expect((again as typeof value).list[0]).toBe(UNKNOWN);
  });
});

describe("a number", () => {
  test.each([0, -1, 127, 128, 65_535, 4_294_967_295, 0.5, -2.25])(
    "the number %d keeps its value",
    (number) => {
      expect(decodeValue(encodeValue(number))).toBe(number);
    },
  );

  test("a 64-bit integer keeps every digit", () => {
    expect(fromHex("cf7fffffffffffffff")).toBe(9_223_372_036_854_775_807n);
    expect(hex(9_223_372_036_854_775_807n)).toBe("cf7fffffffffffffff");
    expect(fromHex("d38000000000000000")).toBe(-9_223_372_036_854_775_808n);
  });

  test("a number that a float cannot represent is kept as a string", () => {
    expect(decodeValue(encodeValue("0.1"))).toBe("0.1");
    expect(decodeValue(encodeValue("123456789012345678901234567890"))).toBe("123456789012345678901234567890");
  });
});

test("a dynamic value keeps its type", () => {
  const dynamic = [Buffer.from('"string"'), "a"];
  expect(Buffer.from(encode(decodeValue({ msgpack: encode(dynamic) })))).toStrictEqual(
    Buffer.from(encode(dynamic)),
  );
});

test("every value is unchanged after encoding and decoding", () => {
  const leaf = fc.oneof(
    fc.string(),
    fc.integer(),
    fc.double({ noNaN: true }),
    fc.boolean(),
    fc.constantFrom(null, UNKNOWN),
  );
  const names = fc.string().filter((name) => name !== "__proto__");
  const { value } = fc.letrec<{ value: Value }>((tie) => ({
    value: fc.oneof({ maxDepth: 4 }, leaf, fc.array(tie("value")), fc.dictionary(names, tie("value"))),
  }));
  fc.assert(
    fc.property(value, (any) => {
      const encoded = encodeValue(any).msgpack;
      expect(encodeValue(decodeValue({ msgpack: encoded })).msgpack).toStrictEqual(encoded);
    }),
  );
});

describe("a value", () => {
  test("a value can be encoded as JSON", () => {
    expect(decodeValue({ json: Buffer.from('{"a":[1,null]}') })).toStrictEqual({ a: [1, null] });
  });

  test("an absent value is decoded as null", () => {
    expect(decodeValue({ msgpack: Buffer.alloc(0), json: Buffer.alloc(0) })).toBeNull();
  });

  test("only a value with attribute names is an object", () => {
    const objects: Value[] = [{}, { a: 1 }];
    const others: (Value | undefined)[] = [null, UNKNOWN, [], "a", 1, new Uint8Array(1), undefined];
    expect(objects.every(isObject)).toBe(true);
    expect(others.some(isObject)).toBe(false);
  });
});
