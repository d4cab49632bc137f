import { change, findingLines, review } from "../support";

const TITLE = "Web ACL protection removed or weakened";
type Values = Readonly<Record<string, unknown>>;

const acl = (before: Values, after: Values) => findingLines(change("aws_wafv2_web_acl", { before, after }));

/** Returns a rule in the form of a plan of the real provider, in which each block is a list. */
const rule = (name: string, action: string, more: object = {}) => ({
  name,
  action: [{ allow: [], block: [], count: [], [action]: [{}] }],
  override_action: [],
  ...more,
});
const limit = (requests: number, seconds: number) => ({
  statement: [{ rate_based_statement: [{ limit: requests, evaluation_window_sec: seconds }] }],
});

const STAGE = "arn:aws:apigateway:eu-central-1::/restapis/a1/stages/live";
const association = (parts: object) =>
  change("aws_wafv2_web_acl_association", { before: { resource_arn: STAGE }, ...parts });
const stage = (parts: object) =>
  change("aws_api_gateway_stage", {
    address: "aws_api_gateway_stage.live",
    constructPath: "test/api/stage",
    ...parts,
  });

describe("the review of a web ACL", () => {
  test.each([
    ["count", ["~ the rule admins no longer blocks requests"]],
    ["allow", ["~ the rule admins no longer blocks requests"]],
    ["block", []],
  ])("a rule whose action changes from block to %s", (action, lines) => {
    const before = { rule: [rule("admins", "block")] };
    expect(acl(before, { rule: [rule("admins", action)] })).toEqual(
      lines.length > 0 ? [TITLE, ...lines] : [],
    );
    expect(acl({ rule: [rule("admins", action)] }, before)).toEqual([]);
  });

  test("a limit is weaker with more requests, or with a shorter period for as many requests", () => {
    const from = { rule: [rule("rate", "block", limit(100, 300))] };
    const to = (requests: number, seconds: number) =>
      acl(from, { rule: [rule("rate", "block", limit(requests, seconds))] });
    expect(to(100, 60)).toEqual([TITLE, "~ the limit of the rule rate: 100 in 300 s → 100 in 60 s"]);
    expect(to(101, 300)).toEqual([TITLE, "~ the limit of the rule rate: 100 in 300 s → 101 in 300 s"]);
    expect(to(20, 60)).toEqual([]);
    expect(to(150, 600)).toEqual([]);
  });

  test("a default action that no longer blocks is a finding", () => {
    const [block, allow] = [{ default_action: [{ block: [{}] }] }, { default_action: [{ allow: [{}] }] }];
    expect(acl(block, allow)).toEqual([TITLE, "- requests that match no rule are blocked"]);
    expect(acl(allow, block)).toEqual([]);
  });

  test("a stage without its association is no longer protected, unless it is deleted too", () => {
    const lines = (...changes: Parameters<typeof review>[0]) =>
      review(changes).findings.flatMap(({ title, findings }) =>
        title === TITLE ? findings.flatMap((finding) => finding.lines) : [],
      );
    const deleted = association({ action: "delete", after: null });
    const kept = { action: "no-op", before: { arn: STAGE }, after: { arn: STAGE } };
    expect(lines(deleted, stage(kept))).toEqual(["- test/api/stage is no longer protected"]);
    expect(lines(deleted)).toEqual([`- ${STAGE} is no longer protected`]);
    expect(lines(deleted, stage({ action: "delete", before: { arn: STAGE }, after: null }))).toEqual([]);
    expect(lines(association({ action: "replace", after: { resource_arn: STAGE } }), stage(kept))).toEqual([
      "~ test/api/stage is not protected until the association is created again",
    ]);
  });
});
