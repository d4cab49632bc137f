import { ACCOUNT_ID, type EvaluationContext } from "#aws";

type DataAttributes = Readonly<Record<string, string>>;

/** Attributes of the data sources that can be evaluated without AWS. The account and its user are fake. */
const DATA_SOURCES: Readonly<Record<string, (context: EvaluationContext) => DataAttributes>> = {
  aws_caller_identity: () => ({
    account_id: ACCOUNT_ID,
    arn: `arn:aws:iam::${ACCOUNT_ID}:user/local`,
    id: ACCOUNT_ID,
    user_id: "AIDALOCALLOCALLOCAL0",
  }),
  aws_region: ({ region }) => ({ name: region, region, id: region }),
  aws_partition: () => ({ partition: "aws", dns_suffix: "amazonaws.com", id: "aws" }),
};

/** Returns an attribute of a data source; `undefined` if only AWS knows the value. */
export function readDataSource(
  address: string,
  attribute: readonly string[],
  context: EvaluationContext,
): unknown {
  const [, type = ""] = address.split(".");
  return DATA_SOURCES[type]?.(context)[attribute.join(".")];
}
