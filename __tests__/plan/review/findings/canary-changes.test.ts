import { change, review } from "../support";

const API = { rest_api_id: "a1" };
const canary = (values: object = {}) => ({ canary_settings: [{ deployment_id: "new", ...values }] });

/** Returns the change of a stage. */
const stage = (before: object, after: object) =>
  change("aws_api_gateway_stage", {
    before: { ...API, deployment_id: "old", ...before },
    after: { ...API, deployment_id: "old", ...after },
  });

const triggers = (redeployment: string) => ({ ...API, triggers: { redeployment } });

/** Deployment of the stage, whose trigger stays the same or changes. */
const deployment = (before: string, after = before) =>
  change("aws_api_gateway_deployment", {
    action: before === after ? "no-op" : "replace",
    before: triggers(before),
    after: triggers(after),
  });

/** Deployment of a canary that ends. */
const ended = (trigger: string, values: object = {}) =>
  change("aws_api_gateway_deployment", {
    address: "aws_api_gateway_deployment.canary",
    action: "delete",
    before: { ...triggers(trigger), ...values },
    after: null,
  });

/** Returns the lines of the findings about a canary. */
function linesOf(...changes: Parameters<typeof review>[0]): readonly string[] {
  const group = review(changes).findings.find(({ title }) => title === "Canary changes");
  return (group?.findings ?? []).flatMap(({ lines }) => lines);
}

const END = "- the canary ends: all requests";

describe("the review of a canary reports", () => {
  test("a start without variables, also with 0 %", () => {
    expect(linesOf(stage({ canary_settings: [] }, canary({ percent_traffic: 0 })))).toEqual([
      "+ 0 % of the requests go to a new deployment",
    ]);
  });

  test("each changed variable, and the use of the cache", () => {
    const before = canary({ percent_traffic: 1, stage_variable_overrides: { a: "1", b: "2", c: "3" } });
    const after = canary({
      percent_traffic: 1,
      stage_variable_overrides: { a: "1", b: "3", d: "4" },
      use_stage_cache: true,
    });
    expect(linesOf(stage(before, after))).toEqual([
      "~ variable of the canary: b = 2 → 3",
      "- variable of the canary: c",
      "+ variable of the canary: d = 4",
      "+ responses of the canary are cached",
    ]);
    expect(linesOf(stage(after, { ...after, tags: {} }))).toEqual([]);
  });

  test("the deployment that gets all requests at the end of a canary", () => {
    const end = stage(canary(), {});
    const contents = (...changes: Parameters<typeof review>[0]) => linesOf(end, ...changes);
    expect(contents(deployment("a", "b"), ended("b"))).toEqual([`${END} get the content of the canary`]);
    expect(contents(deployment("a", "c"), ended("b"))).toEqual([
      `${END} get a deployment whose content differs from the canary`,
    ]);
    expect(contents(deployment("a"), ended("b"))).toEqual([
      `${END} use the deployment that the stage already has`,
    ]);
    // Another API of the stack has a deployment with the same trigger.
    expect(contents(deployment("a"), ended("a", { rest_api_id: "other" }))).toEqual([
      `${END} use the deployment that the stage already has`,
    ]);
  });

  test("a function that is deleted or replaced while a stage has a canary", () => {
    const line = "- the old deployment of test/one may still invoke the function until the canary ends";
    const active = { ...stage(canary(), canary()), action: "no-op" as const };
    const removed = (action: "delete" | "replace" | "update") =>
      change("aws_lambda_function", { action, after: action === "delete" ? null : {} });
    expect(linesOf(active, removed("delete"))).toEqual([line]);
    expect(linesOf(active, removed("replace"))).toEqual([line]);
    expect(linesOf(active, removed("update"))).toEqual([]);
    expect(linesOf({ ...stage({}, {}), action: "no-op" }, removed("delete"))).toEqual([]);
  });

  test("a stage that gets the deployment of its canary", () => {
    expect(linesOf(stage(canary(), { deployment_id: "new" }))).toEqual([
      `${END} get the content of the canary`,
    ]);
  });
});
