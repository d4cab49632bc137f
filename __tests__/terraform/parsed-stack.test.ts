import { type Reference, references, Stack, StackError } from "#terraform";

const ref = (address: string, ...attribute: string[]): Reference => ({
  address,
  attribute,
  text: [address, ...attribute].join("."),
});

describe("references()", () => {
  test.each<[string, unknown, Reference[]]>([
    ["an attribute is referenced", "${aws_sns_topic.alarms.arn}", [ref("aws_sns_topic.alarms", "arn")]],
    [
      "text contains references",
      "a ${aws_a.b.c}/x ${aws_d.e-f.g}",
      [ref("aws_a.b", "c"), ref("aws_d.e-f", "g")],
    ],
    ["a data source is referenced", "${data.aws_region.here.name}", [ref("data.aws_region.here", "name")]],
    [
      "a string in an expression contains references",
      '${jsonencode({ "a" = "aws_x.y ${aws_a.b.c} ${lookup(m, "}") } ${join("-", [aws_d.e.f])} $${aws_x.y}" })}',
      [ref("aws_a.b", "c"), ref("aws_d.e", "f")],
    ],
    [
      "a string with escaped quotes contains a reference",
      '${jsonencode("\\"${aws_a.b.c}\\" aws_x.y.z %{if aws_d.e.f}")}',
      [ref("aws_a.b", "c"), ref("aws_d.e", "f")],
    ],
    [
      "a nested value contains a reference",
      { a: [{ b: "${aws_a.b.c}" }], d: 1, e: null },
      [ref("aws_a.b", "c")],
    ],
    [
      "a function has a reference as argument",
      '${join(",", [aws_a.b.c, "aws_x.y.z }"])}',
      [ref("aws_a.b", "c")],
    ],
    ["the resource itself is referenced", "${aws_a.b}", [ref("aws_a.b")]],
    ["a reference follows an object", "${merge({ a = 1 }, aws_a.b.c)}", [ref("aws_a.b", "c")]],
    ["a directive contains a reference", "%{ if aws_a.b.c }x%{ endif }", [ref("aws_a.b", "c")]],
    ["an interpolation is escaped", "$${aws_a.b.c}", []],
    ["an address is plain text", "aws_a.b.c", []],
    ["variables, locals and each.value are used", "${var.aws_a.b} ${local.a_b.c} ${each.value_x.y}", []],
  ])("references() returns all references if %s", (_, value, expected) => {
    expect(references(value)).toEqual(expected);
  });

  test("the attribute of a reference into a list contains the index", () => {
    expect(references("${aws_a.b.c[0].d}")).toEqual([
      { address: "aws_a.b", attribute: ["c", "0", "d"], text: "aws_a.b.c[0].d" },
    ]);
  });
});

const STACK = Stack.parse(
  JSON.stringify({
    resource: {
      aws_a: {
        one: {
          "//": { metadata: { path: "test/one/Default" } },
          name: "the-one",
          list: [{ key: "first" }],
          number: 3,
          arn_of: "${aws_b.two.arn}",
          both: "${aws_b.two.arn} ${aws_a.one.name}",
          nowhere: "just text",
          depends_on: ["aws_b.two"],
        },
      },
      aws_b: {
        two: {
          name: "${aws_a.one.name}-and-two",
          block: { url: "https://${aws_a.one.name}/${aws_a.one.number}?${aws_a.one.arn}" },
          first: "${aws_a.one.list[0].key}",
          number: "${aws_a.one.number}",
        },
      },
    },
  }),
);

describe("a stack", () => {
  test("a resource has its arguments and its construct path", () => {
    expect(STACK.resources.map(({ address }) => address)).toEqual(["aws_a.one", "aws_b.two"]);
    expect(STACK.at("aws_a.one")).toMatchObject({
      type: "aws_a",
      name: "one",
      constructPath: "test/one/Default",
    });
    expect(STACK.at("aws_a.one").values["//"]).toBeUndefined();
    expect(STACK.ofType("aws_c")).toEqual([]);
  });

  test("the error for an unknown address lists the known addresses of the same type", () => {
    expect(() => STACK.at("aws_a.two")).toThrow(
      new StackError("no resource aws_a.two; available: aws_a.one"),
    );
    expect(() => STACK.at("aws_c.two")).toThrow(
      new StackError("no resource aws_c.two; the stack has no aws_c"),
    );
  });

  test("find accepts an instance key, and returns undefined for an unknown address", () => {
    expect(STACK.find("aws_a.one")).toBe(STACK.at("aws_a.one"));
    expect(STACK.find('aws_a.one["x.y"]')).toBe(STACK.at("aws_a.one"));
    expect(STACK.find("aws_a.two")).toBeUndefined();
  });

  test("JSON without resources is an empty stack", () => {
    expect(Stack.parse("{}").resources).toEqual([]);
  });

  test.each(["", "[]", "3", '{"resource":3}'])("parse() rejects the string %j", (json) => {
    expect(() => Stack.parse(json)).toThrow(StackError);
  });
});

describe("follow()", () => {
  test("follow() returns the resource that the last argument refers to", () => {
    expect(STACK.follow(STACK.at("aws_a.one"), "arn_of", "name").address).toBe("aws_a.one");
  });

  test.each([
    ["missing", "aws_a.one: missing is not set"],
    ["nowhere", 'aws_a.one: nowhere is "just text"; expected a reference to a resource'],
    ["both", "aws_a.one: both refers to aws_b.two and aws_a.one; expected one resource"],
  ])("follow() rejects the argument %s with the reason", (step, message) => {
    expect(() => STACK.follow(STACK.at("aws_a.one"), step)).toThrow(new StackError(message));
  });
});

test("resolve() replaces references to configured arguments, and keeps all other references", () => {
  expect(STACK.resolve(STACK.at("aws_b.two").values)).toEqual({
    name: "the-one-and-two",
    block: { url: "https://the-one/3?${aws_a.one.arn}" },
    first: "first",
    number: 3,
  });
});

test("resolve() keeps references that form a cycle", () => {
  const cycle = Stack.parse('{"resource":{"aws_a":{"x":{"a":"${aws_a.y.a}"},"y":{"a":"${aws_a.x.a}"}}}}');
  expect(cycle.resolve("${aws_a.x.a}")).toBe("${aws_a.x.a}");
});

test("dangling() lists references to missing resources, and invalid dependencies", () => {
  const json =
    '{"resource":{"aws_a":{"x":{"a":"${aws_b.y.arn} ${data.aws_r.z.id}","depends_on":["aws_c.z","${aws_a.x}"]}}}}';
  expect(Stack.parse(json).dangling()).toEqual([
    "aws_a.x refers to aws_b.y",
    "aws_a.x refers to aws_c.z",
    'aws_a.x refers to "${aws_a.x}", which is not an address',
  ]);
  expect(STACK.dangling()).toEqual([]);
});
