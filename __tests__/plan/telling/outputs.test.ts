import { type OutputChange, telling } from "#plan";
import { Stack } from "#terraform";

function output(parts: Partial<OutputChange>): OutputChange {
  return {
    name: "one",
    action: "update",
    before: "a",
    after: "b",
    afterUnknown: false,
    isSensitive: false,
    ...parts,
  };
}

/** A stack with an output of this value. */
function stack(value: unknown, more: object = {}): Stack {
  return Stack.parse(JSON.stringify({ output: { one: { value } }, ...more }));
}

/** What is told of one output that is written so. */
function told(one: OutputChange, before: Stack, after: Stack): readonly string[] {
  const { groups } = telling({ changes: [], outputs: [one] }, { declared: { before, after } });
  return groups.flatMap(({ lines }) => lines);
}

test("outputs are told in a line each, what they were and will be", () => {
  const outputs = [
    output({ name: "d", action: "no-op" }),
    output({ name: "c" }),
    output({ name: "b", action: "create", before: null }),
    output({ name: "a", action: "delete", after: null }),
    output({ name: "e", after: { list: ["x"] } }),
    output({ name: "f", before: null, after: undefined, afterUnknown: true, action: "create" }),
  ];
  const whole = telling({ changes: [], outputs });
  expect(whole.counts).toBe("no change of a resource");
  expect(whole.groups).toEqual([
    {
      who: "outputs",
      lines: ["+ b: b", "+ f: (known after the apply)", "- a", "~ c: a → b", '~ e: a → {"list":["x"]}'],
    },
  ]);
  expect(telling({ changes: [], outputs: [...outputs].reverse() })).toEqual(whole);
});

test("what is sensitive of outputs is not told", () => {
  const all = [
    output({ isSensitive: true }),
    output({ name: "same", after: "a", isSensitive: true }),
    output({ name: "later", after: undefined, afterUnknown: true, isSensitive: true }),
    output({ name: "new", action: "create", before: null, isSensitive: true }),
  ];
  expect(telling({ changes: [], outputs: all }).groups[0]?.lines).toEqual([
    "+ new: (sensitive)",
    "~ later: (sensitive) → (sensitive)",
    "~ one: (sensitive) → (sensitive)",
    "~ same: (sensitive) → (sensitive)",
  ]);
});

describe("an output is told as it was written", () => {
  const later = output({ after: undefined, afterUnknown: true });

  test("where it is made of what an apply will tell", () => {
    const [before, after] = [stack("${aws_sqs_queue.a.arn}"), stack("${aws_sqs_queue.b.arn}")];
    expect(told(later, before, after)).toEqual(["~ one: aws_sqs_queue.a.arn → aws_sqs_queue.b.arn"]);
  });

  test("where that is as before, for what is referred to", () => {
    const same = stack("${aws_sqs_queue.a.arn}");
    expect(told(later, same, same)).toEqual(["~ one: for what is referred to"]);
  });

  test("where it is a policy, by what that says", () => {
    const withDocument = (action: string) =>
      stack("${data.aws_iam_policy_document.d.json}", {
        data: { aws_iam_policy_document: { d: { statement: [{ actions: [action] }] } } },
      });
    expect(told(output({}), withDocument("s3:Get*"), withDocument("s3:*"))).toEqual([
      '~ one: {"Statement":[{"Effect":"Allow","Action":["s3:Get*"]}]} → {"Statement":[{"Effect":"Allow","Action":["s3:*"]}]}',
    ]);
  });

  test("and by its value where nothing is known of it", () => {
    const none = Stack.parse("{}");
    expect(told(output({}), none, none)).toEqual(["~ one: a → b"]);
  });
});
