import { readFileSync } from "node:fs";
import path from "node:path";
import { isRegularFile } from "#terraform";
import type { ObjectValue } from "../value";
import { hashContent } from "./file-hashes";
import { type AttributeTypes, STRING_LIST, type UtilityProvider, type UtilityType } from "./utility-type";

const CHECKSUMS: AttributeTypes = {
  content_base64sha256: "string",
  content_base64sha512: "string",
  content_md5: "string",
  content_sha1: "string",
  content_sha256: "string",
  content_sha512: "string",
  id: "string",
};

const WRITTEN_FILE: UtilityType = {
  required: { filename: "string" },
  optional: {
    content: "string",
    content_base64: "string",
    directory_permission: "string",
    file_permission: "string",
    source: "string",
  },
  readOnly: CHECKSUMS,
};

const READ_FILE: UtilityType = {
  required: { filename: "string" },
  readOnly: { ...CHECKSUMS, content: "string", content_base64: "string" },
  read: readLocalFile,
};

/**
 * Types of hashicorp/local 2.9.0. The offline provider writes no file and runs no command.
 *
 * @see https://registry.terraform.io/providers/hashicorp/local/2.9.0/docs
 */
export const LOCAL: UtilityProvider = {
  resource: {
    local_file: {
      ...WRITTEN_FILE,
      optional: { ...WRITTEN_FILE.optional, sensitive_content: "string" },
      defaults: { directory_permission: "0777", file_permission: "0777" },
      sensitive: ["sensitive_content"],
    },
    local_sensitive_file: {
      ...WRITTEN_FILE,
      defaults: { directory_permission: "0700", file_permission: "0700" },
      sensitive: ["content", "content_base64"],
    },
  },
  data: {
    local_command: {
      required: { command: "string" },
      optional: {
        allow_non_zero_exit_code: "bool",
        arguments: STRING_LIST,
        stdin: "string",
        working_directory: "string",
      },
      readOnly: { exit_code: "number", stderr: "string", stdout: "string" },
      isUnknownOffline: true,
    },
    local_file: READ_FILE,
    local_sensitive_file: { ...READ_FILE, sensitive: ["content", "content_base64"] },
  },
};

function readLocalFile({ filename }: ObjectValue, dir: string): ObjectValue {
  const file = path.resolve(dir, String(filename));
  if (!isRegularFile(file)) {
    throw new Error(
      `filename is "${filename}"; expected the path of a file. Create the file, or correct the path.`,
    );
  }
  const content = readFileSync(file);
  const { base64sha256, base64sha512, md5, sha1, sha256, sha512 } = hashContent(content);
  return {
    content: content.toString(),
    content_base64: content.toString("base64"),
    content_base64sha256: base64sha256,
    content_base64sha512: base64sha512,
    content_md5: md5,
    content_sha1: sha1,
    content_sha256: sha256,
    content_sha512: sha512,
    id: sha1,
  };
}
