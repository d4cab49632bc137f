import { type OutputChange, reviewPlan } from "gatewright/plan";
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

/** Returns a stack with one output, which has this value. */
function stackWithOutput(value: unknown, more: object = {}): Stack {
  return Stack.parse(JSON.stringify({ output: { one: { value } }, ...more }));
}

/**
 * Reviews the change of an output, which is configured in these stacks. Returns the lines about the output.
 */
function outputLines(changed: OutputChange, before: Stack, after: Stack): readonly string[] {
  const { constructs } = reviewPlan(
    { changes: [], outputs: [changed] },
    { configurations: { before, after } },
  );
  return constructs.flatMap(({ lines }) => lines);
}

test("each changed output is printed in one line, with its old and new value", () => {
  const outputs = [
    output({ name: "d", action: "no-op" }),
    output({ name: "c" }),
    output({ name: "b", action: "create", before: null }),
    output({ name: "a", action: "delete", after: null }),
    output({ name: "e", after: { list: ["x"] } }),
    output({ name: "f", before: null, after: undefined, afterUnknown: true, action: "create" }),
  ];
  const result = reviewPlan({ changes: [], outputs });
  expect(result.summary).toBe("no resource changes");
  expect(result.constructs).toEqual([
    {
      subject: "outputs",
      lines: ["+ b: b", "+ f: (known after apply)", "- a", "~ c: a → b", '~ e: a → {"list":["x"]}'],
    },
  ]);
  expect(reviewPlan({ changes: [], outputs: [...outputs].reverse() })).toEqual(result);
});

test("the value of a sensitive output is not printed", () => {
  const sensitive = { wasSensitive: true, willBeSensitive: true };
  const outputs = [
    output(sensitive),
    output({ name: "later", after: undefined, afterUnknown: true, ...sensitive }),
    output({ name: "new", action: "create", before: null, willBeSensitive: true }),
  ];
  expect(reviewPlan({ changes: [], outputs }).constructs[0]?.lines).toEqual([
    "+ new: (sensitive)",
    "~ later: (sensitive) → (sensitive)",
    "~ one: (sensitive) → (sensitive)",
  ]);
});

test("an output that is no longer sensitive is a finding, and its value is not printed", () => {
  const outputs = [
    output({ name: "same", after: "a", wasSensitive: true }),
    output({ name: "other", wasSensitive: true }),
    output({ name: "hidden", after: "a", willBeSensitive: true }),
  ];
  const { findings, constructs } = reviewPlan({ changes: [], outputs });
  expect(findings).toEqual([
    {
      title: "Outputs no longer sensitive",
      findings: [{ subject: "outputs", lines: ["~ other", "~ same"] }],
    },
  ]);
  expect(constructs[0]?.lines).toEqual([
    "~ hidden: now sensitive",
    "~ other: (sensitive) → (sensitive)",
    "~ same: no longer sensitive",
  ]);
});

test("an output with an unchanged configuration, partly known only after apply, is reported as a changed reference", () => {
  const stack = stackWithOutput({ arn: "${aws_sqs_queue.a.arn}", count: 1 });
  const changed = output({
    before: { arn: "arn:1", count: 1 },
    after: { count: 1 },
    afterUnknown: { arn: true },
  });
  expect(outputLines(changed, stack, stack)).toEqual([
    "~ one: the configuration is unchanged; a value that it refers to changes",
  ]);
});

describe("the configured value of an output", () => {
  const unknown = output({ after: undefined, afterUnknown: true });

  test("a value that is known only after apply is printed as configured", () => {
    const [before, after] = ["a", "b"].map((name) => stackWithOutput(`\${aws_sqs_queue.${name}.arn}`));
    expect(outputLines(unknown, before as Stack, after as Stack)).toEqual([
      "~ one: aws_sqs_queue.a.arn → aws_sqs_queue.b.arn",
    ]);
  });

  test("if only a referenced value changes, the review reports that instead of the configuration", () => {
    const stack = stackWithOutput("${aws_sqs_queue.a.arn}");
    expect(outputLines(unknown, stack, stack)).toEqual([
      "~ one: the configuration is unchanged; a value that it refers to changes",
    ]);
  });

  test("a policy document is printed with its statements", () => {
    const withDocument = (action: string) =>
      stackWithOutput("${data.aws_iam_policy_document.d.json}", {
        data: { aws_iam_policy_document: { d: { statement: [{ actions: [action] }] } } },
      });
    expect(outputLines(output({}), withDocument("s3:Get*"), withDocument("s3:*"))).toEqual([
      '~ one: {"Statement":[{"Effect":"Allow","Action":["s3:Get*"]}]} → {"Statement":[{"Effect":"Allow","Action":["s3:*"]}]}',
    ]);
  });

  test("an output without a configuration is printed with its planned value", () => {
    const empty = Stack.parse("{}");
    expect(outputLines(output({}), empty, empty)).toEqual(["~ one: a → b"]);
  });
});
