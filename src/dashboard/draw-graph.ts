import { createFakeSeries } from "./fake-data";
import { type Html, html } from "./html";
import { isBodyObject, type ParsedWidget, textOf, toItems } from "./parse-dashboard";

/** Sizes of the SVG image, in pixels. `COLUMN_WIDTH` is the width of one column of the dashboard's grid. */
const COLUMN_WIDTH = 48;
const HEIGHT = 180;
const MARGIN = { top: 14, right: 8, bottom: 22, left: 46 };
/** Number of colors. Lines after the last color repeat the colors with a dash pattern. */
const COLORS = 8;

interface Line {
  readonly label: string;
  readonly values: readonly number[];
}

/** Returns the graph of a metric widget with fake data. @param routeKeys routes of the API, for search expressions */
export function drawGraph({ properties, width }: ParsedWidget, routeKeys: readonly string[]): Html {
  const title = textOf(properties.title);
  const { left } = isBodyObject(properties.yAxis) ? properties.yAxis : {};
  const unit = isBodyObject(left) ? textOf(left.label) : "";
  const labels = listLabels(toItems(properties.metrics), routeKeys);
  const lines = labels.map((label) => ({ label, values: createFakeSeries(label, `${title} ${unit}`) }));
  const { horizontal } = isBodyObject(properties.annotations) ? properties.annotations : {};
  return drawLines({ title, unit, lines, annotations: toItems(horizontal).filter(isBodyObject), width });
}

/** Content of a graph. */
export interface GraphContent {
  readonly title: string;
  /** Label of the y axis, such as `milliseconds`. Empty if there is none. */
  readonly unit: string;
  readonly lines: readonly Line[];
  /** Horizontal annotations of the widget, such as thresholds. */
  readonly annotations: readonly Readonly<Record<string, unknown>>[];
  /** Width in columns of the dashboard's grid, 1 to 24. */
  readonly width: number;
}

/** Returns a graph as an SVG image, with a legend as a list. */
export function drawLines({ title, unit, lines, annotations, width }: GraphContent): Html {
  const right = width * COLUMN_WIDTH - MARGIN.right;
  const limits = annotations.flatMap(({ label, value }) =>
    typeof value === "number" ? [{ label: textOf(label), value }] : [],
  );
  const highest = Math.max(1, ...lines.flatMap(({ values }) => values));
  // A threshold far above all values would flatten the lines, so the legend contains it instead.
  const shown = limits.filter(({ value }) => value <= highest * 4);
  const max = roundUp(Math.max(highest, ...shown.map(({ value }) => value)) * 1.05);
  const yOf = (value: number) =>
    round(HEIGHT - MARGIN.bottom - (value / max) * (HEIGHT - MARGIN.top - MARGIN.bottom));
  const names = lines.map(({ label }) => label).join(", ");
  const hidden = limits.filter((limit) => !shown.includes(limit));
  return html`<figure>
<figcaption>${title}${unit === "" ? "" : html` <small>${unit}</small>`}</figcaption>
<svg viewBox="0 0 ${width * COLUMN_WIDTH} ${HEIGHT}" role="img" aria-label="${`${title}, ${unit}. Lines: ${names}.`}">
${[0, max / 2, max].map((value) => drawTick(value, yOf(value), right))}
${TIMES.map(({ share, label, anchor }) => drawTime(MARGIN.left + share * (right - MARGIN.left), label, anchor))}
${lines.map(({ values }, index) => drawLine(values, index, right, yOf))}
${shown.map((limit) => drawLimit(limit, yOf(limit.value), right))}
</svg>
<ul class="legend">${[...lines.map(({ label }, index) => drawLegend(label, index)), ...hidden.map(drawHiddenLimit)]}</ul>
</figure>`;
}

interface Limit {
  readonly label: string;
  readonly value: number;
}

const TIMES = [
  { share: 0, label: "start", anchor: "start" },
  { share: 1, label: "now", anchor: "end" },
];

function drawTick(value: number, y: number, right: number): Html {
  return html`<line class="grid" x1="${MARGIN.left}" x2="${right}" y1="${y}" y2="${y}"/><text x="${MARGIN.left - 6}" y="${y + 4}" text-anchor="end">${formatNumber(value)}</text>`;
}

function drawTime(x: number, label: string, anchor: string): Html {
  return html`<text x="${round(x)}" y="${HEIGHT - 6}" text-anchor="${anchor}">${label}</text>`;
}

function drawLine(
  values: readonly number[],
  index: number,
  right: number,
  yOf: (value: number) => number,
): Html {
  const step = (right - MARGIN.left) / (values.length - 1);
  const points = values.map((value, position) => `${round(MARGIN.left + position * step)},${yOf(value)}`);
  return html`<polyline class="${classOf(index)}" points="${points.join(" ")}"/>`;
}

function drawLimit({ label, value }: Limit, y: number, right: number): Html {
  return html`<line class="limit" x1="${MARGIN.left}" x2="${right}" y1="${y}" y2="${y}"/><text class="limit" x="${right}" y="${y - 4}" text-anchor="end">${label} ${formatNumber(value)}</text>`;
}

function drawLegend(label: string, index: number): Html {
  return html`<li><svg viewBox="0 0 18 8" aria-hidden="true"><line class="${classOf(index)}" x1="0" x2="18" y1="4" y2="4"/></svg>${label}</li>`;
}

function drawHiddenLimit({ label, value }: Limit): Html {
  return html`<li>${label}: ${formatNumber(value)} (above the graph)</li>`;
}

/** Returns the classes of a line: its color and, after all colors are used, its dash pattern. */
function classOf(index: number): string {
  return `line c${index % COLORS} d${Math.floor(index / COLORS) % 3}`;
}

/**
 * Returns the labels of the visible lines. A `.` in an entry repeats the value of the entry above it.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
function listLabels(entries: readonly unknown[], routeKeys: readonly string[]): readonly string[] {
  let name = "";
  let routesAreDrawn = false;
  return entries.filter(Array.isArray).flatMap((entry: readonly unknown[]) => {
    const options = entry.find(isBodyObject) ?? {};
    if (typeof entry[1] === "string" && !/^\.+$/.test(entry[1])) name = entry[1];
    if (options.visible === false) return [];
    const expression = textOf(options.expression);
    if (/\bSEARCH\(/.test(expression)) {
      // Several searches of one graph look for the same routes.
      const isDrawn = routesAreDrawn;
      routesAreDrawn = true;
      return isDrawn ? [] : routeKeys.slice(0, searchLimit(expression));
    }
    return [textOf(options.label) || (options.expression === undefined ? name : textOf(options.expression))];
  });
}

/**
 * Returns the maximum number of lines of an expression: 10 for `SORT(SEARCH(…), SUM, DESC, 10)`. Default: undefined.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
function searchLimit(expression: string): number | undefined {
  const [, limit] = /,\s*(\d+)\s*\)$/.exec(expression) ?? [];
  return expression.startsWith("SORT(") && limit !== undefined ? Number(limit) : undefined;
}

/** Rounds a positive number up to 1, 2 or 5 times a power of 10, as the end of the y axis. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ([1, 2, 5].find((step) => step * power >= value) ?? 10);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function formatNumber(value: number): string {
  return String(Math.round(value * 100) / 100);
}
