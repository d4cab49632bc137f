import type { TypeFacts } from "./type-facts";

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/iam/role.go */
const role: TypeFacts = {
  forceNew: ["name", "name_prefix", "path"],
  addsDefaults: true,
  defaults: { path: "/" },
};

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/iam/role_policy.go */
const rolePolicy: TypeFacts = {
  forceNew: ["name", "name_prefix", "role"],
};

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/iam/openid_connect_provider.go */
const openidConnectProvider: TypeFacts = {
  forceNew: ["url"],
};

export const IAM: Readonly<Record<string, TypeFacts>> = {
  aws_iam_openid_connect_provider: openidConnectProvider,
  aws_iam_role: role,
  aws_iam_role_policy: rolePolicy,
};

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/kms/key.go */
const key: TypeFacts = {
  forceNew: ["custom_key_store_id", "customer_master_key_spec", "key_usage", "multi_region", "xks_key_id"],
  addsDefaults: true,
  defaults: { customer_master_key_spec: "SYMMETRIC_DEFAULT", key_usage: "ENCRYPT_DECRYPT" },
};

export const KMS: Readonly<Record<string, TypeFacts>> = { aws_kms_key: key };
