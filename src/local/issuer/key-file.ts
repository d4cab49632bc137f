import { randomUUID } from "node:crypto";
import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { errorMessage } from "#error";
import { LocalError } from "../model/local-error";
import { generateKey, keyFromPem, keyToPem, type SigningKey } from "./signing-key";

/**
 * Returns the path of the file with the key that signs local access tokens: `.gatewright/token-key.pem` in
 * the project. The folder `.gatewright` is in `.gitignore`.
 */
export function tokenKeyFile(projectDir: string): string {
  return path.resolve(projectDir, ".gatewright", "token-key.pem");
}

/**
 * Reads the signing key from a PEM file. If the file does not exist, it is created with a new key. Because
 * the key is stored in a file, access tokens stay valid after a restart and are valid in other processes.
 * Only the owner of the file can read it.
 *
 * @param file absolute path of the file; its folder is created if necessary
 * @throws LocalError if the file contains no usable key, or cannot be read
 */
export async function readOrCreateKey(file: string): Promise<SigningKey> {
  const pem = await readIfPresent(file);
  if (pem === undefined) await writeIfAbsent(file, keyToPem(await generateKey()));
  try {
    // If two processes create the file at the same time, only one succeeds. Both then use the key in the file.
    return await keyFromPem(pem ?? (await readFile(file, "utf8")));
  } catch (error) {
    throw new LocalError([
      `${file}: no usable signing key (${errorMessage(error)}). Delete the file to create a new key.`,
    ]);
  }
}

/**
 * Reads a file, or returns `undefined` if that fails for any reason. If the file exists but is not readable,
 * `readOrCreateKey` reads it a second time and throws the error.
 */
async function readIfPresent(file: string): Promise<string | undefined> {
  return readFile(file, "utf8").catch(() => undefined);
}

/**
 * Writes a file unless it already exists. The content is written to a temporary file, which is then
 * hard-linked to the final path. Because the link is created last, other processes never read an incomplete
 * file. If the file exists, creating the link fails, while a rename would replace the file.
 */
async function writeIfAbsent(file: string, content: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const temporaryFile = `${file}.${randomUUID()}`;
  try {
    await writeFile(temporaryFile, content, { mode: 0o600, flag: "wx" });
    await link(temporaryFile, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    await rm(temporaryFile, { force: true });
  }
}
