import { openidConnectProviderArn } from "./iam";
import type { ComputedTypes, ResourceContext } from "./resource-context";

/**
 * Data sources whose attributes are known without AWS.
 *
 * @see https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/data-sources/caller_identity
 */
export const DATA_SOURCES: ComputedTypes = {
  aws_caller_identity: {
    identifiedBy: [],
    attributes: {
      id: ({ account }) => account,
      account_id: ({ account }) => account,
      arn: ({ account }) => `arn:aws:iam::${account}:user/local`,
      user_id: ({ token }) => `AIDA${token(17).toUpperCase()}`,
    },
  },
  aws_region: {
    identifiedBy: [],
    attributes: {
      id: ({ region }) => region,
      name: ({ region }) => region,
      region: ({ region }) => region,
      description: ({ region }) => region,
      endpoint: ({ region }) => `ec2.${region}.amazonaws.com`,
    },
  },
  aws_partition: {
    identifiedBy: [],
    attributes: {
      id: () => "aws",
      partition: () => "aws",
      dns_suffix: () => "amazonaws.com",
      reverse_dns_prefix: () => "com.amazonaws",
    },
  },
  aws_iam_openid_connect_provider: {
    identifiedBy: ["url"],
    attributes: { id: openidConnectProviderArn, arn: openidConnectProviderArn },
  },
  aws_iam_policy_document: {
    // The content of a document identifies it, so a changed document has a changed fake policy.
    identifiedBy: [
      "policy_id",
      "version",
      "statement",
      "source_policy_documents",
      "override_policy_documents",
    ],
    attributes: { id: ({ token }) => token(10), json: fakePolicy, minified_json: fakePolicy },
  },
  aws_availability_zones: {
    identifiedBy: [],
    attributes: {
      id: ({ region }) => region,
      names: ({ region }) => ["a", "b", "c"].map((zone) => `${region}${zone}`),
    },
  },
};

/** Returns a fake policy that grants nothing. */
function fakePolicy({ token }: ResourceContext): string {
  return JSON.stringify({ Version: "2012-10-17", Id: token(10), Statement: [] });
}
