import { formatText, planFromJson, reviewPlan } from "gatewright/plan";

const DELETED = { actions: ["delete"], before: {}, after: null, after_unknown: {} };
const TABLE = { address: "aws_dynamodb_table.t", type: "aws_dynamodb_table", change: DELETED };

/** Reviews a plan that deletes a table and has these properties, and returns the lines of the review. */
function reviewLines(properties: object): readonly string[] {
  const json = { planned_values: {}, resource_changes: [TABLE], ...properties };
  const plan = planFromJson(JSON.stringify(json));
  return formatText(reviewPlan(plan), { stack: "plan.json", isOffline: false }).split("\n");
}

test("a failed plan is reported first", () => {
  expect(reviewLines({ errored: true, complete: false })).toEqual([
    "plan.json: incomplete, 1 to delete",
    "",
    "! The plan is incomplete",
    "  the plan",
    "    - planning failed; the changes below were planned before the failure and cannot be applied",
    "",
    "! Data loss",
    "  aws_dynamodb_table.t",
    "    - aws_dynamodb_table.t is deleted with its data",
  ]);
});

test("a plan that failed before its first change is incomplete", () => {
  expect(reviewLines({ errored: true, resource_changes: [] })[0]).toBe(
    "plan.json: incomplete, no resource changes",
  );
});

test("the review of a partial plan recommends another plan", () => {
  expect(reviewLines({ complete: false })).toContain(
    "    ~ partial plan (targets or deferred changes); plan again after applying",
  );
});

test("a deferred change is printed with its action and its reason", () => {
  const deferred_changes = [{ reason: "instance_count_unknown", resource_change: TABLE }];
  const lines = reviewLines({ resource_changes: [], deferred_changes });
  expect(lines[0]).toBe("plan.json: incomplete, no resource changes");
  expect(lines).toContain("    ~ aws_dynamodb_table.t: delete is deferred (instance count unknown)");
});

test.each([{}, { complete: true, errored: false, deferred_changes: [] }])(
  "a plan with the properties %j is complete",
  (properties) => {
    expect(reviewLines(properties)[0]).toBe("plan.json: 1 to delete");
  },
);
