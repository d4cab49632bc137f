import { contextVariable } from "./context-variables";
import type { RequestRecord } from "./request-record";

/** Writes a line of the access log. */
export type AccessLog = (exchange: RequestRecord) => string;

const VARIABLE = /\$context\.([A-Za-z][\w:-]*(?:\.[\w:-]+)*)|\$\{context\.([\w.:-]+)\}/g;

/**
 * An access log by its format: each line has its `$context` variables told, `-` where there is nothing to tell.
 *
 * The service puts values in as they are; here what would break a line of JSON is escaped.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html
 */
export function createAccessLog(format: string): AccessLog {
  const marked = format.replaceAll(VARIABLE, (_, bare?: string, braced?: string) => `\0${bare ?? braced}\0`);
  // Text and variables' names, in turn.
  const parts = marked.split("\0");
  return (exchange) =>
    parts.map((part, index) => (index % 2 === 0 ? part : formatVariable(part, exchange))).join("");
}

function formatVariable(name: string, exchange: RequestRecord): string {
  const value = contextVariable(name, exchange);
  // It brings its quotes, around nothing too (https://github.com/radkawar/stackd), so that it is a value of JSON by itself.
  if (name === "error.messageString") return value ?? '"-"';
  return escaped(value ?? "-");
}

/** As the text stands in a line of JSON. */
function escaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
