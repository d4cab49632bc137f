import { openidConnectProviderArn } from "./iam-and-kms";
import type { TypeFacts } from "./type-facts";

type Data = Pick<TypeFacts, "computed">;

/** https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/data-sources/caller_identity */
const callerIdentity: Data = {
  computed: {
    id: ({ account }) => account,
    account_id: ({ account }) => account,
    arn: ({ account }) => `arn:aws:iam::${account}:user/plan`,
    user_id: ({ token }) => `AIDA${token(17).toUpperCase()}`,
  },
};

/** https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/data-sources/region */
const region: Data = {
  computed: {
    id: (context) => context.region,
    name: (context) => context.region,
    region: (context) => context.region,
    description: (context) => context.region,
    endpoint: (context) => `ec2.${context.region}.amazonaws.com`,
  },
};

/** https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/data-sources/partition */
const partition: Data = {
  computed: {
    id: () => "aws",
    partition: () => "aws",
    dns_suffix: () => "amazonaws.com",
    reverse_dns_prefix: () => "com.amazonaws",
  },
};

/**
 * Fake policy that grants nothing. Its `Id` is derived from the configuration, so a changed configuration
 * changes the policy.
 * https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/data-sources/iam_policy_document
 */
const policyDocument: Data = {
  computed: {
    id: ({ token }) => token(10),
    json: ({ token }) => JSON.stringify({ Version: "2012-10-17", Id: token(10), Statement: [] }),
    minified_json: ({ text }) => text("json"),
  },
};

/** https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/data-sources/iam_openid_connect_provider */
const openidConnectProvider: Data = {
  computed: { id: openidConnectProviderArn, arn: openidConnectProviderArn },
};

/** https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/data-sources/availability_zones */
const availabilityZones: Data = {
  computed: {
    id: (context) => context.region,
    names: (context) => ["a", "b", "c"].map((zone) => `${context.region}${zone}`),
  },
};

export const DATA: Readonly<Record<string, Data>> = {
  aws_availability_zones: availabilityZones,
  aws_caller_identity: callerIdentity,
  aws_iam_openid_connect_provider: openidConnectProvider,
  aws_iam_policy_document: policyDocument,
  aws_partition: partition,
  aws_region: region,
};
