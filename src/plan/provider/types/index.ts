import { ownValue } from "#own-value";
import { APIGATEWAYV2 } from "./apigatewayv2";
import { COGNITO } from "./cognito";
import { DYNAMODB } from "./dynamodb";
import { IAM, KMS } from "./iam-and-kms";
import { knownValuesOf, PLANNED_TYPES } from "./known-values";
import { LAMBDA } from "./lambda";
import { CLOUDWATCH, SNS, SQS, XRAY } from "./messaging-and-logs";
import { REPLACEMENT_RULES } from "./other-data-stores";
import { REST_API } from "./rest-api";
import { REST_API_KEYS_AND_DOMAINS } from "./rest-api-keys-and-domains";
import { SECRETS } from "./secrets";
import type { TypeFacts } from "./type-facts";
import { WAF } from "./waf";

/** Facts of each resource type that Gatewright's constructs create, and of all types of REST APIs, by resource type. */
export const RESOURCES: Readonly<Record<string, TypeFacts>> = {
  ...APIGATEWAYV2,
  ...CLOUDWATCH,
  ...COGNITO,
  ...DYNAMODB,
  ...IAM,
  ...KMS,
  ...LAMBDA,
  ...REST_API,
  ...REST_API_KEYS_AND_DOMAINS,
  ...SECRETS,
  ...SNS,
  ...SQS,
  ...WAF,
  ...XRAY,
};

/** Returns the facts of a resource type. Changing `region` replaces any resource. */
export function resourceFacts(type: string): TypeFacts {
  const facts = [RESOURCES, REPLACEMENT_RULES, PLANNED_TYPES]
    .map((table) => ownValue(table, type))
    .find(Boolean) ?? {
    forceNew: [],
  };
  const forceNew = [...facts.forceNew, "region"];
  return { ...facts, forceNew, sensitive: sensitiveOf(type), knownValues: knownValuesOf(type) };
}

/**
 * Returns the facts of a data source. Its sensitive attributes are those of the resource type with the same
 * name.
 */
export function dataFacts(type: string): Pick<TypeFacts, "sensitive"> {
  return { sensitive: sensitiveOf(type) };
}

function sensitiveOf(type: string): readonly string[] | undefined {
  return ownValue(RESOURCES, type)?.sensitive ?? ownValue(SENSITIVE, type);
}

/**
 * Sensitive attributes of types that are not in {@link RESOURCES}. The CDKTF bindings do not mark sensitive
 * attributes, so this list is written by hand. It contains only well-known attributes, which the provider's
 * documentation marks as `Sensitive`:
 * https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs
 */
export const SENSITIVE: Readonly<Record<string, readonly string[]>> = {
  aws_cognito_user: ["password", "temporary_password"],
  aws_db_instance: ["password"],
  aws_docdb_cluster: ["master_password"],
  aws_elasticache_replication_group: ["auth_token"],
  aws_iam_access_key: ["secret", "ses_smtp_password_v4"],
  aws_rds_cluster: ["master_password"],
  aws_redshift_cluster: ["master_password"],
};
