import { planFromJson } from "#plan";
import { change, concerns, rest, told } from "./support";

const GONE = { action: "delete", deposed: "deadbeef", after: null } as const;
const LEFT = "(deposed object deadbeef, left by a failed replacement)";

describe("what a failed replacement left", () => {
  test("deserves eyes where it holds data, and is not what is at the address now", () => {
    const both = [change("aws_dynamodb_table", { action: "replace" }), change("aws_dynamodb_table", GONE)];
    const whole = told(both);
    expect(whole.summary).toBe("1 to replace, 1 to delete");
    expect(whole.findings[0]?.findings.map(({ lines }) => lines)).toEqual([
      ["- aws_dynamodb_table.one is replaced by an empty one"],
      [`- aws_dynamodb_table.one ${LEFT} is deleted, with all that it holds`],
    ]);
    expect(told([...both].reverse())).toEqual(whole);
  });

  test("is otherwise told in the rest, by its key", () => {
    const one = change("aws_apigatewayv2_route", { ...GONE, before: { route_key: "GET /a" } });
    expect(concerns(one)).toEqual([]);
    expect(rest(one)).toEqual([`- aws_apigatewayv2_route.one ${LEFT}`]);
    expect(rest({ ...one, action: "forget" })).toEqual([
      `no longer in Terraform, and left as it is: aws_apigatewayv2_route.one ${LEFT}`,
    ]);
  });

  test("stands in one order, whatever the plan's", () => {
    const all = ["b", "a"].map((deposed) => change("aws_sns_topic", { ...GONE, deposed }));
    expect(told([...all].reverse())).toEqual(told(all));
  });

  test("is not moved: what is at the address is", () => {
    const previousAddress = "aws_sns_topic.old";
    const whole = told([
      change("aws_sns_topic", { action: "no-op", previousAddress }),
      change("aws_sns_topic", { ...GONE, previousAddress }),
    ]);
    expect(whole.summary).toBe("1 to move, 1 to delete");
    expect(whole.constructs[0]?.lines).toEqual([
      "aws_sns_topic.old has moved to aws_sns_topic.one",
      `- aws_sns_topic.one ${LEFT}`,
    ]);
  });

  test("is known by its key in a plan's JSON", () => {
    const part = { actions: ["delete"], before: {}, after: null, after_unknown: {} };
    const resource_changes = [{ address: "a.b", type: "a", deposed: "deadbeef", change: part }];
    const { changes } = planFromJson(JSON.stringify({ resource_changes }));
    expect(changes).toMatchObject([{ address: "a.b", deposed: "deadbeef", action: "delete" }]);
  });
});
