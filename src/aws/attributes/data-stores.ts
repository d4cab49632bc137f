import {
  arn,
  type ComputedTypes,
  FIXED_TIME,
  generatedName,
  type ResourceContext,
  uuid,
} from "./resource-context";

/** Label of a stream: the creation time of the stream. */
const STREAM_LABEL = FIXED_TIME.replace("Z", ".000");

/** Types that store data, and the keys that encrypt it. */
export const DATA_STORES_ATTRIBUTES: ComputedTypes = {
  aws_dynamodb_table: {
    identifiedBy: ["name"],
    attributes: {
      id: ({ text }) => text("name"),
      arn: tableArn,
      stream_arn: (table) => (hasStream(table) ? `${tableArn(table)}/stream/${STREAM_LABEL}` : ""),
      stream_label: (table) => (hasStream(table) ? STREAM_LABEL : ""),
    },
  },
  aws_s3_bucket: {
    identifiedBy: ["bucket", "bucket_prefix"],
    attributes: {
      id: ({ text }) => text("bucket"),
      bucket: ({ text, token }) => `${text("bucket_prefix") || "terraform-"}${token(26)}`,
      arn: ({ text }) => `arn:aws:s3:::${text("bucket")}`,
    },
  },
  aws_secretsmanager_secret: {
    identifiedBy: ["name", "name_prefix"],
    attributes: { id: secretArn, name: generatedName, arn: secretArn },
  },
  aws_secretsmanager_secret_version: {
    identifiedBy: ["secret_id"],
    attributes: {
      id: (version) => `${version.text("secret_id")}|${uuid(version)}`,
      arn: ({ text }) => text("secret_id"),
      version_id: uuid,
    },
  },
  aws_ssm_parameter: {
    identifiedBy: ["name"],
    attributes: {
      id: ({ text }) => text("name"),
      arn: (parameter) => arn(parameter, "ssm", `parameter/${parameter.text("name").replace(/^\//, "")}`),
    },
  },
  aws_kms_key: {
    identifiedBy: ["description", "key_usage"],
    attributes: { id: uuid, key_id: uuid, arn: (key) => arn(key, "kms", `key/${uuid(key)}`) },
  },
};

function tableArn(table: ResourceContext): string {
  return arn(table, "dynamodb", `table/${table.text("name")}`);
}

function hasStream({ value }: ResourceContext): boolean {
  return value("stream_enabled") === true;
}

/** Returns the ARN of a secret. Secrets Manager appends six random characters to the name. */
function secretArn(secret: ResourceContext): string {
  return arn(secret, "secretsmanager", `secret:${secret.text("name")}-${secret.token(6)}`);
}
