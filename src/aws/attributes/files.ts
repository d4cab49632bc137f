import { base64, type ComputedTypes, hex, hexDigits } from "./resource-context";

const CHECKSUMS = {
  content_base64sha256: base64(32),
  content_base64sha512: base64(64),
  content_md5: hex(32),
  content_sha1: hex(40),
  content_sha256: hex(64),
  content_sha512: hex(128),
  id: hex(40),
};

/** Arguments that determine the content of a file. */
const CONTENT = ["content", "content_base64", "sensitive_content", "source"];

/**
 * Resources of the providers `archive`, `local` and `null`. The hashes of files are fake.
 *
 * @see https://registry.terraform.io/providers/hashicorp/archive/2.8.0/docs/resources/file
 * @see https://registry.terraform.io/providers/hashicorp/local/2.9.0/docs/resources/file
 * @see https://registry.terraform.io/providers/hashicorp/null/3.3.1/docs/resources/resource
 */
export const FILE_ATTRIBUTES: ComputedTypes = {
  archive_file: {
    identifiedBy: ["type", "source", "source_content", "source_file", "source_dir", "output_path"],
    attributes: {
      id: hex(40),
      output_base64sha256: base64(32),
      output_base64sha512: base64(64),
      output_md5: hex(32),
      output_sha: hex(40),
      output_sha256: hex(64),
      output_sha512: hex(128),
    },
  },
  local_file: { identifiedBy: CONTENT, attributes: CHECKSUMS },
  local_sensitive_file: { identifiedBy: CONTENT, attributes: CHECKSUMS },
  null_resource: {
    identifiedBy: ["triggers"],
    attributes: { id: ({ token }) => String(BigInt(`0x${hexDigits(token(15))}`)) },
  },
};
