import { assertions, StackAssertionError } from "gatewright/testing";
import { Stack } from "#terraform";

const STACK_JSON = JSON.stringify({
  resource: {
    aws_queue: {
      one: { name: "one", size: 1, block: { deep: ["a", { b: "c" }] }, sends_to: "${aws_topic.t.arn}" },
      two: { name: "two", size: 1, block: { deep: [] } },
    },
    aws_topic: { t: { name: "t" } },
  },
});
const { only, all, none, leadsTo, stack } = assertions(STACK_JSON);

/** Runs an assertion that must fail, and returns its error message. */
function failureMessage(assertion: () => unknown): string {
  try {
    assertion();
  } catch (error) {
    expect(error).toBeInstanceOf(StackAssertionError);
    return (error as Error).message;
  }
  throw new Error("the assertion passed");
}

describe("only()", () => {
  test("only() returns the only resource that matches the shape", () => {
    expect(only("aws_queue", { name: "one" })).toBe(stack.at("aws_queue.one"));
    expect(only("aws_queue", { name: /^tw/ })).toBe(stack.at("aws_queue.two"));
    expect(only("aws_queue", { block: { deep: ["a", { b: "c" }] } })).toBe(stack.at("aws_queue.one"));
    expect(only("aws_queue", { sends_to: undefined })).toBe(stack.at("aws_queue.two"));
    expect(only("aws_topic")).toBe(stack.at("aws_topic.t"));
  });

  test("an object in a shape does not match a string, a list or a missing argument", () => {
    expect(failureMessage(() => only("aws_topic", { block: {} }))).toContain("block is not set, expected {}");
    expect(failureMessage(() => only("aws_topic", { name: { length: 1 } }))).toContain(
      'name is "t", expected {"length":1}',
    );
    expect(failureMessage(() => only("aws_queue", { name: "one", block: { deep: {} } }))).toContain(
      "expected {}",
    );
  });

  test("the stack trace starts at the line of the assertion", () => {
    try {
      only("aws_lake");
    } catch (error) {
      expect((error as Error).stack?.split("\n")[1]).toContain("assertions.test.ts");
    }
  });

  test("only() fails if several resources match the shape", () => {
    expect(failureMessage(() => only("aws_queue", { size: 1 }))).toBe(
      'expected one aws_queue with {"size":1}, found 2: aws_queue.one, aws_queue.two',
    );
  });

  test("only() fails if no resource matches the shape, and lists the differences of each resource", () => {
    expect(failureMessage(() => only("aws_queue", { name: /x/, block: { deep: ["a"] } }))).toBe(
      [
        'expected one aws_queue with {"name":"/x/","block":{"deep":["a"]}}, found ',
        '  aws_queue.one: name is "one", expected /x/; block.deep is ["a",{"b":"c"}], expected ["a"]',
        '  aws_queue.two: name is "two", expected /x/; block.deep is [], expected ["a"]',
      ].join("\n"),
    );
    expect(failureMessage(() => only("aws_lake"))).toBe("expected one aws_lake, found no such resource");
  });
});

describe("all()", () => {
  test("all() returns every resource of the type", () => {
    expect(all("aws_queue", { size: 1 }).map(({ name }) => name)).toEqual(["one", "two"]);
  });

  test("all() fails if a resource differs, or if there is no resource of the type", () => {
    expect(failureMessage(() => all("aws_queue", { name: "one" }))).toBe(
      'expected each aws_queue with {"name":"one"}, found \n  aws_queue.two: name is "two", expected "one"',
    );
    expect(failureMessage(() => all("aws_lake"))).toBe("expected each aws_lake, found no such resource");
  });
});

describe("none()", () => {
  test("none() passes if no resource matches the shape", () => {
    none("aws_queue", { size: 2 });
    none("aws_lake");
  });

  test("none() fails if a resource matches the shape", () => {
    expect(failureMessage(() => none("aws_queue", { name: "two" }))).toBe(
      'expected no aws_queue with {"name":"two"}, found aws_queue.two',
    );
  });
});

describe("leadsTo()", () => {
  test("leadsTo() passes if the references lead to the resource", () => {
    leadsTo(stack.at("aws_queue.one"), ["sends_to"], stack.at("aws_topic.t"));
  });

  test("leadsTo() fails if the references lead to another resource", () => {
    expect(
      failureMessage(() => leadsTo(stack.at("aws_queue.one"), ["sends_to"], stack.at("aws_queue.two"))),
    ).toBe("expected aws_queue.one to reach aws_queue.two through sends_to, found aws_topic.t");
  });
});

test("assertions() accepts a parsed stack", () => {
  const parsed = Stack.parse(STACK_JSON);
  expect(assertions(parsed).stack).toBe(parsed);
});
