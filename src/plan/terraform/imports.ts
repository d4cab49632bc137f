import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type Body, blocks, type Configuration } from "#terraform";
import type { Importing } from "../plan-types";

/**
 * Returns the `import` blocks of a stack that import resources of a provider, by resource address.
 * @see https://developer.hashicorp.com/terraform/language/block/import
 */
export function parseImports({ import: all }: Configuration): ReadonlyMap<string, Importing> {
  return new Map(
    all.filter(needsProvider).map(({ to, ...identifier }) => [String(to), identifier as Importing]),
  );
}

/**
 * Removes the `import` blocks for resources of a provider from the Terraform JSON files of a folder, because the offline
 * providers cannot read existing resources.
 */
export function removeImports(folder: string): void {
  for (const name of readdirSync(folder).filter((file) => file.endsWith(".tf.json"))) {
    const file = path.join(folder, name);
    const { import: all, ...rest }: Body = JSON.parse(readFileSync(file, "utf8"));
    if (!blocks(all).some(needsProvider)) continue;
    const others = blocks(all).filter((block) => !needsProvider(block));
    // The file may be a symbolic link to a file of the user, which must not change.
    rmSync(file);
    writeFileSync(file, JSON.stringify({ ...rest, import: others }, null, 2));
  }
}

function needsProvider({ to }: Body): boolean {
  return !String(to).startsWith("terraform_");
}
