import type { Exchange } from "./gateway/exchange";

/** A request as a line for the terminal: `POST /products 201 12 ms`, and why where it was refused. */
export function requestLine({ request, answer, latencyMs, route }: Exchange): string {
  const { method, path, rawQuery } = request;
  const target = rawQuery === "" ? path : `${path}?${rawQuery}`;
  const took = `${latencyMs < 10 ? latencyMs.toFixed(1) : Math.round(latencyMs)} ms`;
  const line = `${answer.status} ${method} ${printable(target)}  ${took}`;
  if (answer.reason === undefined) return line;
  const where = route ? ` (${route.key})` : "";
  return `${line}  ${printable(answer.reason)}${where}`;
}

/** A path may hold what a terminal would obey. */
function printable(text: string): string {
  return PLAIN.test(text) ? text : escaped(text);
}

const PLAIN = /^[ -~]*$/;

function escaped(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}]/gu, (character) => JSON.stringify(character).slice(1, -1));
}
