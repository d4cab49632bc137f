import { ACCOUNT_ID, type Surroundings } from "#aws";

type Known = Readonly<Record<string, string>>;

/** What the data sources tell that say where one is: AWS would be asked for others. */
const SOURCES: Readonly<Record<string, (surroundings: Surroundings) => Known>> = {
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
export function dataValue(
  address: string,
  attribute: readonly string[],
  surroundings: Surroundings,
): unknown {
  const [, type = ""] = address.split(".");
  return SOURCES[type]?.(surroundings)[attribute.join(".")];
}
