import { APIGATEWAYV2 } from "./apigatewayv2";
import { CLOUDWATCH } from "./cloudwatch";
import { COGNITO } from "./cognito";
import { DATA } from "./data-sources";
import { DYNAMODB } from "./dynamodb";
import { IAM, KMS } from "./iam";
import { LAMBDA } from "./lambda";
import { SNS, SQS } from "./messaging";
import { REPLACEMENT_RULES } from "./replacement-rules";
import type { TypeFacts } from "./type-facts";

/** Of each type of resource that the constructs make. */
export const RESOURCES: Readonly<Record<string, TypeFacts>> = {
  ...APIGATEWAYV2,
  ...CLOUDWATCH,
  ...COGNITO,
  ...DYNAMODB,
  ...IAM,
  ...KMS,
  ...LAMBDA,
  ...SNS,
  ...SQS,
};

const NOTHING: TypeFacts = { replacedBy: [], computed: {} };

/** Another region makes another resource of every type. */
export function resourceFacts(type: string): TypeFacts {
  const facts = RESOURCES[type] ?? { ...NOTHING, ...REPLACEMENT_RULES[type] };
  return { ...facts, replacedBy: [...facts.replacedBy, "region"], sensitive: sensitiveOf(type) };
}

/** What nobody is to see of a resource, nobody is to see of a data source that reads one. */
export function dataFacts(type: string): Pick<TypeFacts, "computed" | "sensitive"> {
  return { ...(DATA[type] ?? NOTHING), sensitive: sensitiveOf(type) };
}

function sensitiveOf(type: string): readonly string[] | undefined {
  return RESOURCES[type]?.sensitive ?? SENSITIVE[type];
}

/**
 * What nobody is to see of types that have no facts here. The bindings do not say it, so this is the best known, and not
 * all: each is `Sensitive` in its page of https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs
 */
export const SENSITIVE: Readonly<Record<string, readonly string[]>> = {
  aws_cognito_user: ["password", "temporary_password"],
  aws_db_instance: ["password"],
  aws_docdb_cluster: ["master_password"],
  aws_elasticache_replication_group: ["auth_token"],
  aws_iam_access_key: ["secret", "ses_smtp_password_v4"],
  aws_rds_cluster: ["master_password"],
  aws_redshift_cluster: ["master_password"],
  aws_secretsmanager_secret_version: ["secret_binary", "secret_string"],
  aws_ssm_parameter: ["value"],
};
