import { drawLines } from "./draw-graph";
import { type Html, html } from "./html";
import { madeUpCell, madeUpSeries } from "./made-up-data";
import { type ParsedWidget, textOf } from "./parse-dashboard";

/** Number of the fake rows of a table. */
const ROWS = 3;

/** Returns the result of a query of logs with fake data. @param routeKeys routes of the stack */
export function drawLogWidget({ properties, width }: ParsedWidget, routeKeys: readonly string[]): Html {
  const title = textOf(properties.title);
  const query = textOf(properties.query);
  const fields = listFields(query);
  if (properties.view === "table" || properties.view === undefined)
    return drawTable(title, fields, { query, routeKeys });
  const lines = fields
    .filter((field) => !field.startsWith("bin("))
    .map((label) => ({ label, values: madeUpSeries(label, title) }));
  return drawLines({ title, unit: "", lines, annotations: [], width });
}

function drawTable(
  title: string,
  fields: readonly string[],
  { query, routeKeys }: { readonly query: string; readonly routeKeys: readonly string[] },
): Html {
  const known = {
    routeKey: routeKeys,
    "@log": [...query.matchAll(/SOURCE '([^']*)'/g)].map(([, name = ""]) => name),
  };
  const isRejected = /status < 500/.test(query);
  const all = isRejected ? { ...known, status: ["401", "404", "429"] } : known;
  const rows = Array.from({ length: ROWS }, (_, row) => fields.map((field) => madeUpCell(field, row, all)));
  return html`<table>
<caption>${title}</caption>
<thead><tr>${fields.map((field) => html`<th scope="col">${field}</th>`)}</tr></thead>
<tbody>${rows.map((cells) => html`<tr>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody>
</table>`;
}

/**
 * Returns the columns of the result of a query: those of its last `stats` or `fields` command.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
 */
function listFields(query: string): readonly string[] {
  const commands = query.split("|").map((command) => command.trim());
  const [, keyword, list = ""] =
    commands.map((command) => /^(stats|fields|display)\s+(.*)$/.exec(command)).findLast(Boolean) ?? [];
  if (keyword !== "stats") return splitList(list).map(nameOf);
  const [values = "", groups = ""] = list.split(/\sby\s/);
  return [...splitList(groups), ...splitList(values)].map(nameOf);
}

/** Splits a list at the commas outside of parentheses. */
function splitList(text: string): readonly string[] {
  return text
    .split(/,(?![^(]*\))/)
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

/** Returns the name of a column: `p99` for `pct(durationMs, 99) as p99`. */
function nameOf(item: string): string {
  return /\sas\s+`?([^`]+)`?$/.exec(item)?.[1] ?? item;
}
