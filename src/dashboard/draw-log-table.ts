import { drawLines } from "./draw-graph";
import { createFakeCell, createFakeSeries } from "./fake-data";
import { type Html, html } from "./html";
import { type ParsedWidget, textOf } from "./parse-dashboard";

/** Number of fake rows in a table. */
const ROWS = 3;

/** Returns a log widget with fake data: a table, or a graph for other views. @param routeKeys routes of the API */
export function drawLogWidget({ properties, width }: ParsedWidget, routeKeys: readonly string[]): Html {
  const title = textOf(properties.title);
  const query = textOf(properties.query);
  const fields = listFields(query);
  if (properties.view === "table" || properties.view === undefined)
    return drawTable(title, fields, { query, routeKeys });
  const lines = fields
    .filter((field) => !field.startsWith("bin("))
    .map((label) => ({ label, values: createFakeSeries(label, title) }));
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
  // Only the query of the rejected requests contains this condition. Its result has 4xx statuses.
  const isRejected = /status < 500/.test(query);
  const all = isRejected ? { ...known, status: ["401", "404", "429"] } : known;
  const rows = Array.from({ length: ROWS }, (_, row) =>
    fields.map((field) => createFakeCell(field, row, all)),
  );
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
  if (keyword !== "stats") return splitList(list).map(columnName);
  const [values = "", groups = ""] = list.split(/\sby\s/);
  return [...splitList(groups), ...splitList(values)].map(columnName);
}

/** Splits a list at the commas outside of parentheses. */
function splitList(text: string): readonly string[] {
  return text
    .split(/,(?![^(]*\))/)
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

/** Returns the name of a column: `p99` for `pct(durationMs, 99) as p99`. */
function columnName(item: string): string {
  return /\sas\s+`?([^`]+)`?$/.exec(item)?.[1] ?? item;
}
