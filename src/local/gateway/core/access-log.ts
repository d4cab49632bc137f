import { contextVariable } from "./context-variables";
import type { RequestRecord } from "./request-record";

/** Formats the line of a request in the access log. */
export type AccessLog = (record: RequestRecord) => string;

const VARIABLE = /\$context\.([A-Za-z][\w:-]*(?:\.[\w:-]+)*)|\$\{context\.([\w.:-]+)\}/g;

/**
 * Creates the function that formats lines of an access log. It replaces each `$context` variable of the
 * format with its value, or with `-` if the variable has no value.
 *
 * API Gateway inserts values unchanged. The local gateway escapes characters that would break a line of JSON.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html
 */
export function createAccessLog(format: string): AccessLog {
  const marked = format.replaceAll(VARIABLE, (_, bare?: string, braced?: string) => `\0${bare ?? braced}\0`);
  // Even positions hold text, odd positions hold names of variables.
  const parts = marked.split("\0");
  return (record) =>
    parts.map((part, index) => (index % 2 === 0 ? part : formatVariable(part, record))).join("");
}

function formatVariable(name: string, record: RequestRecord): string {
  const value = contextVariable(name, record);
  // The value of this variable includes its quotes, also the `-` for no value, so that the line is valid JSON
  // (https://github.com/radkawar/stackd).
  if (name === "error.messageString") return value ?? '"-"';
  return escapeJson(value ?? "-");
}

/** Escapes a text as in a JSON string. The result has no quotes around it. */
function escapeJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
