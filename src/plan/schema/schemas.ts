import { bindingSource, bindingsDir, type SchemaKind } from "./binding-source";
import { SchemaError } from "./declarations";
import { readSchema, type TypeSchema } from "./read-schema";
import type { Block } from "./schema-types";

/**
 * The schema of a type of hashicorp/aws, of the version that the bindings were made for.
 *
 * @returns `undefined` where the provider has no such type
 * @throws SchemaError where its binding cannot be read
 */
export function resourceSchema(kind: SchemaKind, type: string): Block | undefined {
  const found = read(bindingsDir(kind, type));
  return found?.type === type ? found.block : undefined;
}

/** The schema of the provider's own configuration. */
export function providerSchema(): Block {
  const found = read("provider");
  if (found) return found.block;
  throw new SchemaError("@cdktf/provider-aws has no provider");
}

/** A binding never changes while a process runs. */
const known = new Map<string, TypeSchema | undefined>();

function read(folder: string): TypeSchema | undefined {
  if (!known.has(folder)) known.set(folder, fresh(folder));
  return known.get(folder);
}

function fresh(folder: string): TypeSchema | undefined {
  const source = bindingSource(folder);
  if (source === undefined) return undefined;
  try {
    return readSchema(source);
  } catch (error) {
    throw new SchemaError(`@cdktf/provider-aws/lib/${folder}: ${(error as Error).message}`);
  }
}
