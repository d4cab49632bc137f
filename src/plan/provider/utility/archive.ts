import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { isRegularFile } from "#terraform";
import { isObject, type ObjectValue, type Value } from "../value";
import { hashContent } from "./file-hashes";
import type { UtilityProvider, UtilityType } from "./utility-type";

const ARCHIVE_FILE: UtilityType = {
  required: { output_path: "string", type: "string" },
  optional: {
    exclude_symlink_directories: "bool",
    excludes: ["set", "string"],
    output_file_mode: "string",
    source_content: "string",
    source_content_filename: "string",
    source_dir: "string",
    source_file: "string",
  },
  readOnly: {
    id: "string",
    output_base64sha256: "string",
    output_base64sha512: "string",
    output_md5: "string",
    output_sha: "string",
    output_sha256: "string",
    output_sha512: "string",
    output_size: "number",
  },
  blocks: { source: { nesting: "set", required: { content: "string", filename: "string" } } },
};

/**
 * Types of hashicorp/archive 2.8.0. The offline provider writes no archive.
 *
 * @see https://registry.terraform.io/providers/hashicorp/archive/2.8.0/docs
 */
export const ARCHIVE: UtilityProvider = {
  resource: { archive_file: { ...ARCHIVE_FILE, updatable: ["exclude_symlink_directories"] } },
  data: { archive_file: { ...ARCHIVE_FILE, read: readArchive } },
};

/**
 * Returns fake hashes of an archive. They change if a file in the archive changes, but they are not the hashes of the
 * real archive, because the bytes of an archive depend on the compressor of the provider.
 */
function readArchive(config: ObjectValue, dir: string): ObjectValue {
  const entries = archiveEntries(config, dir).map(([name, content]) => [name, hashContent(content).sha256]);
  const content = Buffer.from(JSON.stringify([config.type, entries]));
  const { base64sha256, base64sha512, md5, sha1, sha256, sha512 } = hashContent(content);
  return {
    id: sha1,
    output_base64sha256: base64sha256,
    output_base64sha512: base64sha512,
    output_md5: md5,
    output_sha: sha1,
    output_sha256: sha256,
    output_sha512: sha512,
    output_size: content.length,
  };
}

type Entry = readonly [name: string, content: Uint8Array];

/** Returns the files of an archive, sorted by name. A source that does not exist yet has no files. */
function archiveEntries(config: ObjectValue, dir: string): readonly Entry[] {
  const { source_content, source_content_filename, source_file, source_dir, excludes, source } = config;
  const entries: Entry[] = asArray(source)
    .filter(isObject)
    .map(({ filename, content }) => [String(filename), Buffer.from(String(content))]);
  if (typeof source_content === "string") {
    entries.push([String(source_content_filename), Buffer.from(source_content)]);
  }
  if (typeof source_file === "string") {
    const file = path.resolve(dir, source_file);
    if (isRegularFile(file)) entries.push([path.basename(file), readFileSync(file)]);
  }
  if (typeof source_dir === "string") {
    entries.push(...folderEntries(path.resolve(dir, source_dir), asArray(excludes).map(String)));
  }
  return entries.sort(([a], [b]) => (a < b ? -1 : 1));
}

/**
 * Returns the files of a folder.
 * @param excludes paths of files and folders to omit. Patterns with `*` are ignored, so the files that they match count
 * as content
 */
function folderEntries(folder: string, excludes: readonly string[]): readonly Entry[] {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => name.split(path.sep).join("/"))
    .filter((name) => !excludes.some((excluded) => name === excluded || name.startsWith(`${excluded}/`)))
    .filter((name) => !isPlanFile(name) && isRegularFile(path.join(folder, name)))
    .map((name) => [name, readFileSync(path.join(folder, name))]);
}

/** Returns true for files that a plan or Terraform creates in the copy of a stack. */
function isPlanFile(name: string): boolean {
  return /(^|\/)(\.terraform|zz_plan)/.test(name);
}

function asArray(value: Value = null): readonly Value[] {
  return Array.isArray(value) ? value : [];
}
