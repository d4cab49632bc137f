import { arn, type TypeFacts, uuid } from "./facts";

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/kms/key.go */
const key: TypeFacts = {
  replacedBy: ["custom_key_store_id", "customer_master_key_spec", "key_usage", "multi_region", "xks_key_id"],
  defaults: { customer_master_key_spec: "SYMMETRIC_DEFAULT", key_usage: "ENCRYPT_DECRYPT" },
  made: {
    id: uuid,
    key_id: uuid,
    arn: (of) => arn(of, "kms", `key/${uuid(of)}`),
  },
};

export const KMS: Readonly<Record<string, TypeFacts>> = { aws_kms_key: key };
