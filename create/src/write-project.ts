import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { CreateError } from "./create-error";

/**
 * Checks that a project can be created in a folder: it does not exist, or it is empty. A new repository, which contains
 * only `.git`, counts as empty. Returns an error message, or `undefined`.
 */
export function checkFolder(folder: string): string | undefined {
  if (!existsSync(folder)) return undefined;
  if (!statSync(folder).isDirectory()) return `${folder} is a file. Choose another folder.`;
  const [file] = readdirSync(folder).filter((name) => name !== ".git");
  if (file === undefined) return undefined;
  return `the folder ${folder} is not empty: it contains ${file}. Choose a new or an empty folder.`;
}

/**
 * Writes the files of a project. They are first written to a temporary folder next to the project, so that an error
 * leaves no incomplete project.
 *
 * @param folder absolute path of a folder that does not exist or is empty
 * @param files texts of the files, by their path in the project
 */
export function writeProject(folder: string, files: ReadonlyMap<string, string>): void {
  const parent = path.dirname(folder);
  let created: string | undefined;
  let temporary: string | undefined;
  try {
    created = mkdirSync(parent, { recursive: true });
    temporary = mkdtempSync(path.join(parent, `.${path.basename(folder)}-`));
    for (const [name, text] of files) {
      const file = path.join(temporary, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    moveEntries(temporary, folder);
  } catch (error) {
    if (created !== undefined) rmSync(created, { recursive: true, force: true });
    throw writeError(folder, error);
  } finally {
    if (temporary !== undefined) rmSync(temporary, { recursive: true, force: true });
  }
}

/** Returns the error of a file operation, such as a missing permission, as a {@link CreateError}. */
function writeError(folder: string, error: unknown): Error {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === undefined) return error as Error;
  return new CreateError(
    `cannot write the folder ${folder}: ${message}. Choose a folder that you can write to.`,
  );
}

/**
 * Moves the entries of a folder to another folder. The target folder is kept if it exists, because it can be the
 * working directory of the shell. If an entry cannot be moved, removes the entries that were already moved.
 */
function moveEntries(from: string, to: string): void {
  const created = mkdirSync(to, { recursive: true });
  const moved: string[] = [];
  try {
    for (const name of readdirSync(from)) {
      renameSync(path.join(from, name), path.join(to, name));
      moved.push(name);
    }
  } catch (error) {
    for (const name of moved) rmSync(path.join(to, name), { recursive: true, force: true });
    if (created !== undefined) rmSync(to, { recursive: true, force: true });
    throw error;
  }
}
