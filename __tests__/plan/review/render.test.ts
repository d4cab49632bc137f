import { formatMarkdown, formatText } from "#plan";
import { change, told } from "./support";

describe("a telling", () => {
  const whole = told([
    change("aws_apigatewayv2_route", {
      before: { route_key: "GET /a`b", authorization_type: "JWT" },
      after: { route_key: "GET /a`b", authorization_type: "NONE" },
    }),
    change("aws_sqs_queue", {
      constructPath: "test/q",
      before: { delay_seconds: 1 },
      after: { delay_seconds: 2 },
    }),
  ]);

  test("for the terminal says the gravest first, and what it cannot know last", () => {
    const text = formatText(whole, { stack: "test", against: "main", isOffline: true });
    expect(text.split("\n\n").map((part) => part.split("\n")[0])).toEqual([
      "test, against main: 2 to update",
      "! Access changes",
      "  test/q",
      expect.stringMatching(/^Planned without AWS: /),
    ]);
    expect(formatText(whole, { stack: "test", isOffline: false })).not.toContain("Planned without AWS");
  });

  test("as Markdown folds the rest, and nothing in it ends a fence", () => {
    const markdown = formatMarkdown(whole, { stack: "test", isOffline: false });
    expect(markdown).toContain("### `test`: 2 to update");
    expect(markdown).toContain("```diff\n! GET /a`b: JWT → public\n```");
    expect(markdown).toContain("<summary>The rest, 1 construct</summary>");
  });

  test("of nothing says so, and no more", () => {
    expect(formatText(told([]), { stack: "test", isOffline: true })).toBe("test: nothing to do");
  });
});

test("what else there is to know stands at the end", () => {
  const frame = { stack: "test", isOffline: true, notes: ["Packages <are> others."] };
  expect(formatText(told([]), frame)).toBe("test: nothing to do\n\nPackages <are> others.");
  expect(formatMarkdown(told([]), frame)).toBe("### `test`: nothing to do\n\n_Packages \\<are\\> others._\n");
});
