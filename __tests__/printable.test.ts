import { formatMarkdown, formatText } from "gatewright/plan";
import { escapeLine, escapeLines } from "#printable";
import { print, printError } from "../src/cli/command";
import { formatLog } from "../src/cli/format-log";
import { writeStackFolder } from "./local/gateway/terraform-fixture";
import { TestGateway } from "./local/gateway/test-gateway";
import { change, review } from "./plan/review/support";

/** All control and format characters, and the line and paragraph separators. */
const ALL = Array.from({ length: 0x11_0000 }, (_, code) =>
  isSurrogate(code) ? "" : String.fromCodePoint(code),
)
  .join("")
  .match(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu)
  ?.join("")
  // Characters without a glyph: combining grapheme joiner, Hangul filler, Braille blank, a variation selector.
  .concat("\u034f\u3164\u2800\u{e0100}") as string;

function isSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdfff;
}

/** Returns the characters of an output that must not be printed. Line breaks of the output itself are allowed. */
function unprintable(output: string): readonly string[] {
  return output.match(/(?![\t\n])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u3164\u2800]|\u034f|\u{e0100}/gu) ?? [];
}

/** Returns what a function prints. */
function printed(run: () => void): string {
  const lines: string[] = [];
  const spies = (["log", "error"] as const).map((method) =>
    jest.spyOn(console, method).mockImplementation((...parts: unknown[]) => void lines.push(parts.join(" "))),
  );
  run();
  for (const spy of spies) spy.mockRestore();
  return lines.join("\n");
}

test("each unprintable character is escaped as in JSON, and a tab stays", () => {
  expect(ALL.length).toBeGreaterThan(200);
  for (const character of ALL.replace("\t", "")) {
    const escaped = escapeLine(`a${character}b`);
    expect(escaped).toMatch(/^a(?:\\n|(?:\\u[0-9a-f]{4}){1,2})b$/);
    expect(JSON.parse(`"${escaped}"`)).toBe(`a${character}b`);
  }
  expect(escapeLine("a\tb é 中 🙂 ❤️")).toBe("a\tb é 中 🙂 ❤️");
  expect(escapeLines("a\n\u001bb")).toBe("a\n\\u001bb");
});

const SUBJECT = `things/${ALL}`;
const CHANGES = review([
  change("aws_apigatewayv2_route", {
    constructPath: SUBJECT,
    before: { route_key: `GET /${ALL}`, authorization_type: "JWT" },
    after: { route_key: `GET /${ALL}`, authorization_type: "NONE" },
  }),
  change("aws_sqs_queue", { constructPath: SUBJECT, before: { name: ALL }, after: { name: `${ALL}2` } }),
  change("aws_lambda_function", {
    constructPath: SUBJECT,
    before: { source_code_hash: "a" },
    after: { source_code_hash: "b" },
  }),
]);
const CONTEXT = { stack: SUBJECT, against: ALL, isOffline: true, notes: [`note ${ALL}`] };
const stack = `Error: ${ALL}\n    at ${ALL} (a.ts:1:1)`;

test.each<[string, () => string]>([
  ["the review for a terminal", () => formatText(CHANGES, CONTEXT)],
  ["the review for a pull request", () => formatMarkdown(CHANGES, CONTEXT)],
  ["the standard output of a command", () => printed(() => print(ALL))],
  ["the errors of a command", () => printed(() => printError(ALL))],
  ...[ALL, { message: ALL, [ALL]: ALL }, { message: "a", error: { stack } }].map(
    (entry, index): [string, () => string] => [
      `the log of a function, form ${index + 1}`,
      () => {
        const logged =
          typeof entry === "string" ? { text: entry } : { text: JSON.stringify(entry), fields: entry };
        return printed(() =>
          print(formatLog({ kind: "function", source: `aws_lambda_function.${ALL}`, ...logged }) ?? ""),
        );
      },
    ],
  ),
])("%s contains no unprintable character", (_, output) => {
  const text = output();
  expect(unprintable(text)).toEqual([]);
  expect(text).toContain("\\u001b");
});

describe("the log of a request", () => {
  const gateway = new TestGateway();
  beforeAll(() => gateway.start({ dir: writeStackFolder({ routes: { "GET /{proxy+}": { to: "echo" } } }) }));
  afterAll(() => gateway.stop());

  test("contains no unprintable character of the path, the query or the method", async () => {
    const encoded = encodeURIComponent(ALL.replace("\0", ""));
    await fetch(`${gateway.local.url}/${encoded}?${encoded}=${encoded}`);
    await fetch(`${gateway.local.url}/${encoded}`, { method: "PATCH" });
    const lines = gateway.takeLogs("request");
    expect(lines).toHaveLength(2);
    expect(unprintable(lines.join(""))).toEqual([]);
    expect(lines.join("")).toContain("\\u001b");
  });
});
