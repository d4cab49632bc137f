import { SchemaError } from "./binding-declarations";
import { readSchema, type TypeSchema } from "./binding-schema";
import { bindingSource, bindingsDir, type SchemaKind } from "./binding-source";
import type { Block } from "./schema-types";

/**
 * Returns the schema of a resource type or data source of hashicorp/aws, for the provider version of the
 * installed CDKTF bindings.
 *
 * @returns `undefined` if the provider has no such type
 * @throws SchemaError if the binding cannot be read
 */
export function resourceSchema(kind: SchemaKind, type: string): Block | undefined {
  const schema = readCached(bindingsDir(kind, type));
  return schema?.type === type ? schema.block : undefined;
}

/** Returns the schema of the provider's configuration. */
export function providerSchema(): Block {
  const schema = readCached("provider");
  if (schema) return schema.block;
  throw new SchemaError("@cdktf/provider-aws has no folder lib/provider");
}

/** Returns the version of hashicorp/aws that the installed CDKTF bindings describe: `6.25.0`. */
export function providerVersion(): string {
  version ??= /providerVersion: '([^']+)'/.exec(bindingSource("provider") ?? "")?.[1];
  if (version !== undefined) return version;
  throw new SchemaError("lib/provider of the AWS bindings names no version of the provider");
}

let version: string | undefined;

/**
 * Schemas that were read before, by the folder of the binding. A binding does not change while the process
 * runs.
 */
const cache = new Map<string, TypeSchema | undefined>();

function readCached(folder: string): TypeSchema | undefined {
  if (!cache.has(folder)) cache.set(folder, readBinding(folder));
  return cache.get(folder);
}

function readBinding(folder: string): TypeSchema | undefined {
  const source = bindingSource(folder);
  if (source === undefined) return undefined;
  try {
    return readSchema(source);
  } catch (error) {
    throw new SchemaError(`@cdktf/provider-aws/lib/${folder}: ${(error as Error).message}`);
  }
}
