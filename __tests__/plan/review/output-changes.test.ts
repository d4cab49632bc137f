import { type OutputChange, reviewPlan } from "#plan";
import { Stack } from "#terraform";

function output(parts: Partial<OutputChange>): OutputChange {
  return {
    name: "one",
    action: "update",
    before: "a",
    after: "b",
    afterUnknown: false,
    wasSensitive: false,
    willBeSensitive: false,
    ...parts,
  };
}

/** A stack with an output of this value. */
function stack(value: unknown, more: object = {}): Stack {
  return Stack.parse(JSON.stringify({ output: { one: { value } }, ...more }));
}

/** What is told of one output that is written so. */
function told(one: OutputChange, before: Stack, after: Stack): readonly string[] {
  const { constructs } = reviewPlan({ changes: [], outputs: [one] }, { configurations: { before, after } });
  return constructs.flatMap(({ lines }) => lines);
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
  const whole = reviewPlan({ changes: [], outputs });
  expect(whole.summary).toBe("no change of a resource");
  expect(whole.constructs).toEqual([
    {
      subject: "outputs",
      lines: ["+ b: b", "+ f: (known after the apply)", "- a", "~ c: a → b", '~ e: a → {"list":["x"]}'],
    },
  ]);
  expect(reviewPlan({ changes: [], outputs: [...outputs].reverse() })).toEqual(whole);
});

test("what is sensitive of outputs is not told", () => {
  const sensitive = { wasSensitive: true, willBeSensitive: true };
  const all = [
    output(sensitive),
    output({ name: "later", after: undefined, afterUnknown: true, ...sensitive }),
    output({ name: "new", action: "create", before: null, willBeSensitive: true }),
  ];
  expect(reviewPlan({ changes: [], outputs: all }).constructs[0]?.lines).toEqual([
    "+ new: (sensitive)",
    "~ later: (sensitive) → (sensitive)",
    "~ one: (sensitive) → (sensitive)",
  ]);
});

test("an output that is no longer sensitive deserves eyes, and its value is not told even so", () => {
  const all = [
    output({ name: "same", after: "a", wasSensitive: true }),
    output({ name: "other", wasSensitive: true }),
    output({ name: "hidden", after: "a", willBeSensitive: true }),
  ];
  const { findings, constructs } = reviewPlan({ changes: [], outputs: all });
  expect(findings).toEqual([
    {
      title: "Outputs that are no longer sensitive",
      findings: [{ subject: "outputs", lines: ["~ other", "~ same"] }],
    },
  ]);
  expect(constructs[0]?.lines).toEqual([
    "~ hidden: sensitive from now on",
    "~ other: (sensitive) → (sensitive)",
    "~ same: no longer sensitive",
  ]);
});

test("an output of several references, of which an apply will tell one, is told for what is referred to", () => {
  const same = stack({ arn: "${aws_sqs_queue.a.arn}", count: 1 });
  const one = output({
    before: { arn: "arn:1", count: 1 },
    after: { count: 1 },
    afterUnknown: { arn: true },
  });
  expect(told(one, same, same)).toEqual(["~ one: for what is referred to"]);
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
