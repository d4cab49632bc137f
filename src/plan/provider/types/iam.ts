import { DAY, type Making, type TypeFacts } from "./facts";

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/iam/role.go */
const role: TypeFacts = {
  replacedBy: ["name", "name_prefix", "path"],
  defaults: { path: "/" },
  made: {
    id: ({ text }) => text("name"),
    arn: ({ account, text }) => `arn:aws:iam::${account}:role${text("path") || "/"}${text("name")}`,
    create_date: () => DAY,
    unique_id: ({ token }) => `AROA${token(17).toUpperCase()}`,
  },
};

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/iam/role_policy.go */
const rolePolicy: TypeFacts = {
  replacedBy: ["name", "name_prefix", "role"],
  made: { id: ({ text }) => `${text("role")}:${text("name")}` },
};

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/iam/openid_connect_provider.go */
const openidConnectProvider: TypeFacts = {
  replacedBy: ["url"],
  made: { id: openidConnectProviderArn, arn: openidConnectProviderArn },
};

export function openidConnectProviderArn({ account, text }: Making): string {
  return `arn:aws:iam::${account}:oidc-provider/${text("url").replace("https://", "")}`;
}

export const IAM: Readonly<Record<string, TypeFacts>> = {
  aws_iam_openid_connect_provider: openidConnectProvider,
  aws_iam_role: role,
  aws_iam_role_policy: rolePolicy,
};
