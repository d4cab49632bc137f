import type { Change } from "gatewright/plan";
import { change, constructLines, findingLines, review } from "./support";

describe("blocks of a list with a key", () => {
  const sku = { name: "sku", type: "S" };
  const id = { name: "id", type: "S" };

  test("a replaced block is one removed and one added line", () => {
    const changed = change("aws_dynamodb_table", {
      before: { attribute: [id] },
      after: { attribute: [sku] },
    });
    expect(constructLines(changed)).toEqual([
      "~ aws_dynamodb_table.one",
      "    - attribute: name = id, type = S",
      "    + attribute: name = sku, type = S",
    ]);
  });

  test("a changed block is printed argument by argument", () => {
    const changed = change("aws_dynamodb_table", {
      before: { attribute: [id, { name: "sku" }] },
      after: { attribute: [id, sku] },
    });
    expect(constructLines(changed)).toEqual([
      "~ aws_dynamodb_table.one",
      '    attribute["sku"].type: (none) → S',
    ]);
  });
});

test("the body of a dashboard is not printed", () => {
  const changed = change("aws_cloudwatch_dashboard", {
    before: { dashboard_body: "{}" },
    after: { dashboard_body: '{"widgets":[]}' },
  });
  expect(constructLines(changed)).toEqual([
    "~ aws_cloudwatch_dashboard.one",
    "    dashboard_body changes; `gatewright dashboard` draws the widgets",
  ]);
});

describe("a single new resource of a construct", () => {
  const created = (type: string, after: Change["after"]) =>
    change(type, { action: "create", before: null, after });

  test("the arguments follow, without those that have no value", () => {
    const rule = { name: "rate", priority: 1, action: [{ block: [{ custom_response: [] }] }] };
    const after = { name: "firewall", scope: "REGIONAL", description: null, tags: {}, tags_all: { a: "b" } };
    expect(constructLines(created("aws_wafv2_web_acl", { ...after, rule: [rule] }))).toEqual([
      "+ aws_wafv2_web_acl",
      "    name: firewall",
      "    rule: action.block = {}, name = rate, priority = 1",
      "    scope: REGIONAL",
    ]);
  });

  test("at most 12 arguments follow", () => {
    const after = Object.fromEntries(
      Array.from({ length: 20 }, (_, index) => [`argument${index + 10}`, "x"]),
    );
    const lines = constructLines(created("aws_sqs_queue", after));
    expect(lines).toHaveLength(14);
    expect(lines.at(-1)).toBe("    … and 8 more arguments");
  });

  test("no arguments follow if a finding describes the resource, or if the construct gets several resources", () => {
    const route = created("aws_apigatewayv2_route", { route_key: "GET /a", authorization_type: "NONE" });
    expect(findingLines(route)).toEqual(["Access changes", "+ GET /a: public"]);
    expect(constructLines(route)).toEqual(["+ aws_apigatewayv2_route"]);
    const queues = ["a", "b"].map((name) => ({
      ...created("aws_sqs_queue", { name }),
      address: `aws_sqs_queue.${name}`,
    }));
    expect(review(queues).constructs).toEqual([{ subject: "test/one", lines: ["+ 2 aws_sqs_queue"] }]);
  });
});
