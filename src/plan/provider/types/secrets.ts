import type { Value } from "../value";
import type { TypeFacts } from "./type-facts";

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/secretsmanager/secret.go */
const secret: TypeFacts = { forceNew: ["name", "name_prefix"] };

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/secretsmanager/secret_version.go */
const version: TypeFacts = {
  forceNew: ["secret_binary", "secret_id", "secret_string", "secret_string_wo_version"],
  sensitive: ["secret_binary", "secret_string"],
};

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/ssm/parameter.go */
const parameter: TypeFacts = {
  forceNew: ["data_type", "name"],
  forceNewIf: { tier: isDowngraded },
  recomputed: ({ isChanged }) => [
    ...(isChanged("value", "description") ? ["version"] : []),
    ...(isChanged("value_wo_version") ? ["has_value_wo"] : []),
  ],
  sensitive: ["value"],
};

/** Returns true if the tier changes from Advanced to Standard, which SSM does not support. */
function isDowngraded(before: Value, after: Value): boolean {
  return before === "Advanced" && after === "Standard";
}

export const SECRETS: Readonly<Record<string, TypeFacts>> = {
  aws_secretsmanager_secret: secret,
  aws_secretsmanager_secret_version: version,
  aws_ssm_parameter: parameter,
};
