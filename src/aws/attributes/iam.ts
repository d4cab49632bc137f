import { type ComputedTypes, FIXED_TIME, generatedName, type ResourceContext } from "./resource-context";

/** @see https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/resources/iam_role */
export const IAM_ATTRIBUTES: ComputedTypes = {
  aws_iam_role: {
    identifiedBy: ["name", "name_prefix"],
    attributes: {
      id: ({ text }) => text("name"),
      name: generatedName,
      arn: ({ account, text }) => `arn:aws:iam::${account}:role${text("path") || "/"}${text("name")}`,
      create_date: () => FIXED_TIME,
      unique_id: ({ token }) => `AROA${token(17).toUpperCase()}`,
    },
  },
  aws_iam_role_policy: {
    identifiedBy: ["role", "name", "name_prefix"],
    attributes: { id: ({ text }) => `${text("role")}:${text("name")}`, name: generatedName },
  },
  aws_iam_openid_connect_provider: {
    identifiedBy: ["url"],
    attributes: { id: openidConnectProviderArn, arn: openidConnectProviderArn },
  },
};

export function openidConnectProviderArn({ account, text }: ResourceContext): string {
  return `arn:aws:iam::${account}:oidc-provider/${text("url").replace("https://", "")}`;
}
