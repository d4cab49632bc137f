import { ACCOUNT_ID, type EvaluationContext } from "#aws";

type DataAttributes = Readonly<Record<string, string>>;

/** What the data sources tell that say where one is: AWS would be asked for others. */
const DATA_SOURCES: Readonly<Record<string, (surroundings: EvaluationContext) => DataAttributes>> = {
  aws_caller_identity: () => ({
    account_id: ACCOUNT_ID,
    arn: `arn:aws:iam::${ACCOUNT_ID}:user/local`,
    id: ACCOUNT_ID,
    user_id: "AIDALOCALLOCALLOCAL0",
  }),
  aws_region: ({ region }) => ({ name: region, region, id: region }),
  aws_partition: () => ({ partition: "aws", dns_suffix: "amazonaws.com", id: "aws" }),
};

/** @returns `undefined` for what is not known here */
export function readDataSource(
  address: string,
  attribute: readonly string[],
  surroundings: EvaluationContext,
): unknown {
  const [, type = ""] = address.split(".");
  return DATA_SOURCES[type]?.(surroundings)[attribute.join(".")];
}
