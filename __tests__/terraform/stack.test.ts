import { type Reference, references, Stack, StackError } from "#terraform";

const ref = (address: string, ...attribute: string[]): Reference => ({
  address,
  attribute,
  text: [address, ...attribute].join("."),
});

describe("references", () => {
  test.each<[string, unknown, Reference[]]>([
    ["an attribute", "${aws_sns_topic.alarms.arn}", [ref("aws_sns_topic.alarms", "arn")]],
    ["within text", "a ${aws_a.b.c}/x ${aws_d.e-f.g}", [ref("aws_a.b", "c"), ref("aws_d.e-f", "g")]],
    ["of a data source", "${data.aws_region.here.name}", [ref("data.aws_region.here", "name")]],
    ["deep in a value", { a: [{ b: "${aws_a.b.c}" }], d: 1, e: null }, [ref("aws_a.b", "c")]],
    ["within a function", '${join(",", [aws_a.b.c, "aws_x.y.z }"])}', [ref("aws_a.b", "c")]],
    ["of the resource itself", "${aws_a.b}", [ref("aws_a.b")]],
    ["after a block of its own", "${merge({ a = 1 }, aws_a.b.c)}", [ref("aws_a.b", "c")]],
    ["in a directive", "%{ if aws_a.b.c }x%{ endif }", [ref("aws_a.b", "c")]],
    ["an escaped one is none", "$${aws_a.b.c}", []],
    ["text is none", "aws_a.b.c", []],
    ["variables and locals are none", "${var.aws_a.b} ${local.a_b.c} ${each.value_x.y}", []],
  ])("%s", (_, value, expected) => {
    expect(references(value)).toEqual(expected);
  });

  test("into a list have its index", () => {
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
  test("has resources with their arguments and the construct that made them", () => {
    expect(STACK.resources.map(({ address }) => address)).toEqual(["aws_a.one", "aws_b.two"]);
    expect(STACK.at("aws_a.one")).toMatchObject({
      type: "aws_a",
      name: "one",
      constructPath: "test/one/Default",
    });
    expect(STACK.at("aws_a.one").values["//"]).toBeUndefined();
    expect(STACK.ofType("aws_c")).toEqual([]);
  });

  test("says what there is instead of what is not there", () => {
    expect(() => STACK.at("aws_a.two")).toThrow(new StackError("there is no aws_a.two; there is aws_a.one"));
    expect(() => STACK.at("aws_c.two")).toThrow(new StackError("there is no aws_c.two; nor any of its type"));
  });

  test("is asked for what may not be there, and for one of several instances", () => {
    expect(STACK.find("aws_a.one")).toBe(STACK.at("aws_a.one"));
    expect(STACK.find('aws_a.one["x.y"]')).toBe(STACK.at("aws_a.one"));
    expect(STACK.find("aws_a.two")).toBeUndefined();
  });

  test("without resources is one", () => {
    expect(Stack.parse("{}").resources).toEqual([]);
  });

  test.each(["", "[]", "3", '{"resource":3}'])("is not made of %j", (json) => {
    expect(() => Stack.parse(json)).toThrow(StackError);
  });
});

describe("follow", () => {
  test("leads to the resource that an argument refers to, step by step", () => {
    expect(STACK.follow(STACK.at("aws_a.one"), "arn_of", "name").address).toBe("aws_a.one");
  });

  test.each([
    ["missing", "aws_a.one has no missing"],
    ["nowhere", 'aws_a.one: nowhere leads nowhere, it is "just text"'],
    ["both", "aws_a.one: both leads to aws_b.two and aws_a.one"],
  ])("by %s says why it cannot", (step, message) => {
    expect(() => STACK.follow(STACK.at("aws_a.one"), step)).toThrow(new StackError(message));
  });
});

test("resolve puts in what was configured, and leaves what only AWS knows", () => {
  expect(STACK.resolve(STACK.at("aws_b.two").values)).toEqual({
    name: "the-one-and-two",
    block: { url: "https://the-one/3?${aws_a.one.arn}" },
    first: "first",
    number: 3,
  });
});

test("resolve leaves a circle of references as it is", () => {
  const circle = Stack.parse('{"resource":{"aws_a":{"x":{"a":"${aws_a.y.a}"},"y":{"a":"${aws_a.x.a}"}}}}');
  expect(circle.resolve("${aws_a.x.a}")).toBe("${aws_a.x.a}");
});

test("dangling names references and dependencies on what is not there", () => {
  const json =
    '{"resource":{"aws_a":{"x":{"a":"${aws_b.y.arn} ${data.aws_r.z.id}","depends_on":["aws_c.z","${aws_a.x}"]}}}}';
  expect(Stack.parse(json).dangling()).toEqual([
    "aws_a.x refers to aws_b.y",
    "aws_a.x refers to aws_c.z",
    'aws_a.x refers to "${aws_a.x}", which is no address',
  ]);
  expect(STACK.dangling()).toEqual([]);
});
