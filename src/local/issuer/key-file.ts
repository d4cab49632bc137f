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
 * The key in a file, made and written where there is none: so a token that one process makes is good in another, and
 * after a restart. Only its owner can read the file.
 *
 * @param file absolute; its folder is made
 * @throws Error where the file has no key
 */
export async function readOrCreateKey(file: string): Promise<SigningKey> {
  const there = await readIfThere(file);
  if (there === undefined) await writeOnce(file, keyToPem(await generateKey()));
  // Of two processes that find no file, one has its key in it; what counts is what the file has then.
  return keyIn(file, there ?? (await readFile(file, "utf8")));
}

async function keyIn(file: string, pem: string): Promise<SigningKey> {
  try {
    return await keyFromPem(pem);
  } catch (fault) {
    throw new Error(
      `${file}: no key to sign tokens with (${errorMessage(fault)}); delete the file, and a new key is made`,
    );
  }
}

/** What cannot be read for another reason cannot be written either, or read again, and then says why. */
async function readIfThere(file: string): Promise<string | undefined> {
  return readFile(file, "utf8").catch(() => undefined);
}

/** A link to a file that is written already: unlike a write or a rename, it is whole at once, and fails if there is one. */
async function writeOnce(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const whole = `${file}.${randomUUID()}`;
  try {
    await writeFile(whole, text, { mode: 0o600, flag: "wx" });
    await link(whole, file);
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code !== "EEXIST") throw fault;
  } finally {
    await rm(whole, { force: true });
  }
}
