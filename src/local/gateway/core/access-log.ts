import { contextVariable } from "./context-variables";
import type { CompletedRecord } from "./request-record";

/** Function that returns the access log line of a request. */
export type AccessLog = (record: CompletedRecord) => string;

const VARIABLE = /\$context\.([A-Za-z][\w:-]*(?:\.[\w:-]+)*)|\$\{context\.([\w.:-]+)\}/g;

/**
 * Creates a function that formats access log lines. The function replaces each `$context` variable of the
 * format with its value, or with `-` if the variable has no value.
 *
 * API Gateway inserts values unchanged. The local gateway escapes characters that would make a JSON log line
 * invalid.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html
 */
export function createAccessLog(format: string): AccessLog {
  const marked = format.replaceAll(VARIABLE, (_, bare?: string, braced?: string) => `\0${bare ?? braced}\0`);
  // Parts at even positions are literal strings. Parts at odd positions are names of variables.
  const parts = marked.split("\0");
  return (record) =>
    parts.map((part, index) => (index % 2 === 0 ? part : formatVariable(part, record))).join("");
}

function formatVariable(name: string, record: CompletedRecord): string {
  const value = contextVariable(name, record);
  // The value of `$context.error.messageString` includes its quotes. If the variable has no value, the `-` is
  // quoted too, because a log line with an unquoted `-` would not be valid JSON. Source:
  // https://github.com/radkawar/stackd
  if (name === "error.messageString") return value ?? '"-"';
  return escapeJson(value ?? "-");
}

/** Escapes a string for use in JSON, without adding the surrounding quotes. */
function escapeJson(value: string): string {
  return JSON.stringify(value).slice(1, -1);
}
