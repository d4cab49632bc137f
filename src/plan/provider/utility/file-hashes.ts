import { createHash } from "node:crypto";

/** Hashes of a file, as the providers `archive` and `local` return them. */
export interface FileHashes {
  readonly md5: string;
  readonly sha1: string;
  readonly sha256: string;
  readonly sha512: string;
  readonly base64sha256: string;
  readonly base64sha512: string;
}

export function hashContent(content: Uint8Array): FileHashes {
  const hash = (algorithm: string, encoding: "hex" | "base64" = "hex") =>
    createHash(algorithm).update(content).digest(encoding);
  return {
    md5: hash("md5"),
    sha1: hash("sha1"),
    sha256: hash("sha256"),
    sha512: hash("sha512"),
    base64sha256: hash("sha256", "base64"),
    base64sha512: hash("sha512", "base64"),
  };
}
