import { contextVariable } from "./context-variables";
import type { RequestRecord } from "./request-record";

/** Formats the access log line of a request. */
export type AccessLog = (record: RequestRecord) => string;

const VARIABLE = /\$context\.([A-Za-z][\w:-]*(?:\.[\w:-]+)*)|\$\{context\.([\w.:-]+)\}/g;

/**
 * Creates an access log from its format. Each line has the values of its `$context` variables, or `-` without a value.
 *
 * API Gateway inserts values unchanged. The local gateway escapes characters that would break a line of JSON.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html
 */
export function createAccessLog(format: string): AccessLog {
  const marked = format.replaceAll(VARIABLE, (_, bare?: string, braced?: string) => `\0${bare ?? braced}\0`);
  // Text at even positions, names of variables at odd ones.
  const parts = marked.split("\0");
  return (record) =>
    parts.map((part, index) => (index % 2 === 0 ? part : formatVariable(part, record))).join("");
}

function formatVariable(name: string, record: RequestRecord): string {
  const value = contextVariable(name, record);
  // The value includes its quotes, even if it is absent, so it is valid JSON (https://github.com/radkawar/stackd).
  if (name === "error.messageString") return value ?? '"-"';
  return escapeJson(value ?? "-");
}

/** Escapes a text for a JSON string, without the quotes around it. */
function escapeJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
