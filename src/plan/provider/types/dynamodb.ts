import { isObject, type Value } from "../value";
import { isAddedOrRemoved, isNotRemoved, type TypeFacts, type Update } from "./type-facts";

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/dynamodb/table.go */
const table: TypeFacts = {
  forceNew: [
    "hash_key",
    "local_secondary_index",
    "name",
    "range_key",
    "restore_date_time",
    "restore_to_latest_time",
  ],
  forceNewIf: {
    // The table is replaced if `s3_bucket_source`, a required block of `import_table`, is added or removed.
    // Other changes of `import_table` do not replace the table.
    import_table: isAddedOrRemoved,
    restore_source_name: isNotRemoved,
    restore_source_table_arn: isNotRemoved,
    warm_throughput: isLowered,
  },
  defaults: { restore_to_latest_time: false, stream_enabled: false },
  recomputed: (change) => (hasNewStream(change) ? ["stream_arn", "stream_label"] : []),
};

/**
 * Returns true if an update creates a new stream. The provider uses the same condition to recompute
 * `stream_arn`. The label of the stream changes too, because the ARN ends with the label.
 */
function hasNewStream({ planned, isChanged }: Update): boolean {
  return isChanged("stream_enabled") || (planned.stream_view_type !== "" && isChanged("stream_view_type"));
}

/**
 * Returns true if the warm throughput is reduced. This change forces a replacement, because AWS can only
 * raise the warm throughput of an existing table.
 */
function isLowered(before: Value, after: Value): boolean {
  return ["read_units_per_second", "write_units_per_second"].some((name) => {
    const units = unitsOf(after, name);
    return units !== 0 && units < unitsOf(before, name);
  });
}

/**
 * Returns the read or write units of a `warm_throughput` block; 0 if they are omitted or known only after
 * apply.
 */
function unitsOf(block: Value, name: string): number {
  const [settings = null] = Array.isArray(block) ? block : [];
  return (isObject(settings) && Number(settings[name])) || 0;
}

export const DYNAMODB: Readonly<Record<string, TypeFacts>> = { aws_dynamodb_table: table };
