import { encode } from "@msgpack/msgpack";
import fc from "fast-check";
import { decodeValue, encodeValue, isObject, UNKNOWN, type Value } from "../../../src/plan/provider";

function hex(value: Value): string {
  return Buffer.from(encodeValue(value).msgpack ?? []).toString("hex");
}

function fromHex(text: string): Value {
  return decodeValue({ msgpack: Buffer.from(text, "hex") });
}

describe("what is unknown", () => {
  test("is the extension of type 0 that terraform writes", () => {
    expect(hex(UNKNOWN)).toBe("d40000");
    expect(fromHex("d40000")).toBe(UNKNOWN);
  });

  test("is unknown also where terraform knows something of it", () => {
    // An extension of type 12, whose content says that it is not null.
    expect(fromHex("c7030c8101c2")).toBe(UNKNOWN);
  });

  test("may stand anywhere in a value", () => {
    const value = { name: UNKNOWN, list: [UNKNOWN, "a", null], inner: { one: UNKNOWN } };
    const again = decodeValue(encodeValue(value));
    expect(again).toStrictEqual(value);
    expect((again as typeof value).list[0]).toBe(UNKNOWN);
  });
});

describe("a number", () => {
  test.each([0, -1, 127, 128, 65_535, 4_294_967_295, 0.5, -2.25])(
    "that a float holds, %d, stays what it is",
    (number) => {
      expect(decodeValue(encodeValue(number))).toBe(number);
    },
  );

  test("of 64 bits keeps every digit", () => {
    expect(fromHex("cf7fffffffffffffff")).toBe(9_223_372_036_854_775_807n);
    expect(hex(9_223_372_036_854_775_807n)).toBe("cf7fffffffffffffff");
    expect(fromHex("d38000000000000000")).toBe(-9_223_372_036_854_775_808n);
  });

  test("that no float holds is the text that terraform wrote", () => {
    expect(decodeValue(encodeValue("0.1"))).toBe("0.1");
    expect(decodeValue(encodeValue("123456789012345678901234567890"))).toBe("123456789012345678901234567890");
  });
});

test("a value of dynamic type comes back with its type, as it came", () => {
  const dynamic = [Buffer.from('"string"'), "a"];
  expect(Buffer.from(encode(decodeValue({ msgpack: encode(dynamic) })))).toStrictEqual(
    Buffer.from(encode(dynamic)),
  );
});

test("whatever terraform may send comes back as it came", () => {
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
  test("may come as JSON", () => {
    expect(decodeValue({ json: Buffer.from('{"a":[1,null]}') })).toStrictEqual({ a: [1, null] });
  });

  test("that is not there at all is null", () => {
    expect(decodeValue({ msgpack: Buffer.alloc(0), json: Buffer.alloc(0) })).toBeNull();
  });

  test("is an object only where it has names", () => {
    const objects: Value[] = [{}, { a: 1 }];
    const others: (Value | undefined)[] = [null, UNKNOWN, [], "a", 1, new Uint8Array(1), undefined];
    expect(objects.every(isObject)).toBe(true);
    expect(others.some(isObject)).toBe(false);
  });
});
