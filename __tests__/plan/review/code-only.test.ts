import type { Change } from "gatewright/plan";
import { change, policy, READ, review, WRITE } from "./support";

function functionWithNewCode(name: string, more = {}): Change {
  return change("aws_lambda_function", {
    constructPath: `test/${name}`,
    before: { source_code_hash: "a", timeout: 3, last_modified: "x" },
    after: { source_code_hash: "b", timeout: 3, ...more },
  });
}

test("functions whose only change is their code are listed with their sizes", () => {
  const changes = [
    functionWithNewCode("b"),
    functionWithNewCode("a"),
    functionWithNewCode("c", { timeout: 4 }),
  ];
  const { codeOnly, constructs } = review(changes, {
    zipSizes: ({ constructPath }) => (constructPath === "test/a" ? { before: 1000, after: 2500 } : {}),
  });
  expect(codeOnly).toEqual({
    subject: "code-only changes (2 functions)",
    lines: ["test/a: 1.0 kB → 2.5 kB", "test/b"],
  });
  expect(constructs.map(({ subject }) => subject)).toEqual(["test/c"]);
});

test("the sizes are omitted if the old and the new size are printed as the same number", () => {
  const { codeOnly } = review([functionWithNewCode("a")], {
    zipSizes: () => ({ before: 1010, after: 1020 }),
  });
  expect(codeOnly).toEqual({ subject: "code-only changes (1 function)", lines: ["test/a"] });
});

test.each([
  [5, []],
  [6, ["and 1 more"]],
  [11, ["and 6 more"]],
])("a review of %d functions whose only change is their code lists at most five of them", (count, rest) => {
  const changes = Array.from({ length: count }, (_, index) => functionWithNewCode(`f${index + 10}`));
  const { codeOnly } = review(changes);
  expect(codeOnly).toEqual({
    subject: `code-only changes (${count} functions)`,
    lines: ["test/f10", "test/f11", "test/f12", "test/f13", "test/f14", ...rest],
  });
});

test("a function that also gets a new block is not a code-only change", () => {
  const changed = change("aws_lambda_function", {
    before: { source_code_hash: "a", snap: [] },
    after: { source_code_hash: "b", snap: [{}] },
  });
  expect(review([changed]).codeOnly).toBeUndefined();
});

test("a function with a new permission is listed with its construct, and not as a code-only change", () => {
  const role = change("aws_iam_role_policy", {
    constructPath: "test/a/grants",
    before: { policy: policy(READ) },
    after: { policy: policy(WRITE) },
  });
  const { codeOnly, constructs } = review([functionWithNewCode("a"), functionWithNewCode("b"), role]);
  expect(codeOnly?.lines).toEqual(["test/b"]);
  expect(constructs).toEqual([
    { subject: "test/a", lines: ["~ aws_lambda_function.one", "    the code changes"] },
  ]);
});

test("a function whose code and memory change has no hash in its review", () => {
  const changed = functionWithNewCode("a", { timeout: 4 });
  expect(review([changed]).constructs[0]?.lines).toEqual([
    "~ aws_lambda_function.one",
    "    timeout: 3 → 4",
    "    the code changes",
  ]);
});
