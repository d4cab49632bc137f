import type { Resource } from "#terraform";
import { tableOf } from "../tables/table-of";
import { LocalError } from "./faults";
import type { Table } from "./model";
import { type Source, single } from "./source";

/** `aws_dynamodb_table`. */
export function readTable({ values }: Source, resource: Resource): Table {
  const evaluated = values.evaluated(single(resource).address, keyValues(resource));
  try {
    return tableOf(resource.address, evaluated);
  } catch (error) {
    throw new LocalError([(error as Error).message]);
  }
}

/** What makes a table; the rest, such as a key of KMS, nobody looks at here. */
function keyValues({ values }: Resource): Resource["values"] {
  const wanted = [
    "name",
    "billing_mode",
    "hash_key",
    "range_key",
    "attribute",
    "read_capacity",
    "write_capacity",
    "global_secondary_index",
    "local_secondary_index",
  ];
  return Object.fromEntries(wanted.map((name) => [name, values[name]]));
}
