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
  replacedBy: [
    "hash_key",
    "local_secondary_index",
    "name",
    "range_key",
    "restore_date_time",
    "restore_to_latest_time",
  ],
  replacedWhere: {
    // What is in it may change; that its s3_bucket_source comes or goes makes another table.
    import_table: isAddedOrRemoved,
    restore_source_name: isNotRemoved,
    restore_source_table_arn: isNotRemoved,
    warm_throughput: isLowered,
  },
  defaults: { restore_to_latest_time: false, stream_enabled: false },
  recomputed: (change) => (hasAnotherStream(change) ? ["stream_arn", "stream_label"] : []),
  computed: {
    id: ({ text }) => text("name"),
    arn: tableArn,
    stream_arn: (of) => (hasStream(of) ? `${tableArn(of)}/stream/${STREAM_LABEL}` : ""),
    stream_label: (of) => (hasStream(of) ? STREAM_LABEL : ""),
  },
};

/** When the stream was made, which its ARN ends with. */
const STREAM_LABEL = FIXED_TIME.replace("Z", ".000");

function tableArn(of: ComputeContext): string {
  return arn(of, "dynamodb", `table/${of.text("name")}`);
}

function hasStream({ value }: ComputeContext): boolean {
  return value("stream_enabled") === true;
}

/** The provider looks so at the ARN alone, which ends with the label. */
function hasAnotherStream({ planned, isChanged }: Update): boolean {
  return isChanged("stream_enabled") || (planned.stream_view_type !== "" && isChanged("stream_view_type"));
}

/** AWS only ever warms a table up. */
function isLowered(before: Value, after: Value): boolean {
  return ["read_units_per_second", "write_units_per_second"].some((name) => {
    const units = unitsOf(after, name);
    return units !== 0 && units < unitsOf(before, name);
  });
}

/** 0 where they are left out, or only the apply will tell. */
function unitsOf(block: Value, name: string): number {
  const [own = null] = Array.isArray(block) ? block : [];
  return (isObject(own) && Number(own[name])) || 0;
}

export const DYNAMODB: Readonly<Record<string, TypeFacts>> = { aws_dynamodb_table: table };
