import { randomUUID } from "node:crypto";
import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { errorMessage } from "#error";
import { generateKey, keyFromPem, keyToPem, type SigningKey } from "./signing-key";

/** Returns the path of the key file of a project: `.gatewright/token-key.pem`, which git ignores. */
export function tokenKeyFile(projectDir: string): string {
  return path.resolve(projectDir, ".gatewright", "token-key.pem");
}

/**
 * Reads the signing key of a PEM file, and creates the file if it does not exist. A token of one process is therefore
 * valid in another, and after a restart. Only the file's owner can read it.
 *
 * @param file absolute path; its folder is created
 * @throws Error if the file has no usable key, or cannot be created
 */
export async function readOrCreateKey(file: string): Promise<SigningKey> {
  const pem = await readIfPresent(file);
  if (pem === undefined) await writeIfAbsent(file, keyToPem(await generateKey()));
  // If two processes create the file, one of them wins. Both use the key that the file then has.
  return parseKey(file, pem ?? (await readFile(file, "utf8")));
}

async function parseKey(file: string, pem: string): Promise<SigningKey> {
  try {
    return await keyFromPem(pem);
  } catch (error) {
    throw new Error(
      `${file}: no usable signing key (${errorMessage(error)}). Delete the file to create a new key.`,
    );
  }
}

/** Reads a file, or returns `undefined` on any error. Later steps report the error of a file that is not readable. */
async function readIfPresent(file: string): Promise<string | undefined> {
  return readFile(file, "utf8").catch(() => undefined);
}

/**
 * Writes a file unless it exists. It links a complete temporary file. Unlike a write or a rename, a link is atomic and
 * fails if the target exists.
 */
async function writeIfAbsent(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const temporaryFile = `${file}.${randomUUID()}`;
  try {
    await writeFile(temporaryFile, text, { mode: 0o600, flag: "wx" });
    await link(temporaryFile, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    await rm(temporaryFile, { force: true });
  }
}
