import { arn, type TypeFacts } from "./facts";

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/dynamodb/table.go */
const table: TypeFacts = {
  replacedBy: [
    "hash_key",
    "local_secondary_index",
    "name",
    "range_key",
    "restore_date_time",
    "restore_source_name",
    "restore_to_latest_time",
  ],
  made: {
    id: ({ text }) => text("name"),
    arn: (of) => arn(of, "dynamodb", `table/${of.text("name")}`),
  },
};

export const DYNAMODB: Readonly<Record<string, TypeFacts>> = { aws_dynamodb_table: table };
