import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { Stack } from "#terraform";
import { findExternalResults, type UsedTypes } from "../provider";
import { readModules } from "./stack-copy";

/** Returns the folders of a stack and of its modules. */
export function moduleDirs(folder: string): readonly string[] {
  return [...new Set([folder, ...readModules(folder).map(({ Dir: dir }) => path.resolve(folder, dir))])];
}

/**
 * Returns the types of the AWS provider that a stack and its modules use. HCL is not parsed: every type after the word
 * `resource` or `data` counts, even in a comment.
 *
 * @param folder copy of the stack's folder, after `terraform init`
 */
export function readUsedTypes(folder: string): UsedTypes {
  const types: UsedTypes = { resource: new Set(), data: new Set(), externalResults: new Set() };
  for (const dir of moduleDirs(folder)) {
    for (const name of readdirSync(dir)) {
      const file = path.join(dir, name);
      if (!/\.tf(\.json)?$/.test(name)) continue;
      const text = readFileSync(file, "utf8");
      if (name.endsWith(".tf")) readHclTypes(text, types);
      else readJsonTypes(text, types);
      for (const key of findExternalResults(text)) types.externalResults.add(key);
    }
  }
  return types;
}

function readHclTypes(hcl: string, types: UsedTypes): void {
  for (const [, kind, type = ""] of hcl.matchAll(/\b(resource|data)\s+"?(aws_\w+)/g)) {
    types[kind === "data" ? "data" : "resource"].add(type);
  }
}

function readJsonTypes(json: string, types: UsedTypes): void {
  const { configuration } = Stack.parse(json);
  for (const kind of ["resource", "data"] as const) {
    for (const type of Object.keys(configuration[kind])) types[kind].add(type);
  }
}
