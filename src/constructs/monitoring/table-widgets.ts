import type { Table } from "../dynamodb/table";
import type { Metric } from "./alarm-definition";
import {
  chunks,
  graphWidget,
  type MetricEntry,
  MINUTE,
  mathEntry,
  metricEntry,
  sectionWidget,
  type Widget,
} from "./dashboard-widget";
import { partName } from "./function-widgets";

/** Table with its name on the dashboard. */
export interface TableView {
  readonly table: Table;
  /** Path of the table in its stack. */
  readonly path: string;
}

const TABLES_PER_GRAPH = 8;
const SECONDS_PER_PERIOD = MINUTE;

/**
 * Returns the graphs of tables.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
 */
export function tableWidgets(tables: readonly TableView[], region: string): readonly Widget[] {
  if (tables.length === 0) return [];
  const parts = chunks(tables, TABLES_PER_GRAPH);
  return [
    sectionWidget(
      "Tables",
      "A throttled request fails if the AWS SDK has no retries left. Often one partition key is the cause.",
    ),
    ...parts.flatMap((part, index) => tableGraphs(part, partName(index, parts.length), region)),
  ];
}

function tableGraphs(tables: readonly TableView[], part: string, region: string): readonly Widget[] {
  const graph = (title: string, unit: string, metrics: readonly MetricEntry[]) =>
    graphWidget(region, { title: `${title}${part}`, unit, periodSeconds: MINUTE, metrics, width: 8 });
  return [
    graph("Read capacity", "read units per second", tables.flatMap(capacityEntries("Read"))),
    graph("Write capacity", "write units per second", tables.flatMap(capacityEntries("Write"))),
    graph("Throttled requests", "requests per minute", tables.flatMap(throttleEntries)),
  ];
}

/** Returns the consumed capacity and, for a table with provisioned capacity, the provisioned one. */
function capacityEntries(kind: "Read" | "Write") {
  return ({ table, path }: TableView, index: number): readonly MetricEntry[] => {
    const id = `consumed${index}`;
    const isProvisioned = table.table.billingModeInput === "PROVISIONED";
    const provisioned = tableMetric(table, `Provisioned${kind}CapacityUnits`, "Average");
    return [
      mathEntry(`${id} / ${SECONDS_PER_PERIOD}`, `rate${index}`, `${path}, consumed`),
      metricEntry(tableMetric(table, `Consumed${kind}CapacityUnits`, "Sum"), { id, visible: false }),
      ...(isProvisioned ? [metricEntry(provisioned, { label: `${path}, provisioned` })] : []),
    ];
  };
}

function throttleEntries({ table, path }: TableView): readonly MetricEntry[] {
  return ["Read", "Write"].map((kind) =>
    metricEntry(tableMetric(table, `${kind}ThrottleEvents`, "Sum"), {
      label: `${path}, ${kind.toLowerCase()}s`,
    }),
  );
}

function tableMetric({ name }: Table, metricName: string, stat: string): Metric {
  return { namespace: "AWS/DynamoDB", metricName, dimensions: { TableName: name }, stat };
}
