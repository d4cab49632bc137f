import { isObject, type Value } from "../value";
import {
  arn,
  type ComputeContext,
  FIXED_TIME,
  isAddedOrRemoved,
  isNotRemoved,
  type TypeFacts,
  type Update,
} from "./type-facts";

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
    // Adding or removing `s3_bucket_source` replaces the table; other changes do not.
    import_table: isAddedOrRemoved,
    restore_source_name: isNotRemoved,
    restore_source_table_arn: isNotRemoved,
    warm_throughput: isLowered,
  },
  defaults: { restore_to_latest_time: false, stream_enabled: false },
  recomputed: (change) => (hasNewStream(change) ? ["stream_arn", "stream_label"] : []),
  computed: {
    id: ({ text }) => text("name"),
    arn: tableArn,
    stream_arn: (context) => (hasStream(context) ? `${tableArn(context)}/stream/${STREAM_LABEL}` : ""),
    stream_label: (context) => (hasStream(context) ? STREAM_LABEL : ""),
  },
};

/** Creation time of the stream, at the end of its ARN. */
const STREAM_LABEL = FIXED_TIME.replace("Z", ".000");

function tableArn(context: ComputeContext): string {
  return arn(context, "dynamodb", `table/${context.text("name")}`);
}

function hasStream({ value }: ComputeContext): boolean {
  return value("stream_enabled") === true;
}

/** Returns true if AWS creates a new stream. The provider checks the ARN, which ends with the label. */
function hasNewStream({ planned, isChanged }: Update): boolean {
  return isChanged("stream_enabled") || (planned.stream_view_type !== "" && isChanged("stream_view_type"));
}

/** Returns true if a warm throughput is reduced: AWS only raises it in place. */
function isLowered(before: Value, after: Value): boolean {
  return ["read_units_per_second", "write_units_per_second"].some((name) => {
    const units = unitsOf(after, name);
    return units !== 0 && units < unitsOf(before, name);
  });
}

/** Returns the units of a block; 0 if they are omitted or known only after apply. */
function unitsOf(block: Value, name: string): number {
  const [settings = null] = Array.isArray(block) ? block : [];
  return (isObject(settings) && Number(settings[name])) || 0;
}

export const DYNAMODB: Readonly<Record<string, TypeFacts>> = { aws_dynamodb_table: table };
