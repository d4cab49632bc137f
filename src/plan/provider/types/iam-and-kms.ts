import { arn, type ComputeContext, FIXED_TIME, type TypeFacts, uuid } from "./type-facts";

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/iam/role.go */
const role: TypeFacts = {
  forceNew: ["name", "name_prefix", "path"],
  defaults: { path: "/" },
  computed: {
    id: ({ text }) => text("name"),
    arn: ({ account, text }) => `arn:aws:iam::${account}:role${text("path") || "/"}${text("name")}`,
    create_date: () => FIXED_TIME,
    unique_id: ({ token }) => `AROA${token(17).toUpperCase()}`,
  },
};

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/iam/role_policy.go */
const rolePolicy: TypeFacts = {
  forceNew: ["name", "name_prefix", "role"],
  computed: { id: ({ text }) => `${text("role")}:${text("name")}` },
};

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/iam/openid_connect_provider.go */
const openidConnectProvider: TypeFacts = {
  forceNew: ["url"],
  computed: { id: openidConnectProviderArn, arn: openidConnectProviderArn },
};

export function openidConnectProviderArn({ account, text }: ComputeContext): string {
  return `arn:aws:iam::${account}:oidc-provider/${text("url").replace("https://", "")}`;
}

export const IAM: Readonly<Record<string, TypeFacts>> = {
  aws_iam_openid_connect_provider: openidConnectProvider,
  aws_iam_role: role,
  aws_iam_role_policy: rolePolicy,
};

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/kms/key.go */
const key: TypeFacts = {
  forceNew: ["custom_key_store_id", "customer_master_key_spec", "key_usage", "multi_region", "xks_key_id"],
  defaults: { customer_master_key_spec: "SYMMETRIC_DEFAULT", key_usage: "ENCRYPT_DECRYPT" },
  computed: {
    id: uuid,
    key_id: uuid,
    arn: (context) => arn(context, "kms", `key/${uuid(context)}`),
  },
};

export const KMS: Readonly<Record<string, TypeFacts>> = { aws_kms_key: key };
