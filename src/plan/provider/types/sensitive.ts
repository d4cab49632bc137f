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
