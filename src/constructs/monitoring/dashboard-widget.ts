import type { Metric } from "./alarm-definition";

/** Widget of a dashboard, before it has a position. */
export interface Widget {
  readonly type: "alarm" | "log" | "metric" | "text";
  /** Columns of the grid. */
  readonly width: number;
  /** Rows of the grid. */
  readonly height: number;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** Widget with its position in the grid. */
export interface PlacedWidget extends Widget {
  readonly x: number;
  readonly y: number;
}

/** Line of a graph, or the hidden part of an expression. */
export type MetricEntry = readonly unknown[];

/** Number of columns of the grid of a dashboard. */
const COLUMNS = 24;
const GRAPH_HEIGHT = 6;

/** Period of rates and latencies. Alarms on a latency evaluate the same period. */
export const MINUTE = 60;
/** Period of shares. Alarms on a share evaluate the same period. */
export const FIVE_MINUTES = 300;

/** Options of an entry: `visible: false` for the part of an expression. */
export interface EntryOptions {
  readonly id?: string;
  readonly label?: string;
  readonly visible?: false;
}

/** Returns the entry of a metric: namespace, name, dimensions, options. */
export function metricEntry(metric: Metric, options: EntryOptions): MetricEntry {
  const { namespace, metricName, dimensions = {}, stat } = metric;
  return [namespace, metricName, ...Object.entries(dimensions).flat(), { stat, ...options }];
}

/** Returns the entry of an expression of metric math. */
export function mathEntry(expression: string, id: string, label: string): MetricEntry {
  return [{ expression, id, label }];
}

/** Returns the entry of an expression that is only a part of other expressions. */
export function hiddenMathEntry(expression: string, id: string): MetricEntry {
  return [{ expression, id, label: id, visible: false }];
}

/** Horizontal line in a graph, such as the threshold of an alarm. */
export interface Annotation {
  readonly label: string;
  readonly value: number;
}

/** Content of a graph. */
export interface Graph {
  readonly title: string;
  /** Unit of the y axis in words: `percent of requests`. */
  readonly unit: string;
  readonly periodSeconds: number;
  readonly metrics: readonly MetricEntry[];
  readonly annotations?: readonly Annotation[];
  readonly width: number;
}

/** Returns a graph of metrics. Its y axis starts at 0, so that a small change looks small. */
export function graphWidget(region: string, graph: Graph): Widget {
  const { title, unit, periodSeconds, metrics, annotations = [], width } = graph;
  return {
    type: "metric",
    width,
    height: GRAPH_HEIGHT,
    properties: {
      title,
      region,
      view: "timeSeries",
      stacked: false,
      period: periodSeconds,
      metrics,
      yAxis: { left: { min: 0, label: unit, showUnits: false } },
      ...(annotations.length === 0 ? {} : { annotations: { horizontal: annotations } }),
    },
  };
}

/** Title, query and width of a log widget. The query is in the syntax of CloudWatch Logs Insights. */
export interface LogWidgetContent {
  readonly title: string;
  readonly logGroups: readonly string[];
  /** Commands of the query, without `SOURCE`. */
  readonly commands: readonly string[];
  /** Default: `table`. */
  readonly view?: "table" | "timeSeries";
  /** Width in columns of the grid. */
  readonly width: number;
}

/** Returns a widget with the result of a query. */
export function logWidget(region: string, content: LogWidgetContent): Widget {
  const { title, logGroups, commands, view = "table", width } = content;
  const sources = logGroups.map((name) => `SOURCE '${name}'`);
  const properties = { title, region, view, query: [...sources, ...commands].join(" | ") };
  return { type: "log", width, height: GRAPH_HEIGHT, properties };
}

/** Returns a text over the whole width. */
export function textWidget(lines: readonly string[], height: number): Widget {
  const properties = { markdown: lines.join("\n"), background: "transparent" };
  return { type: "text", width: COLUMNS, height, properties };
}

/** Returns the heading of a section, with one sentence that explains how to read the section. */
export function sectionWidget(title: string, explanation: string): Widget {
  return textWidget([`## ${title}`, explanation], 2);
}

/** Splits a list into parts of at most `max` items. */
export function chunks<Item>(items: readonly Item[], max: number): readonly (readonly Item[])[] {
  const count = Math.ceil(items.length / max);
  return Array.from({ length: count }, (_, index) => items.slice(index * max, (index + 1) * max));
}

/** Places widgets from left to right, and starts a new row when a row is full. */
export function placeWidgets(widgets: readonly Widget[]): readonly PlacedWidget[] {
  const cursor = { x: 0, y: 0, height: 0 };
  return widgets.map((widget) => {
    if (cursor.x + widget.width > COLUMNS)
      Object.assign(cursor, { x: 0, y: cursor.y + cursor.height, height: 0 });
    const { x, y } = cursor;
    cursor.x += widget.width;
    cursor.height = Math.max(cursor.height, widget.height);
    return { ...widget, x, y };
  });
}
