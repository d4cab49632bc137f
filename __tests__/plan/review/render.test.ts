import { formatMarkdown, formatText } from "gatewright/plan";
import { change, review } from "./support";

describe("the output of a review", () => {
  const result = review([
    change("aws_apigatewayv2_route", {
      before: { route_key: "GET /a`b", authorization_type: "JWT" },
      after: { route_key: "GET /a`b", authorization_type: "NONE" },
    }),
    change("aws_lambda_function", {
      constructPath: "test/<fn>",
      before: { source_code_hash: "a" },
      after: { source_code_hash: "b" },
    }),
    change("aws_sqs_queue", {
      constructPath: "test/q",
      before: { delay_seconds: 1 },
      after: { delay_seconds: 2 },
    }),
  ]);

  test("the text output starts with the findings and ends with the limits of an offline plan", () => {
    const text = formatText(result, { stack: "test", against: "main", isOffline: true });
    expect(text.split("\n\n").map((part) => part.split("\n")[0])).toEqual([
      "test compared with main: 3 to update",
      "! Access changes",
      "code-only changes (1 function)",
      "  test/q",
      "Planned offline, without AWS and its current state: the real plan may replace more resources, and shows manual changes (drift).",
    ]);
    expect(text).toContain("code-only changes (1 function)\n  test/<fn>\n");
    expect(formatText(result, { stack: "test", isOffline: false })).not.toContain("Planned offline");
  });

  test("the Markdown output collapses the other changes, and no line of a change closes a code block", () => {
    const markdown = formatMarkdown(result, { stack: "test", isOffline: false });
    expect(markdown).toContain("### `test`: 3 to update");
    expect(markdown).toContain("```diff\n! GET /a`b: JWT: any valid token → public\n```");
    expect(markdown).toContain("Code-only changes (1 function):\n\n- test/\\<fn\\>\n\n");
    expect(markdown).toContain("<summary>Other changes (1 construct)</summary>");
    expect(formatMarkdown(result, { stack: "test", against: "main", isOffline: false })).toContain(
      "### `test` compared with `main`: 3 to update",
    );
  });

  test("a plan without changes is printed as one line", () => {
    expect(formatText(review([]), { stack: "test", isOffline: true })).toBe("test: no changes");
  });

  test("additional notes are printed at the end", () => {
    const context = { stack: "test", isOffline: true, notes: ["Packages <are> others."] };
    expect(formatText(review([]), context)).toBe("test: no changes\n\nPackages <are> others.");
    expect(formatMarkdown(review([]), context)).toBe(
      "### `test`: no changes\n\n_Packages \\<are\\> others._\n",
    );
  });
});
