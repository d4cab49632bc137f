import { requireKnown, resolveStack, Stack } from "#terraform";

const ENVIRONMENT = "TF_VAR_x";

afterEach(() => {
  delete process.env[ENVIRONMENT];
});

/** Returns the value of a variable `x`. */
function read(variable: object, environment?: string): unknown {
  if (environment !== undefined) process.env[ENVIRONMENT] = environment;
  const json = { variable: { x: variable }, resource: { aws_thing: { it: { value: "${var.x}" } } } };
  const stack = Stack.parse(JSON.stringify(json));
  const resolved = resolveStack({ name: "test", dir: "/stack", stack });
  return requireKnown(resolved.find("aws_thing.it")?.values.value, "aws_thing.it: value");
}

// terraform 1.11 gives these values [measured].
test.each<[object, string, unknown]>([
  [{ type: "string", default: "a" }, "${not an expression}", "${not an expression}"],
  [{ type: "string" }, "7", "7"],
  [{}, "7", "7"],
  [{ default: 7 }, "8", "8"],
  [{ type: "number" }, "1.5e2", 150],
  [{ type: "number", default: 1 }, "-.5", -0.5],
  [{ type: "bool" }, "true", true],
  [{ type: "bool" }, "0", false],
  [{ type: "any" }, "7", 7],
  [{ type: "list(string)" }, "[1, 2]", ["1", "2"]],
  [{ type: "list(string)" }, "null", null],
  [{ type: "map(number)" }, '{ a = "1" }', { a: 1 }],
  [{ type: "object({ a = number })" }, "{ a = 1 }", { a: 1 }],
])("a variable %j has a value of its type if the environment contains %s", (variable, text, expected) => {
  expect(read(variable, text)).toEqual(expected);
});

// terraform 1.11 rejects each of these defaults [measured].
test.each([
  ["number", "abc", '"abc"'],
  ["number", "", '""'],
  ["number", " 7", '" 7"'],
  ["number", "0x10", '"0x10"'],
  ["number", true, "true"],
  ["bool", "True", '"True"'],
  ["bool", 1, "1"],
  ["string", ["a"], '["a"]'],
  ["list(string)", "a", '"a"'],
  ["list(string)", { a: "b" }, '{"a":"b"}'],
  ["list(number)", ["a"], '["a"]'],
  ["map(string)", ["a"], '["a"]'],
])("a default that is no %s, such as %j, is an error with its fix", (type, value, found) => {
  expect(() => read({ type, default: value })).toThrow(
    `aws_thing.it: value: cannot evaluate \${var.x} (the default of var.x is ${found}; expected ${type}). Correct the default of var.x.`,
  );
});

// terraform 1.11 rejects each of these texts [measured].
test.each([
  ["number", "abc", "number"],
  ["number", '"7"', "number"],
  ["number", "null", "number"],
  ["bool", "yes", "bool"],
  ["any", "abc", "JSON"],
  ["list(string)", "q", "list(string) in JSON"],
  ["list(number)", '["a"]', "list(number) in JSON"],
])(
  "a text in the environment that is no %s, such as %s, is an error with its fix",
  (type, text, expected) => {
    expect(() => read({ type }, text)).toThrow(
      `(TF_VAR_x is ${JSON.stringify(text)}; expected ${expected}). Correct TF_VAR_x.`,
    );
  },
);
