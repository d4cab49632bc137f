import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type Body, blocks, type Configuration } from "#terraform";
import type { Importing } from "../plan-types";

/**
 * What a stack imports of AWS's, by its address. Without AWS nothing is known of what is there.
 * @see https://developer.hashicorp.com/terraform/language/block/import
 */
export function parseImports({ import: all }: Configuration): ReadonlyMap<string, Importing> {
  return new Map(all.filter(isOfAws).map(({ to, ...by }) => [String(to), by as Importing]));
}

/** Leaves out of a folder's files what is imported of AWS's, which a provider that knows no account cannot. */
export function removeImports(folder: string): void {
  for (const name of readdirSync(folder).filter((one) => one.endsWith(".tf.json"))) {
    const file = path.join(folder, name);
    const { import: all, ...rest }: Body = JSON.parse(readFileSync(file, "utf8"));
    if (!blocks(all).some(isOfAws)) continue;
    const kept = blocks(all).filter((one) => !isOfAws(one));
    writeFileSync(file, JSON.stringify({ ...rest, import: kept }, null, 2));
  }
}

function isOfAws({ to }: Body): boolean {
  return String(to).startsWith("aws_");
}
