import { formatText, planFromJson, reviewPlan } from "#plan";

const DELETED = { actions: ["delete"], before: {}, after: null, after_unknown: {} };
const TABLE = { address: "aws_dynamodb_table.t", type: "aws_dynamodb_table", change: DELETED };

/** What is told of a plan that says this of itself, a line each. */
function told(json: object): readonly string[] {
  const plan = planFromJson(JSON.stringify({ planned_values: {}, resource_changes: [TABLE], ...json }));
  return formatText(reviewPlan(plan), { stack: "plan.json", isOffline: false }).split("\n");
}

test("a plan that failed says so at the top", () => {
  expect(told({ errored: true, complete: false })).toEqual([
    "plan.json: incomplete, 1 to delete",
    "",
    "! The plan is incomplete",
    "  the plan",
    "    - planning failed: what is told here was planned before that, and cannot be applied",
    "",
    "! Data that would be lost",
    "  aws_dynamodb_table.t",
    "    - aws_dynamodb_table.t is deleted, with all that it holds",
  ]);
});

test("a plan that failed before there was anything to do is not one of nothing", () => {
  expect(told({ errored: true, resource_changes: [] })[0]).toBe(
    "plan.json: incomplete, no change of a resource",
  );
});

test("a plan after which there may be more to do says so", () => {
  expect(told({ complete: false })).toContain(
    "    ~ when this is applied, there may be more to do (it is of some targets alone, or some changes wait): plan again",
  );
});

test("what is deferred is told with what it would be, and why", () => {
  const deferred_changes = [{ reason: "instance_count_unknown", resource_change: TABLE }];
  const lines = told({ resource_changes: [], deferred_changes });
  expect(lines[0]).toBe("plan.json: incomplete, no change of a resource");
  expect(lines).toContain("    ~ aws_dynamodb_table.t: delete is deferred, instance count unknown");
});

test.each([{}, { complete: true, errored: false, deferred_changes: [] }])(
  "a plan that says %j is complete",
  (json) => {
    expect(told(json)[0]).toBe("plan.json: 1 to delete");
  },
);
