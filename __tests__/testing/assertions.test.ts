import { Stack } from "#terraform";
import { assertions, StackAssertionError } from "#testing";

const JSON_OF_TWO = JSON.stringify({
  resource: {
    aws_queue: {
      one: { name: "one", size: 1, block: { deep: ["a", { b: "c" }] }, sends_to: "${aws_topic.t.arn}" },
      two: { name: "two", size: 1, block: { deep: [] } },
    },
    aws_topic: { t: { name: "t" } },
  },
});
const { only, all, none, leadsTo, stack } = assertions(JSON_OF_TWO);

/** What an assertion that does not hold says. */
function said(assertion: () => unknown): string {
  try {
    assertion();
  } catch (error) {
    expect(error).toBeInstanceOf(StackAssertionError);
    return (error as Error).message;
  }
  throw new Error("the assertion held");
}

describe("only", () => {
  test("gives the one resource that has the shape", () => {
    expect(only("aws_queue", { name: "one" })).toBe(stack.at("aws_queue.one"));
    expect(only("aws_queue", { name: /^tw/ })).toBe(stack.at("aws_queue.two"));
    expect(only("aws_queue", { block: { deep: ["a", { b: "c" }] } })).toBe(stack.at("aws_queue.one"));
    expect(only("aws_queue", { sends_to: undefined })).toBe(stack.at("aws_queue.two"));
    expect(only("aws_topic")).toBe(stack.at("aws_topic.t"));
  });

  test("takes an object for what is there, and not for text or nothing", () => {
    expect(said(() => only("aws_topic", { block: {} }))).toContain("block is not there, not {}");
    expect(said(() => only("aws_topic", { name: { length: 1 } }))).toContain('name is "t", not {"length":1}');
    expect(said(() => only("aws_queue", { name: "one", block: { deep: {} } }))).toContain("not {}");
  });

  test("points at the line that asserts", () => {
    try {
      only("aws_lake");
    } catch (error) {
      expect((error as Error).stack?.split("\n")[1]).toContain("assertions.test.ts");
    }
  });

  test("does not hold where there are more", () => {
    expect(said(() => only("aws_queue", { size: 1 }))).toBe(
      'expected one aws_queue with {"size":1}, found 2: aws_queue.one, aws_queue.two',
    );
  });

  test("does not hold where there is none, and says what keeps each from it", () => {
    expect(said(() => only("aws_queue", { name: /x/, block: { deep: ["a"] } }))).toBe(
      [
        'expected one aws_queue with {"name":"/x/","block":{"deep":["a"]}}, found ',
        '  aws_queue.one: name is "one", not /x/; block.deep is ["a",{"b":"c"}], not ["a"]',
        '  aws_queue.two: name is "two", not /x/; block.deep is [], not ["a"]',
      ].join("\n"),
    );
    expect(said(() => only("aws_lake"))).toBe("expected one aws_lake, found no such resource");
  });
});

describe("all", () => {
  test("gives every resource of the type", () => {
    expect(all("aws_queue", { size: 1 }).map(({ name }) => name)).toEqual(["one", "two"]);
  });

  test("does not hold where one is different, or where there is none", () => {
    expect(said(() => all("aws_queue", { name: "one" }))).toBe(
      'expected each aws_queue with {"name":"one"}, found \n  aws_queue.two: name is "two", not "one"',
    );
    expect(said(() => all("aws_lake"))).toBe("expected each aws_lake, found no such resource");
  });
});

describe("none", () => {
  test("holds where no resource has the shape", () => {
    none("aws_queue", { size: 2 });
    none("aws_lake");
  });

  test("does not hold where one has", () => {
    expect(said(() => none("aws_queue", { name: "two" }))).toBe(
      'expected no aws_queue with {"name":"two"}, found aws_queue.two',
    );
  });
});

describe("leadsTo", () => {
  test("holds along a reference", () => {
    leadsTo(stack.at("aws_queue.one"), ["sends_to"], stack.at("aws_topic.t"));
  });

  test("does not hold where it leads elsewhere", () => {
    expect(said(() => leadsTo(stack.at("aws_queue.one"), ["sends_to"], stack.at("aws_queue.two")))).toBe(
      "expected aws_queue.one to lead by sends_to to aws_queue.two, found aws_topic.t",
    );
  });
});

test("a stack that is parsed already is taken as it is", () => {
  const parsed = Stack.parse(JSON_OF_TWO);
  expect(assertions(parsed).stack).toBe(parsed);
});
