import { readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type Body, isBody } from "#terraform";
import { moduleDirs } from "./modules";

/**
 * Removes the `provisioner` and `connection` blocks from the copy of a stack, so that an offline apply or destroy runs no
 * command. Call this function after `terraform init`, which installs the modules of the stack.
 *
 * @param folder copy of the stack's folder
 * @returns the files with blocks that cannot be removed: HCL files, and files of modules outside the copy
 * @see https://developer.hashicorp.com/terraform/language/resources/provisioners/syntax
 */
export function removeProvisioners(folder: string): readonly string[] {
  const root = realpathSync(folder);
  return moduleDirs(root).flatMap((dir) => removeFrom(root, dir));
}

function removeFrom(root: string, dir: string): readonly string[] {
  const isCopy = `${realpathSync(dir)}${path.sep}`.startsWith(`${root}${path.sep}`);
  return readdirSync(dir).flatMap((name) => {
    const file = path.join(dir, name);
    if (name.endsWith(".tf")) return mentionsProvisioner(file) ? [file] : [];
    if (!name.endsWith(".tf.json")) return [];
    const text = readFileSync(file, "utf8");
    const cleaned = cleanJson(text);
    if (cleaned === text) return [];
    if (!isCopy) return [file];
    // The file may be a symbolic link to a file of the user, which must not change.
    rmSync(file);
    writeFileSync(file, cleaned);
    return [];
  });
}

/** Returns true if an HCL file contains the word, even in a comment, because the file is not parsed. */
function mentionsProvisioner(file: string): boolean {
  return /\bprovisioner\b/.test(readFileSync(file, "utf8"));
}

/**
 * Returns the Terraform JSON of a file without provisioners. Text that can contain none is returned unchanged, so that
 * the line numbers in Terraform's messages stay the same.
 */
function cleanJson(text: string): string {
  // An escape sequence can spell the name of a block.
  if (!/provisioner|connection|\\u/.test(text)) return text;
  const body: unknown = JSON.parse(text);
  if (!isBody(body)) return text;
  const resource = mapBodies(body.resource, 2, ({ provisioner: _, connection: __, ...rest }) => rest);
  return JSON.stringify({ ...body, ...(resource !== undefined && { resource }) }, undefined, 2);
}

/**
 * Applies a function to the blocks that are `labels` levels below a value. Wherever Terraform JSON allows a block, it
 * also allows an array of blocks.
 */
function mapBodies(value: unknown, labels: number, change: (block: Body) => Body): unknown {
  if (Array.isArray(value)) return value.map((item) => mapBodies(item, labels, change));
  if (!isBody(value)) return value;
  if (labels === 0) return change(value);
  const entries = Object.entries(value).map(([name, inner]) => [name, mapBodies(inner, labels - 1, change)]);
  return Object.fromEntries(entries);
}
