import { planFromJson } from "gatewright/plan";

test("a plan in Terraform's JSON format is read, and any other input is an error", () => {
  const json = {
    resource_changes: [
      {
        address: "a.b",
        type: "a",
        change: { actions: ["delete", "create"], before: {}, after: {}, after_unknown: {} },
      },
    ],
  };
  expect(planFromJson(JSON.stringify(json)).changes).toMatchObject([{ address: "a.b", action: "replace" }]);
  for (const text of ["", "{}", "3"])
    expect(() => planFromJson(text)).toThrow("not a plan. Pass the output of `terraform show -json`.");
});

test("an empty plan of an empty state lists no changes", () => {
  const json = JSON.stringify({ format_version: "1.2", planned_values: { root_module: {} } });
  expect(planFromJson(json)).toMatchObject({ changes: [], outputs: [] });
});

test("a plan contains its outputs and which values are sensitive", () => {
  const change = {
    actions: ["create"],
    before: null,
    after: { a: 1 },
    after_unknown: {},
    before_sensitive: false,
    after_sensitive: { a: true },
  };
  const plan = planFromJson(
    JSON.stringify({
      resource_changes: [{ address: "a.b", type: "a", change }],
      output_changes: {
        url: { actions: ["delete"], before: "a", after: null, after_unknown: false },
        arn: { actions: ["create"], before: null, after_unknown: true, after_sensitive: true },
      },
    }),
  );
  expect(plan.changes[0]).toMatchObject({ beforeSensitive: {}, afterSensitive: { a: true } });
  expect(plan.outputs).toMatchObject([
    { name: "arn", action: "create", before: null, afterUnknown: true, willBeSensitive: true },
    { name: "url", action: "delete", before: "a", after: null, wasSensitive: false },
  ]);
});

test("if a whole resource is sensitive, each of its attributes is sensitive", () => {
  const change = { actions: ["update"], before: { a: 1 }, after: { a: 2 }, after_unknown: {} };
  const all = { ...change, before_sensitive: true, after_sensitive: true };
  const plan = planFromJson(
    JSON.stringify({ resource_changes: [{ address: "a.b", type: "a", change: all }] }),
  );
  expect(plan.changes[0]).toMatchObject({ beforeSensitive: { a: true }, afterSensitive: { a: true } });
});
