import type { CompletedRecord } from "./request-record";

/** Function that returns the access log line of a request, or of an event of a WebSocket connection. */
export type AccessLog<Record = CompletedRecord> = (record: Record) => string;

/** A variable, such as `$context.path`, `${context.path}` or `$context.authorizer.claims['custom:role']`. */
const VARIABLE =
  /\$context\.(authorizer\.claims\['[^'\0]+'\]|[A-Za-z][\w:-]*(?:\.[\w:-]+)*)|\$\{context\.([\w.:-]+)\}/g;

/**
 * Creates a function that formats access log lines. The function replaces each `$context` variable of the
 * format with its value, or with `-` if the variable has no value.
 *
 * The values are inserted unchanged. AWS documents no escaping, and it was not measured whether API Gateway escapes
 * quotes. A caller can therefore make a line of the local log invalid JSON.
 *
 * @param contextVariable returns the value of a variable by its name without `$context.`
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html
 */
export function createAccessLog<Record = CompletedRecord>(
  format: string,
  contextVariable: (name: string, record: Record) => string | undefined,
): AccessLog<Record> {
  const marked = format.replaceAll(VARIABLE, (_, bare?: string, braced?: string) => `\0${bare ?? braced}\0`);
  // Parts at even positions are literal strings. Parts at odd positions are names of variables.
  const parts = marked.split("\0");
  return (record) =>
    parts
      .map((part, index) => (index % 2 === 0 ? part : formatVariable(part, contextVariable(part, record))))
      .join("");
}

function formatVariable(name: string, value: string | undefined): string {
  // The value of `$context.error.messageString` includes its quotes. If the variable has no value, the `-` is
  // quoted too, because a log line with an unquoted `-` would not be valid JSON. Source:
  // https://github.com/radkawar/stackd
  return value ?? (name === "error.messageString" ? '"-"' : "-");
}
