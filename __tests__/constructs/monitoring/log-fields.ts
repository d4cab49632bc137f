import { route } from "gatewright/contract";
import { handle } from "gatewright/runtime";
import { eventOf } from "../../support";

// Sources:
// - https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html
// - https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html

/** Entry that Lambda writes for an unhandled error, and for a message of `console`. */
const LAMBDA_ENTRY = {
  ...{ timestamp: "", level: "ERROR", requestId: "", errorType: "", errorMessage: "", stackTrace: [] },
};

/** Last entry that Lambda writes for an invocation, with the fields of a failed and of a first one. */
const PLATFORM_REPORT = {
  time: "",
  type: "platform.report",
  record: {
    requestId: "",
    status: "error",
    errorType: "Runtime.ExitError",
    metrics: {
      durationMs: 1,
      billedDurationMs: 1,
      memorySizeMB: 512,
      maxMemoryUsedMB: 90,
      initDurationMs: 1,
    },
    tracing: { value: "" },
  },
};

/** Returns the object that `handle()` logs for an error of a handler. */
async function loggedByHandler(): Promise<unknown> {
  const write = jest.spyOn(console, "error").mockImplementation();
  try {
    await handle(route("GET /a"), () => {
      throw new Error("no stock");
    })(eventOf());
    return write.mock.calls[0]?.[0];
  } finally {
    write.mockRestore();
  }
}

/** Returns the fields of the entries that Lambda and `handle()` write. */
export async function listLambdaFields(): Promise<readonly string[]> {
  return [...pathsOf({ ...LAMBDA_ENTRY, message: await loggedByHandler() }), ...pathsOf(PLATFORM_REPORT)];
}

/** Returns the paths of all values in a JSON object: `record.status`. */
export function pathsOf(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([name, member]) => [
    name,
    ...pathsOf(member).map((path) => `${name}.${path}`),
  ]);
}

const KEYWORDS =
  /^(filter|fields|stats|sort|limit|and|or|by|as|asc|desc|like|count|count_distinct|pct|avg|max|coalesce|ispresent|earliest|latest|floor|toMillis|\d+)$/;

/** Returns the fields in a query, without the fields of CloudWatch, such as `@log`, and the names after `as`. */
export function fieldsOf(lines: readonly string[]): readonly string[] {
  const code = lines
    .filter((line) => !line.startsWith("#"))
    .join(" ")
    .replaceAll(/"[^"]*"/g, "");
  const aliases = [...code.matchAll(/ as (\w+)/g)].map(([, alias]) => alias);
  const words = code.match(/@?[A-Za-z_][\w.]*/g) ?? [];
  return words.filter((word) => !word.startsWith("@") && !KEYWORDS.test(word) && !aliases.includes(word));
}
