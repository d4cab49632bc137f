import { formatLog } from "../../src/cli/format-log";

const FRAME = "    at handler (/project/functions/get.ts:5:9)";
const RUNTIME_FRAMES = [
  "    at Runner.add (/tmp/gatewright-lambda-123-I3xKXp/runtime-9VPshr/index.cjs:365:40)",
  "    at MessagePort.<anonymous> (node:internal/per_context/messageport:23:28)",
];

function format(entry: object): string | undefined {
  const fields = JSON.parse(JSON.stringify(entry));
  return formatLog({
    kind: "function",
    source: "aws_lambda_function.get",
    text: JSON.stringify(entry),
    fields,
  });
}

test("an uncaught error is shown with its message, properties and stack frames, but without runtime frames", () => {
  const stackTrace = ["TypeError: no name", FRAME, ...RUNTIME_FRAMES];
  const message = { errorType: "TypeError", errorMessage: "no name", stackTrace, code: "E1" };
  expect(format({ level: "ERROR", message })).toBe(
    `    get: ERROR TypeError: no name {"code":"E1"}\n      ${FRAME}`,
  );
});

test.each(["message", "field"])("a line break in a %s cannot start a line at the left edge", (place) => {
  const forged = "search a\n200 DELETE /products/1  5 ms";
  const message = place === "message" ? { message: forged } : { message: "search", error: { stack: forged } };
  const [, ...lines] = (format({ level: "INFO", message }) ?? "").split("\n");
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) expect(line).toMatch(/^ {6}/);
});

test("a logged error is shown with all its causes", () => {
  const stackOf = (text: string) => [text, FRAME, ...RUNTIME_FRAMES].join("\n");
  const root = { name: "Error", message: "disk full", stack: stackOf("Error: disk full") };
  const cause = {
    name: "Error",
    message: "not saved",
    stack: stackOf("Error: not saved"),
    code: "E2",
    cause: root,
  };
  const error = { name: "Error", message: "failed", stack: stackOf("Error: failed"), cause };
  const message = {
    message: "unhandled error",
    error,
    requestId: "r",
    routeKey: "GET /",
    traceId: "t",
    item: 7,
  };
  expect(format({ level: "ERROR", message })?.split("\n")).toEqual([
    '    get: ERROR unhandled error {"item":7}',
    "      Error: failed",
    `      ${FRAME}`,
    '      Caused by: Error: not saved {"code":"E2"}',
    `      ${FRAME}`,
    "      Caused by: Error: disk full",
    `      ${FRAME}`,
  ]);
});

test.each<[string, unknown, string]>([
  ["a string", "saved", "saved"],
  [
    "a string with the stack of an error",
    `failed Error: no\n${FRAME}\n${RUNTIME_FRAMES.join("\n")}`,
    `failed Error: no\n      ${FRAME}`,
  ],
  ["a number", 7, "7"],
  ["null", null, "null"],
  ["a list", [1, 2], "[1,2]"],
  ["an object without a message", { a: 1 }, '{"a":1}'],
  ["a message that is an object", { message: { a: 1 } }, '{"a":1}'],
  [
    "a cause that is a string",
    { message: "m", error: { stack: "Error: x", cause: "why" } },
    "m\n      Error: x\n      Caused by: why",
  ],
  ["an error that is a string", { message: "m", error: "why" }, 'm {"error":"why"}'],
])("a logged value is shown in full: %s", (_, message, expected) => {
  expect(format({ level: "INFO", message })).toBe(`    get: INFO ${expected}`);
});

test("a line that is not JSON is shown unchanged, and the access log is not shown", () => {
  expect(formatLog({ kind: "function", source: "aws_lambda_function.get", text: "{ plain" })).toBe(
    "    get: { plain",
  );
  expect(formatLog({ kind: "access", source: "stage", text: "{}" })).toBeUndefined();
});
