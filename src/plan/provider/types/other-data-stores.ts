import type { TypeFacts } from "./type-facts";

/**
 * Replacement rules of well-known types that contain data and that no Gatewright construct creates. The
 * arguments in `forceNew` are marked `ForceNew` in the provider's schema; a comment above each type names the
 * source file. For a type without such rules, an offline plan shows an update where the real provider may
 * plan a replacement.
 * @see https://github.com/hashicorp/terraform-provider-aws/tree/v6.25.0/internal/service
 */
export const REPLACEMENT_RULES: Readonly<Record<string, Pick<TypeFacts, "forceNew" | "defaults">>> = {
  // rds/instance.go. `identifier` is not in the list, because the provider updates it in place.
  aws_db_instance: {
    forceNew: [
      "availability_zone",
      "character_set_name",
      "db_name",
      "engine",
      "kms_key_id",
      "nchar_character_set_name",
      "restore_to_point_in_time",
      "snapshot_identifier",
      "storage_encrypted",
      "timezone",
      "username",
    ],
    defaults: { storage_encrypted: false },
  },
  // efs/file_system.go
  aws_efs_file_system: {
    forceNew: ["availability_zone_name", "creation_token", "encrypted", "kms_key_id", "performance_mode"],
  },
  // kinesis/stream.go
  aws_kinesis_stream: { forceNew: ["name"] },
  // rds/cluster.go
  aws_rds_cluster: {
    forceNew: [
      "availability_zones",
      "cluster_identifier",
      "cluster_identifier_prefix",
      "database_name",
      "db_subnet_group_name",
      "engine",
      "engine_mode",
      "kms_key_id",
      "master_username",
      "restore_to_point_in_time",
    ],
    defaults: { engine_mode: "provisioned" },
  },
  // s3/bucket.go
  aws_s3_bucket: { forceNew: ["bucket", "bucket_prefix"] },
};
