import type { Table } from "../dynamodb/table";
import { type AlarmDefinitions, type Metric, REPEATED_WINDOW, sumAlarm } from "./alarm-definition";

/** DynamoDB operations that have separate metrics of their errors. */
const TABLE_OPERATIONS = [
  "GetItem",
  "PutItem",
  "UpdateItem",
  "DeleteItem",
  "Query",
  "Scan",
  "BatchGetItem",
  "BatchWriteItem",
];

/**
 * Returns the alarms of a table by construct ID. DynamoDB publishes `SystemErrors` for each operation separately.
 *
 * @param path path of the table within the stack, for the construct IDs
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
 */
export function tableDefinitions({ name, node }: Table, path: string): AlarmDefinitions {
  const metric = (metricName: string, dimensions = {}): Metric => ({
    namespace: "AWS/DynamoDB",
    metricName,
    dimensions: { TableName: name, ...dimensions },
    stat: "Sum",
  });
  return {
    [`throttles-${path}`]: {
      severity: "inform",
      condition: `DynamoDB throttled requests to ${node.path} in three of five minutes.`,
      firstLook:
        "Look for a hot partition key. With provisioned capacity, compare it with the consumed capacity.",
      config: sumAlarm(
        [metric("ReadThrottleEvents"), metric("WriteThrottleEvents")],
        "throttled",
        REPEATED_WINDOW,
        0,
      ),
    },
    [`system-errors-${path}`]: {
      severity: "inform",
      condition: `DynamoDB failed to handle requests to ${node.path} in three of five minutes.`,
      firstLook: "Look at the AWS Health Dashboard: the errors are internal to DynamoDB.",
      config: sumAlarm(
        TABLE_OPERATIONS.map((operation) => metric("SystemErrors", { Operation: operation })),
        "system errors",
        REPEATED_WINDOW,
        0,
      ),
    },
  };
}
