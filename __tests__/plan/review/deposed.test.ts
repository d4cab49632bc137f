import { planFromJson } from "gatewright/plan";
import { change, constructLines, findingLines, review } from "./support";

const DELETED = { action: "delete", deposed: "deadbeef", after: null } as const;
const LABEL = "(deposed object deadbeef, left by a failed replacement)";

describe("a deposed object", () => {
  test("a deposed table is reported as data loss, separately from the table at the same address", () => {
    const changes = [
      change("aws_dynamodb_table", { action: "replace" }),
      change("aws_dynamodb_table", DELETED),
    ];
    const result = review(changes);
    expect(result.summary).toBe("1 to replace, 1 to delete");
    expect(result.findings[0]?.findings.map(({ lines }) => lines)).toEqual([
      [
        "- aws_dynamodb_table.one is deleted with its data and created again",
        `- aws_dynamodb_table.one ${LABEL} is deleted with its data`,
      ],
    ]);
    expect(review([...changes].reverse())).toEqual(result);
  });

  test("a deposed object without data is printed with its deposed key, among the other changes", () => {
    const deleted = change("aws_apigatewayv2_route", { ...DELETED, before: { route_key: "GET /a" } });
    expect(findingLines(deleted)).toEqual([]);
    expect(constructLines(deleted)).toEqual([`- aws_apigatewayv2_route.one ${LABEL}`]);
    expect(constructLines({ ...deleted, action: "forget" })).toEqual([
      `removed from state, not deleted: aws_apigatewayv2_route.one ${LABEL}`,
    ]);
  });

  test("the order of deposed objects does not depend on the plan", () => {
    const changes = ["b", "a"].map((deposed) => change("aws_sns_topic", { ...DELETED, deposed }));
    expect(review([...changes].reverse())).toEqual(review(changes));
  });

  test("a deposed object is not reported as moved when the resource at the same address moves", () => {
    const previousAddress = "aws_sns_topic.old";
    const { summary, constructs } = review([
      change("aws_sns_topic", { action: "no-op", previousAddress }),
      change("aws_sns_topic", { ...DELETED, previousAddress }),
    ]);
    expect(summary).toBe("1 to move, 1 to delete");
    expect(constructs[0]?.lines).toEqual([
      "aws_sns_topic.old has moved to aws_sns_topic.one",
      `- aws_sns_topic.one ${LABEL}`,
    ]);
  });

  test("the deposed key of an object is read from the plan JSON", () => {
    const part = { actions: ["delete"], before: {}, after: null, after_unknown: {} };
    const resource_changes = [{ address: "a.b", type: "a", deposed: "deadbeef", change: part }];
    const { changes } = planFromJson(JSON.stringify({ resource_changes }));
    expect(changes).toMatchObject([{ address: "a.b", deposed: "deadbeef", action: "delete" }]);
  });
});
